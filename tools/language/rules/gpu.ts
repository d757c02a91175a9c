import type { Chart } from "../chart.ts";
import { alt, findTerm, HYPHEN, opt, seq, term, token, unless, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";
import { GPU_HEADS } from "../vocabulary.ts";
import { ask } from "./ask.ts";
import { isJoined, models, type Named, named } from "./gpu-name.ts";

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
