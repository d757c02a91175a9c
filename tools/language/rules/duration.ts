import type { Chart } from "../chart.ts";
import { alt, findTerm, HYPHEN, many, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Bound, Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { compare, compareAfter, digits, joinBounds, number, timeUnit } from "./quantity.ts";

/** Seconds of `amount` units, exactly; null when that is no whole number of seconds. */
function toSeconds(amount: string, unit: string): number | null {
  const scaled = scaleDecimal(amount, 4);
  const seconds = scaled === null ? null : (scaled * Number(unit)) / 10_000;
  return seconds !== null && Number.isSafeInteger(seconds) && seconds > 0 ? seconds : null;
}

const half = word("half");
/** `6 hours`, `12h`, `2-week`, `half a day`, `one and a half hours`, `an hour and a half`. */
const single: Parser<number> = alt(
  map(seq(half, opt(word("a", "an")), timeUnit), ([, , unit]) => Number(unit) / 2),
  map(seq(number, seq(word("and"), word("a"), half), timeUnit), ([amount, , unit]) =>
    toSeconds(`${amount}.5`, unit),
  ),
  map(seq(number, opt(HYPHEN), timeUnit, seq(word("and"), word("a"), half)), ([amount, , unit]) =>
    toSeconds(`${amount}.5`, unit),
  ),
  map(seq(number, opt(HYPHEN), timeUnit), ([amount, , unit]) => toSeconds(amount, unit)),
);
const ofArticle: Parser<number> = alt(
  map(
    seq(word("a", "an", "one"), opt(word("full", "whole")), timeUnit, opt(seq(word("and"), word("a"), half))),
    ([, , unit, more]) => (more ? Number(unit) * 1.5 : Number(unit)),
  ),
  map(seq(opt(word("a")), term("durationWord")), ([, seconds]) => Number(seconds)),
);

/** `2h30m`, `1 day and 6 hours`. */
const compound: Parser<number> = map(
  seq(alt(single, ofArticle), many(seq(opt(word("and", ",")), single))),
  ([first, rest]) => rest.reduce((sum, [, seconds]) => sum + seconds, first),
);

const CUE = alt<unknown>(
  seq(
    word("for", "during", "lasting", "lasts", "over"),
    opt(word("the", "next", "like", "about", "another")),
  ),
  seq(
    word("duration", "length", "runtime", "time", "period", "running", "run", "runs"),
    opt(word("of", "is", ":", "=", "time", "for")),
  ),
  seq(word("will", "to"), word("run", "last"), opt(word("for"))),
);
const TAIL = many(
  alt<unknown>(
    word(
      "long",
      "straight",
      "total",
      "duration",
      "job",
      "run",
      "rental",
      "session",
      "only",
      "window",
      "block",
      "uninterrupted",
    ),
    seq(word("in"), word("total")),
    seq(word("of"), word("use", "usage", "compute", "runtime", "work")),
  ),
);

/** Units so short that a plural looks the same: `4090s` is no duration. */
const isShortUnit = (chart: Chart, to: number): boolean =>
  ["s", "m"].includes(chart.tokens[to - 1]?.word ?? "");
const AGO = alt<unknown>(word("ago", "old"), seq(word("from"), word("now", "today", "tomorrow")));
const range = seq(digits, alt<unknown>(HYPHEN, word("to", "or")), digits, opt(HYPHEN), timeUnit);

function readLength(chart: Chart, at: number, hasCue: boolean) {
  const found = single(chart, at)
    ? compound(chart, at)
    : hasCue
      ? compound(chart, at)
      : bareArticle(chart, at);
  if (!found) return null;
  if (isShortUnit(chart, at + 2) && !hasCue) return null;
  return found;
}

/** `a week` without "for" only where it cannot be a rate: at the start or after a comma. */
function bareArticle(chart: Chart, at: number) {
  const before = chart.tokens[at - 1];
  return !before || before.word === "," || findTerm(chart, at, "durationWord") ? compound(chart, at) : null;
}

/** How long. Bounds cannot be kept, so "at least 6 hours" is asked; "up to" is what has to be paid for. */
export const durationRule = (chart: Chart, at: number): Candidate[] => {
  const cue = CUE(chart, at);
  const start = cue?.to ?? at;
  const comparison = compare(chart, start);
  const from = comparison?.to ?? start;
  const ranged = range(chart, from);
  if (ranged) return [{ from: at, to: ranged.to, score: 1, statement: ask("time", "durationSeconds") }];
  const length = readLength(chart, from, cue !== null || comparison !== null);
  if (!length || AGO(chart, length.to)) return [];
  const after = compareAfter(chart, length.to);
  const to = TAIL(chart, after?.to ?? length.to)!.to;
  const bound: Bound | null = joinBounds(comparison?.value ?? "none", after?.value ?? null);
  const isUpTo =
    bound === "max" && !["under", "below", "<", "less", "within"].includes(chart.tokens[start]?.word ?? "");
  const isPlain = bound === "none" || bound === "exact" || bound === "about" || isUpTo;
  const statement = isPlain
    ? ({ kind: "duration", seconds: length.value } as const)
    : ask("time", "durationSeconds");
  return [{ from: at, to, score: cue ? 1 : 0.4, statement }];
};

const vagueTime = seq(
  opt(word("for", "over", "by", "during", "in", "until", "till")),
  opt(word("a", "the", "this")),
  term("vagueDuration"),
);

/** `overnight`, `a few days`, `next week`: people mean different lengths and moments. */
export const vagueTimeRule = (chart: Chart, at: number): Candidate[] => {
  const found = vagueTime(chart, at);
  return found
    ? [
        {
          from: at,
          to: found.to,
          score: 0.8,
          statement: ask("time", "durationSeconds", ["for 12 hours", "for 2 days"]),
        },
      ]
    : [];
};
