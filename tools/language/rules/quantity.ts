import type { Chart } from "../chart.ts";
import { alt, findTerm, glued, map, opt, type Parser, seq, term, token, unless, word } from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Bound, DecimalSaid } from "../statement.ts";
import { GPU_HEADS } from "../vocabulary.ts";

/** The `100` of `A100` or `H-100` is part of a name, never a number. */
function isPartOfName(chart: Chart, at: number): boolean {
  const joint = chart.tokens[at - 1]?.word === "-" && chart.tokens[at - 1]!.glued ? at - 1 : at;
  const before = chart.tokens[joint - 1];
  if (!chart.tokens[joint]?.glued || before?.kind !== "word") return false;
  const isUnit = before.glued && chart.tokens[joint - 2]?.kind === "number";
  const isHead = before.word !== "x" && (before.word.length === 1 || GPU_HEADS.has(before.word));
  return (isHead && !isUnit) || findTerm(chart, at - 1, "gpu") !== null;
}

/** `3`, `1,500`, `2.50`, `3k`: digits as plain decimal text. */
export const digits: Parser<DecimalSaid> = (chart, at) =>
  isPartOfName(chart, at) ? null : plainDigits(chart, at);
const plainDigits: Parser<DecimalSaid> = map(
  seq(token("number"), opt(term("thousand"))),
  ([number, thousand]) => (thousand ? (scaleDecimal(number.word, 3)?.toString() ?? null) : number.word),
);

const HUNDRED = word("hundred", "thousand");
/** `eight`, `two hundred`, `a couple of`, `half a dozen`. */
export const numberInWords: Parser<DecimalSaid> = alt(
  map(seq(opt(word("a", "the")), term("numberNoun"), opt(word("of"))), ([, count]) => count),
  map(seq(term("numberWord"), opt(HUNDRED), opt(term("thousand"))), ([count, hundred, thousand]) =>
    hundred === "hundred"
      ? `${Number(count) * 100}`
      : hundred || thousand
        ? `${Number(count) * 1000}`
        : count,
  ),
);

export const number: Parser<DecimalSaid> = alt(digits, numberInWords);

/** A whole number ≥ 1. */
export const wholeNumber: Parser<number> = map(number, (text) => scaleDecimal(text, 0) || null);

const BOUNDS: Readonly<Record<string, Bound>> = {
  max: "max",
  min: "min",
  above: "above",
  about: "about",
  exact: "exact",
};
const toBound = (value: string): Bound => BOUNDS[value] ?? "none";

const FLIPPED: Readonly<Record<Bound, Bound>> = {
  max: "min",
  min: "max",
  above: "max",
  about: "about",
  exact: "exact",
  none: "none",
};

/** `under`, `at least`, and with a negation before it the opposite: `not over`. */
export const compare: Parser<Bound> = alt(
  map(term("compare"), toBound),
  map(
    seq(
      word("not", "no", "never", "nothing", "dont", "isnt"),
      opt(word("be", "go", "cost", "costing", "going")),
      term("compare"),
    ),
    ([, , value]) => FLIPPED[toBound(value)],
  ),
);

/** `or less`, `and up`: clearly about the number before. */
const joined: Parser<string | readonly [string, true]> = (chart, at) =>
  word("or", "and", "tops", "is")(chart, at) && term("compareAfter")(chart, at);
/** `max 99.9% uptime` is no limit, so that "max" belongs to the price before it. */
const isLimit = (chart: Chart, at: number): boolean => /^(?:max|most)/.test(chart.tokens[at - 1]?.word ?? "");
const percentage = seq(number, term("percent"));
const amount = alt<unknown>(number, term("currencySign"));
const nextAmount: Parser<unknown> = (chart, at) =>
  term("gpu")(chart, at) || (isLimit(chart, at) && percentage(chart, at)) ? null : amount(chart, at);

/** `or less`, `max`, `+`; before another number it belongs to that one: `$3, at least 80GB`. */
export const compareAfter: Parser<Bound> = alt(
  map(glued(word("+")), () => "min"),
  map(seq(opt(word(",")), alt(joined, seq(term("compareAfter"), unless(nextAmount)))), ([, value]) =>
    toBound(typeof value === "string" ? value : value[0]),
  ),
);

/** The sharper of two comparators around one number; null when they contradict each other. */
export function joinBounds(before: Bound, after: Bound | null): Bound | null {
  if (after === null || before === after) return before;
  if (before === "none" || before === "about") return after;
  return after === "about" ? before : null;
}

/** A unit of time as seconds of text. The `h` of `H100` is none, that of `2h30m` is. */
export const timeUnit: Parser<string> = (chart, at) => {
  const match = term("timeUnit")(chart, at);
  const next = match && chart.tokens[match.to];
  // `H-100` is a name as `H100` is.
  if (
    match &&
    next?.word === "-" &&
    next.glued &&
    chart.tokens[at]!.word.length === 1 &&
    chart.tokens[match.to + 1]?.kind === "number"
  )
    return null;
  if (!match || next?.kind !== "number" || !next.glued) return match;
  const isName = findTerm(chart, at, "gpu") !== null;
  return !isName && glued(term("timeUnit"))(chart, match.to + 1) ? match : null;
};
