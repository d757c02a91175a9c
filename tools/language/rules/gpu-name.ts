import { GPU_MODELS } from "../../core/gpus.ts";
import type { Chart, Term } from "../chart.ts";
import {
  alt,
  glued,
  HYPHEN,
  type Match,
  many,
  map,
  opt,
  type Parser,
  seq,
  term,
  token,
  unless,
  word,
} from "../grammar.ts";
import { compareAfter } from "./quantity.ts";

const FORMS_BY_MODEL = new Map(GPU_MODELS.map(({ model, formFactors }) => [model, formFactors]));
const MODELS = new Set(FORMS_BY_MODEL.keys());

/** Names whose final `s` is part of the name in practice; elsewhere it is a plural. */
const ENDS_IN_S = new Set(["L40S"]);
/** Models that differ by a final `s` or `S`: `4080s` is either several 4080 or one 4080 SUPER. */
const pluralTwin = (model: string): string | null => {
  const base = model.endsWith(" SUPER") ? model.slice(0, -" SUPER".length) : null;
  return base !== null && MODELS.has(base) ? base : null;
};

const GIB_SAID = map(
  seq(
    opt(alt(HYPHEN, word("with", "("))),
    token("number"),
    opt(HYPHEN),
    term("memoryUnit", "gib"),
    opt(word(")")),
    opt(alt<unknown>(term("memoryNoun"), term("gpuPart"))),
    opt(map(compareAfter, (bound) => (bound === "min" ? bound : null))),
    opt(term("memoryNoun")),
  ),
  ([, number]) => ({ form: null, gib: Number(number.word) }),
);
/** `sxm5`, `(SXM)`, `-PCIe`; the digit names the socket. */
const FORM_SAID = map(
  seq(opt(alt(HYPHEN, word("("))), term("form"), opt(glued(token("number"))), opt(word(")"))),
  ([, form]) => ({ form, gib: null }),
);
const PART_SAID = map(
  seq(opt(HYPHEN), term("gpuPart"), opt(glued(token("number"))), opt(glued(word("e")))),
  () => ({ form: null, gib: null }),
);
/** Far above any card: such a number is no memory. */
const MOST_GIB = 2048;
const details = many(alt<{ form: string | null; gib: number | null }>(GIB_SAID, FORM_SAID, PART_SAID));

/** One GPU model as it is said. */
export interface Named {
  readonly model: string;
  readonly minVramGib: number | null;
  /** A final `s` that may be a plural or a part of the name; the other reading. */
  readonly twin: string | null;
  readonly isKnownForm: boolean;
}

/** Letters and digits of a name must stand together or be joined by a hyphen; `a 100` is no A100. */
export function isJoined(chart: Chart, from: number, to: number): boolean {
  const [first, second] = [chart.tokens[from]!, chart.tokens[from + 1]];
  if (to - from < 2 || !second || second.glued || second.kind !== "number") return true;
  return (
    first.word.length > 1 || (chart.hasCase && first.text === first.text.toUpperCase() && first.word !== "a")
  );
}

/** The longest name; `A100 x8` is eight A100 and no A100X. */
function findName(chart: Chart, at: number): Term | null {
  const names = (chart.terms[at] ?? []).filter(({ type }) => type === "gpu");
  const isTimes = ({ to }: Term): boolean =>
    chart.tokens[to - 1]!.word === "x" && chart.tokens[to]?.kind === "number";
  return names.find((name) => !isTimes(name)) ?? names[0] ?? null;
}

/** The `5080` of `A5080` is no RTX 5080. */
const isTailOfName = (chart: Chart, at: number): boolean => {
  const [before, token] = [chart.tokens[at - 1], chart.tokens[at]];
  return token?.kind === "number" && token.glued && before?.kind === "word" && /^[^x]$/.test(before.word);
};

/** A phrase of the table, with hyphens between its parts ignored. */
function readModel(chart: Chart, at: number): Match<string> | null {
  if (isTailOfName(chart, at)) return null;
  const found = findName(chart, at);
  const hyphenated = readHyphenated(chart, at);
  if (hyphenated && hyphenated.to > (found?.to ?? at)) return hyphenated;
  return found && isJoined(chart, at, found.to) ? { to: found.to, value: found.value } : null;
}

