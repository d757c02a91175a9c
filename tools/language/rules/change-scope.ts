import type { Chart } from "../chart.ts";
import { alt, findTerm, opt, seq, term, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { findGpuAfter } from "./gpu.ts";
import { wholeNumber } from "./quantity.ts";

const EVERYTHING = word("everything");
const WHAT_THERE_IS = alt<unknown>(
  word(
    "listing",
    "listings",
    "price",
    "prices",
    "rate",
    "rates",
    "offers",
    "hardware",
    "machines",
    "servers",
    "units",
    "stuff",
  ),
  term("gpuNoun"),
);
const allOfMine = seq(word("all", "every"), opt(word("of")), opt(word("my", "our", "the")), WHAT_THERE_IS);

/** `everything`, `all my listings`: each listing there is. `all my H100 prices` is of the H100s. */
export const allRule = (chart: Chart, at: number): Candidate[] => {
  const found = EVERYTHING(chart, at) ?? allOfMine(chart, at);
  return found ? [{ from: at, to: found.to, score: 1.2, statement: { kind: "all" } }] : [];
};

const CAPACITY = word("capacity", "inventory", "stock");
const OWN = seq(word("i", "we"), opt(word("now")), word("have", "got", "own"), opt(word("now", "got")));
const MORE = word("more", "additional", "extra", "further");
const FEWER = word("fewer", "less");
const total = (count: number, isMore: boolean) => ({ kind: "total", count, isMore }) as const;
const toCount = seq(word("to", "is", "are", "at", "=", ":"), opt(word("now", ":")), wholeNumber);

/** Whether a message is about how many GPUs there are. */
export const saysCapacity = (chart: Chart): boolean =>
  chart.tokens.some((_, at) => CAPACITY(chart, at) !== null || capacityRule(chart, at).length > 0);

/** How many there are: `I have 16 H100 now`, `capacity to 16`, `4 more L40S`, `2 fewer 4090s`. */
export const capacityRule = (chart: Chart, at: number): Candidate[] => {
  const named = CAPACITY(chart, at);
  if (named) return [{ from: at, to: named.to, score: 0.2, statement: { kind: "said" } }];
  const counted = toCount(chart, at);
  const isCapacity = chart.tokens.some((_, from) => CAPACITY(chart, from) !== null);
  if (counted && isCapacity && !isOther(chart, counted.to))
    return [{ from: at, to: counted.to, score: 2, statement: total(counted.value[2], false) }];
  const own = OWN(chart, at);
  const count = wholeNumber(chart, own?.to ?? at);
  if (!count) return [];
  const [more, fewer] = [MORE(chart, count.to), FEWER(chart, count.to)];
  const behind = (more ?? fewer)?.to ?? count.to;
  if (!findGpuAfter(chart, opt(word("x", "*", "of"))(chart, behind)!.to)) return [];
  if (more ?? fewer)
    return [{ from: at, to: behind, score: 2, statement: total(fewer ? -count.value : count.value, true) }];
  if (!own) return [];
  const times = opt(word("x", "*"))(chart, count.to)!;
  return [{ from: at, to: times.to, score: 2, statement: total(count.value, false) }];
};

const isOther = (chart: Chart, at: number): boolean =>
  ["percent", "currencyWord", "currencySign", "timeUnit", "halfDay"].some((type) =>
    findTerm(chart, at, type),
  );

const OPEN_END = seq(
  word("until", "till", "til"),
  word("further", "i", "we"),
  opt(word("say")),
  word("notice", "otherwise"),
);

/** `until further notice` sets no end. */
export const openEndRule = (chart: Chart, at: number): Candidate[] => {
  const found = OPEN_END(chart, at);
  return found ? [{ from: at, to: found.to, score: 1, statement: { kind: "said" } }] : [];
};

/** `H100 or A100`: a change is of one thing or of the other. */
export const saysOr = (chart: Chart, from: number, to: number): boolean =>
  chart.tokens.some(({ word, start, end }) => start >= from && end <= to && word === "or");

/** What is left out of "all" cannot be said yet. */
export const exceptRule = (chart: Chart, at: number): Candidate[] => {
  const except = word("except", "but", "excluding", "without")(chart, at);
  return except && findGpuAfter(chart, except.to)
    ? [{ from: at, to: except.to, score: -0.2, statement: ask("not-understood", "gpuModels") }]
    : [];
};
