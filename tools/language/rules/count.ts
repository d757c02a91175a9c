import type { Chart } from "../chart.ts";
import { alt, findTerm, glued, HYPHEN, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import type { Bound, Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { findGpuAfter, gpuEndsAt } from "./gpu.ts";
import { compare, compareAfter, digits, number, timeUnit, wholeNumber } from "./quantity.ts";

const TIMES = word("x", "*");
const ofThem: Parser<unknown> = alt<unknown>(term("ofThem"), seq(word("of"), term("ofThem")));
const ASK = ask("not-understood", "gpuCount", ["8x H100", "one GPU"]);
/** Nobody rents more at once: such a number is a telephone's, a card's, anything but a count. */
const MOST_GPUS = 100_000;
const candidate = (from: number, to: number, score: number, count: number): Candidate => ({
  from,
  to,
  score,
  statement: count > MOST_GPUS ? ASK : { kind: "count", count },
});
const unclear = (from: number, to: number): Candidate => ({ from, to, score: 1, statement: ASK });

const gpus = (count: number): string => (count === 1 ? "1 GPU" : `${count} GPUs`);
/** A range or a bound, which one number cannot say: the ends of it are the answers. */
const between = (from: number, to: number, counts: readonly number[]): Candidate => ({
  from,
  to,
  score: 1,
  statement: ask("gpu-count", "gpuCount", [...new Set(counts)].filter((count) => count > 0).map(gpus)),
});

/** The numbers that somebody who gives a bound may mean. */
const ANSWERS: Readonly<Record<Bound, (count: number) => number[]>> = {
  min: (count) => [count, count * 2],
  above: (count) => [count + 1, count * 2],
  max: (count) => [count, Math.floor(count / 2)],
  about: (count) => [count],
  exact: (count) => [count],
  none: (count) => [count],
};

const isUnit = alt<unknown>(term("memoryUnit"), timeUnit, term("percent"), term("currencyWord"), word(":"));

/** `4 to 8`, `1 or 2`, `2-4`, `between 2 and 4`. */
const rangeOf = alt(
  map(seq(digits, alt<unknown>(HYPHEN, word("to", "or")), digits), ([low, , high]) => [low, high]),
  map(seq(word("between"), number, word("and"), number), ([, low, , high]) => [low, high]),
);
const timeOfGpu = seq(opt(HYPHEN), term("gpuNoun"), opt(HYPHEN), timeUnit);
const nodesOf = seq(number, opt(TIMES), opt(HYPHEN), term("scopeNode"));

/** `3 cheapest H100`: three offers or three GPUs? */
const isSuperlative = (chart: Chart, at: number): boolean =>
  findTerm(chart, at, "rank") !== null && /st$|^most$/.test(chart.tokens[at]!.word);

/** `4 of my A100s`. */
const OF_MINE = opt(seq(word("of"), opt(word("my", "our", "the", "those", "these"))));
const optHyphen = seq(opt(HYPHEN));

/** `8x`, `8 ×`, `8`, `eight` before a GPU; the GPU itself is left to its rule. */
function countBefore(chart: Chart, at: number): Candidate[] {
  const count = wholeNumber(chart, at);
  if (!count) return [];
  const times = TIMES(chart, count.to);
  const after = times ?? optHyphen(chart, count.to)!;
  if (!times && isUnit(chart, count.to)) return [];
  if (timeOfGpu(chart, count.to)) {
    const end = timeOfGpu(chart, count.to)!.to;
    return [unclear(at, end)];
  }
  const counted = findGpuAfter(chart, OF_MINE(chart, after.to)!.to);
  if (counted && isSuperlative(chart, after.to)) return [unclear(at, count.to)];
  if (counted) return [candidate(at, times?.to ?? count.to, 1.2, count.value)];
  const them = ofThem(chart, after.to);
  if (them) return [candidate(at, them.to, 1, count.value)];
  return times ? [candidate(at, times.to, 0.8, count.value)] : [];
}

const timesCount = seq(opt(HYPHEN), TIMES, wholeNumber);

/** `x8` behind a GPU, `× 8`, or by itself. */
function countAfter(chart: Chart, at: number): Candidate[] {
  const said = timesCount(chart, at);
  if (!said || isUnit(chart, said.to)) return [];
  const isGlued = glued(wholeNumber)(chart, said.to - 1) !== null;
  if (!gpuEndsAt(chart, at) && !isGlued) return [];
  const unit = term("ofThem")(chart, said.to);
  return [candidate(at, unit?.to ?? said.to, 1.1, said.value[2])];
}

const quantityNoun = alt<unknown>(
  word("count", "quantity", "qty", "amount"),
  seq(word("number"), word("of"), term("gpuNoun")),
  seq(term("gpuNoun"), word("count")),
);
const countNamed: Parser<number> = map(
  seq(opt(term("gpuNoun")), quantityNoun, opt(word("of", "is", ":", "=", "to")), wholeNumber),
  ([, , , count]) => count,
);

/** `node of 8`, `8-GPU node`, `cluster of 16`. */
const nodeOf: Parser<number> = map(
  seq(
    opt(word("a", "an", "one", "1", "single")),
    term("scopeNode"),
    word("of", "with"),
    wholeNumber,
    opt(TIMES),
  ),
  ([, , , count]) => count,
);
const gpuNode = seq(wholeNumber, opt(TIMES), opt(HYPHEN), term("gpuNoun"), opt(HYPHEN), term("scopeNode"));
/** A number behind the model without a sign: `H100 8`. */
const onlyNumber = seq(term("only"), wholeNumber);
const END_OF_CLAUSE = word(
  ",",
  ".",
  ";",
  "in",
  "for",
  "under",
  "with",
  "?",
  "please",
  "below",
  "instead",
  "max",
  "from",
);

const madeCount = seq(
  alt<unknown>(
    seq(
      word("make", "need", "want", "use", "take", "get", "with", "do"),
      opt(word("it", "them", "that", "just")),
    ),
    term("only"),
  ),
  wholeNumber,
);

/** `how much would 8 cost`. */
const costOf = seq(
  word("would", "do", "will", "of"),
  wholeNumber,
  opt(ofThem),
  alt<unknown>(word("cost", "be"), term("priceNoun", "price")),
);
const countInstead = seq(wholeNumber, word("instead"));

function countAlone(chart: Chart, at: number): Candidate[] {
  const only = onlyNumber(chart, at);
  if (only && endsClause(chart, only.to)) return [candidate(at, only.to, 0.5, only.value[1])];
  const made = madeCount(chart, at);
  const cost = costOf(chart, at);
  if (cost) return [candidate(at, cost.to, 0.5, cost.value[1])];
  const instead = countInstead(chart, at);
  if (instead) return [candidate(at, instead.to, 0.5, instead.value[0])];
  if (made && endsClause(chart, made.to)) return [candidate(at, made.to, 0.5, made.value[1])];
  return [];
}

const endsClause = (chart: Chart, at: number): boolean =>
  at >= chart.tokens.length || END_OF_CLAUSE(chart, at) !== null;

const optTimes = seq(opt(TIMES));

/** Words for how many GPUs. `an H100` says nothing of how many. */
export const countRule = (chart: Chart, at: number): Candidate[] => {
  const range = rangeOf(chart, at);
  if (
    range &&
    !isUnit(chart, range.to) &&
    (findGpuAfter(chart, optTimes(chart, range.to)!.to) || ofThem(chart, range.to))
  )
    return [between(at, range.to, range.value.map(Number))];
  const node = nodeOf(chart, at);
  if (node && findTerm(chart, node.to, "memoryUnit") === null)
    return [candidate(at, node.to, 1.5, node.value)];
  const gpus = gpuNode(chart, at);
  if (gpus) return [candidate(at, gpus.to, 1.5, gpus.value[0])];
  const named = countNamed(chart, at);
  if (named) return [candidate(at, named.to, 1, named.value)];
  return [
    ...countBefore(chart, at),
    ...countAfter(chart, at),
    ...countAlone(chart, at),
    ...boundedCount(chart, at),
    ...nodes(chart, at),
  ];
};

/** `at least 4 H100`, `4+ GPUs`, `about 8`: requirements hold one exact number. */
function boundedCount(chart: Chart, at: number): Candidate[] {
  const before = compare(chart, at);
  const count = wholeNumber(chart, before?.to ?? at);
  if (!count || (isUnit(chart, count.to) && !TIMES(chart, count.to))) return [];
  const after = compareAfter(chart, count.to);
  const times = TIMES(chart, after?.to ?? count.to);
  const counted =
    findGpuAfter(chart, times?.to ?? after?.to ?? count.to) ??
    ofThem(chart, times?.to ?? after?.to ?? count.to);
  if (!counted || (!before && !after)) return [];
  if (before?.value === "exact" && !after) return [candidate(at, times?.to ?? count.to, 2, count.value)];
  const bound = before?.value ?? after?.value ?? "none";
  const isBelow = bound === "max" && /^(?:fewer|less|under|below|<)$/.test(chart.tokens[at]!.word);
  const counts = ANSWERS[bound](isBelow ? count.value - 1 : count.value);
  return [between(at, times?.to ?? after?.to ?? count.to, counts)];
}

/** `2 nodes`: how many GPUs each has is not said, or has to be multiplied. */
function nodes(chart: Chart, at: number): Candidate[] {
  const said = nodesOf(chart, at);
  if (!said || ["1"].includes(said.value[0])) return [];
  return [unclear(at, said.to)];
}