/** `H-100`, `rtx-4090`, `A100-SXM`: the longest name among the tokens with hyphens taken out. */
function readHyphenated(chart: Chart, at: number): Match<string> | null {
  if (chart.tokens[at + 1]?.word !== "-" || !chart.tokens[at + 1]?.glued) return null;
  const kept: number[] = [];
  for (let to = at; to < chart.tokens.length && kept.length < 5; to++) {
    const { word, glued: isGlued } = chart.tokens[to]!;
    if (to > at && !isGlued) break;
    if (word !== "-") kept.push(to);
  }
  for (let count = kept.length; count >= 2; count--) {
    const name = kept
      .slice(0, count)
      .map((index) => chart.tokens[index]!.word)
      .join(" ");
    const model = byWords.get(name);
    if (model) return { to: kept[count - 1]! + 1, value: model };
  }
  return null;
}

const spaced = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .replace(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, " ");
const byWords = new Map(
  GPU_MODELS.flatMap(({ model, aliases }) =>
    [model, ...aliases].map((name) => [spaced(name), model] as const),
  ),
);

const vendors = many(term("vendor"));

/** `V100s` with a small s are several V100; the V100S is written with a capital. */
const singular = (chart: Chart, found: Match<string> | null): Match<string> | null =>
  found?.value === "V100S" && (chart.tokens[found.to - 1]!.text === "s" || !chart.hasCase)
    ? { to: found.to - 1, value: "V100" }
    : found;

/** `nvidia H100 SXM5 80GB`, `4090s`. */
export const named: Parser<Named> = (chart, at) => {
  const vendor = vendors(chart, at)!;
  const found = singular(chart, readModel(chart, vendor.to));
  if (!found) return null;
  const end = chart.tokens[found.to - 1]!;
  const isLowerS = end.word === "s" && end.text === "s";
  const twin = isLowerS && !ENDS_IN_S.has(found.value) ? pluralTwin(found.value) : null;
  const plural = twin === null ? glued(word("s"))(chart, found.to) : null;
  const next = details(chart, plural?.to ?? found.to)!;
  if (hasTail(chart, found.to, plural?.to ?? next.to)) return null;
  const forms = [...new Set(next.value.flatMap(({ form }) => form ?? []))];
  const gibs = next.value.flatMap(({ gib }) => gib ?? []);
  const known = FORMS_BY_MODEL.get(found.value) ?? [];
  return {
    to: next.to,
    value: {
      model: [found.value, ...forms].join(" "),
      minVramGib: gibs[0] ?? null,
      twin,
      isKnownForm:
        forms.length <= 1 &&
        gibs.length <= 1 &&
        gibs.every((gib) => Number.isInteger(gib) && gib > 0 && gib <= MOST_GIB) &&
        forms.every((form) => known.some((one) => one === form)),
    },
  };
};

/** Whether letters or digits are glued to the name that are no plural, form or memory: `H100.5`, `A100z`. */
function hasTail(chart: Chart, nameEnd: number, to: number): boolean {
  const next = chart.tokens[nameEnd];
  if (!next?.glued || to > nameEnd) return false;
  if (next.kind === "number") return true;
  return next.kind === "word" && next.word.length === 1 && next.word !== "x";
}

const SEPARATOR = alt<unknown>(
  seq(word(","), opt(alt(term("conj", "or", "and"), term("either")))),
  term("conj", "or", "and"),
);

const nextModel = seq(opt(seq(unless(term("gpu")), word("a", "an", "the", "even"))), named);

/** `H100`, `H100 or H200`, `A100/H100`. */
export const models: Parser<readonly Named[]> = (chart, at) => {
  const first = named(chart, at);
  if (!first) return null;
  const list = [first.value];
  let to = first.to;
  for (;;) {
    const separator = SEPARATOR(chart, to);
    const next = separator && nextModel(chart, separator.to);
    if (!next) return { to, value: list };
    list.push(next.value[1]);
    to = next.to;
  }
};
