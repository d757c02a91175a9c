import { GPU_MODELS } from "../../core/gpus.ts";
import type { Chart, Term } from "../chart.ts";
import {
  alt,
  findTerm,
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
import type { Candidate } from "../statement.ts";
import { GPU_HEADS } from "../vocabulary.ts";
import { ask } from "./ask.ts";
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

interface Named {
  readonly model: string;
  readonly minVramGib: number | null;
  /** A final `s` that may be a plural or a part of the name; the other reading. */
  readonly twin: string | null;
  readonly isKnownForm: boolean;
}

/** Letters and digits of a name must stand together or be joined by a hyphen; `a 100` is no A100. */
function isJoined(chart: Chart, from: number, to: number): boolean {
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
const named: Parser<Named> = (chart, at) => {
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
const models: Parser<readonly Named[]> = (chart, at) => {
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

const negation = seq(
  term("negate"),
  opt(seq(unless(term("gpu")), word("a", "an", "the", "any", "for", "use", "using"))),
);
const adding = alt<unknown>(term("add"), seq(word("or", "and", "plus"), opt(term("add"))));

function toStatement(list: readonly Named[], negated: boolean, add: boolean): Candidate["statement"] {
  const doubtful = list.find(({ twin, isKnownForm }) => twin !== null || !isKnownForm);
  if (doubtful) return ask("unknown-gpu", "gpuModels", doubtful.twin ? [doubtful.twin, doubtful.model] : []);
  const gibs = list.flatMap(({ minVramGib }) => minVramGib ?? []);
  const sizes = new Set(gibs);
  if (sizes.size > 1 || (sizes.size === 1 && list.length > 1 && list.at(-1)?.minVramGib === null))
    return ask("not-understood", "minVramGib");
  return { kind: "gpu", models: list.map(({ model }) => model), minVramGib: gibs[0] ?? null, negated, add };
}

/** One or several GPU models, with their form and memory. */
export const gpuRule = (chart: Chart, at: number): Candidate[] => {
  const negated = negation(chart, at);
  const start = negated?.to ?? at;
  const added = negated ? null : adding(chart, start);
  return [added?.to ?? null, start].flatMap((from) => {
    const found = from === null ? null : models(chart, from);
    if (!found) return [];
    const after = term("add")(chart, found.to);
    const isAdd = from !== start || after !== null;
    const statement = toStatement(found.value, negated !== null, isAdd);
    return [{ from: at, to: after?.to ?? found.to, score: 2, statement }];
  });
};

/** `h 100`: a name with a space, or a letter and a number? */
export const spacedGpuRule = (chart: Chart, at: number): Candidate[] => {
  const found = findTerm(chart, at, "gpu");
  if (!found || isJoined(chart, at, found.to) || isMeasure(chart, found.to)) return [];
  return [{ from: at, to: found.to, score: -0.6, statement: ask("unknown-gpu", "gpuModels", [found.value]) }];
};
const isMeasure = (chart: Chart, at: number): boolean =>
  ["currencyWord", "timeUnit", "memoryUnit", "percent", "thousand", "ms"].some(
    (type) => findTerm(chart, at, type) !== null,
  );

const HEAD_AND_DIGITS = /^(?:rtx|gtx|rx|mi|gh|gb|h|a|b|l|t|v|p|m|k|gaudi|hl|quadro|tesla|max|pro|dgx|hgx)$/;

/** A name built like a GPU's that the table does not have: `H300`, `A1000`, `RTX 9999`. */
export const unknownGpuRule = (chart: Chart, at: number): Candidate[] => {
  const head = chart.tokens[at]!;
  const joint = chart.tokens[at + 1]?.word === "-" && chart.tokens[at + 1]?.glued ? at + 2 : at + 1;
  const digits = chart.tokens[joint];
  if (head.kind !== "word" || digits?.kind !== "number" || !HEAD_AND_DIGITS.test(head.word)) return [];
  // `2h30m`: the letter is the unit of the number before it.
  if (head.glued && chart.tokens[at - 1]?.kind === "number") return [];
  if (
    !digits.glued &&
    (head.word.length < 2 || !GPU_HEADS.has(head.word) || ["max", "pro"].includes(head.word))
  )
    return [];
  if (/^(?:max|pro)$/.test(head.word) && !digits.glued) return [];
  const tail = chart.tokens[joint + 1];
  const to =
    tail?.glued &&
    tail.kind === "word" &&
    tail.word.length <= 2 &&
    (tail.word !== "x" || chart.tokens[joint + 2]?.kind !== "number")
      ? joint + 2
      : joint + 1;
  return [{ from: at, to, score: -0.2, statement: ask("unknown-gpu", "gpuModels") }];
};

const isDetail = alt<unknown>(
  term("vendor"),
  term("adjective"),
  term("rank"),
  term("pricing"),
  term("form"),
  seq(token("number"), opt(HYPHEN), term("memoryUnit")),
);

/** Skips what may stand between a count and the GPU it counts: `8 cheap nvidia H100`, `4 80GB A100`. */
export function findGpuAfter(chart: Chart, at: number): "model" | "noun" | null {
  for (let to = at, steps = 0; steps < 4; steps++) {
    if (named(chart, to)) return "model";
    if (findTerm(chart, to, "gpuNoun")) return "noun";
    const skipped = isDetail(chart, to);
    if (!skipped) return null;
    to = skipped.to;
  }
  return null;
}

/** Where a GPU name ends, for each place it can end at. */
export function gpuEndsAt(chart: Chart, end: number): boolean {
  for (let from = Math.max(0, end - 9); from < end; from++)
    if (models(chart, from)?.to === end || named(chart, from)?.to === end) return true;
  return false;
}
