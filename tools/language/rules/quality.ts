import type { Chart } from "../chart.ts";
import { alt, findTerm, map, opt, type Parser, seq, term, unless, word } from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Bound, Candidate, Statement } from "../statement.ts";
import { ask } from "./ask.ts";
import { compare, compareAfter, digits, joinBounds, number } from "./quantity.ts";

const LINK = opt(
  seq(
    unless(compare),
    word("of", "is", ":", "should", "must", "at", "rated", "be"),
    opt(seq(unless(compare), word("be", "at"))),
  ),
);
const bound = map(opt(compare), (value): Bound => value ?? "none");
const afterBound = opt(compareAfter);

const isFloor = (said: Bound | null): boolean =>
  said === "none" || said === "min" || said === "about" || said === "exact";
const floor = (field: string, said: Bound | null, statement: Statement | null): Statement =>
  isFloor(said) && statement ? statement : ask("not-understood", field);

/** `99.9% uptime`, `uptime at least 99.5`, `SLA >= 99.9%`. */
const uptimeBefore = seq(term("uptimeNoun"), LINK, bound, digits, opt(term("percent")), afterBound);
const uptimeAfter = seq(
  bound,
  digits,
  term("percent"),
  afterBound,
  opt(word("of", "or")),
  term("uptimeNoun"),
  afterBound,
);
const uptimeBare = seq(bound, digits, term("uptimeNoun"));

function uptime(percent: string, said: Bound | null): Statement {
  const bps = scaleDecimal(percent, 2);
  const isShare = bps !== null && bps <= 10_000;
  return floor("minUptimeBps", said === "above" ? "min" : said, isShare ? { kind: "uptime", bps } : null);
}

export const uptimeRule = (chart: Chart, at: number): Candidate[] => {
  const after = uptimeAfter(chart, at);
  if (after) {
    const [first, percent, , second, , , third] = after.value;
    return [
      {
        from: at,
        to: after.to,
        score: 1,
        statement: uptime(percent, joinBounds(joinBounds(first, second) ?? "max", third)),
      },
    ];
  }
  const before = uptimeBefore(chart, at);
  if (before) {
    const [, , first, percent, , second] = before.value;
    return [{ from: at, to: before.to, score: 1, statement: uptime(percent, joinBounds(first, second)) }];
  }
  const bare = uptimeBare(chart, at);
  if (!bare || findTerm(chart, bare.to - 1, "uptimeNoun") === null || !bare.value[1].includes(".")) return [];
  return [{ from: at, to: bare.to, score: 0.5, statement: uptime(bare.value[1], bare.value[0]) }];
};

const outOfFive = opt(
  map(seq(alt<unknown>(word("/"), seq(word("out"), word("of")), word("of")), digits), ([, most]) => most),
);
const ratingSaid: Parser<{ amount: string; isPercent: boolean }> = map(
  seq(number, opt(term("percent"))),
  ([amount, percent]) => ({ amount, isPercent: percent !== null }),
);

/** Stars out of 5 are 2000 basis points each. */
function rating(
  { amount, isPercent }: { amount: string; isPercent: boolean },
  said: Bound | null,
): Statement {
  const scaled = scaleDecimal(amount, isPercent ? 2 : 4);
  const bps = scaled === null ? null : isPercent ? scaled : scaled / 5;
  const isShare = bps !== null && Number.isInteger(bps) && bps <= 10_000;
  return floor("minRatingBps", said === "above" ? "min" : said, isShare ? { kind: "rating", bps } : null);
}

const ratingBefore = seq(
  term("ratingNoun"),
  LINK,
  bound,
  ratingSaid,
  afterBound,
  outOfFive,
  opt(term("ratingNoun")),
  afterBound,
);

const ratingAfter = seq(
  bound,
  ratingSaid,
  opt(compareAfter),
  outOfFive,
  opt(word("-")),
  term("ratingNoun"),
  opt(term("ratingNoun")),
  afterBound,
);

/** `rated 4.5+`, `4 stars`, `rating over 4.5`, `90% rating`. */
export const ratingRule = (chart: Chart, at: number): Candidate[] => {
  const before = ratingBefore(chart, at);
  const after = before ? null : ratingAfter(chart, at);
  if (before) {
    const [, , first, said, second, most, , third] = before.value;
    if (most !== null && most !== "5") return [];
    return [
      {
        from: at,
        to: before.to,
        score: 1,
        statement: rating(said, joinBounds(joinBounds(first, second) ?? "max", third)),
      },
    ];
  }
  if (!after) return [];
  const [first, said, second, most, , , , third] = after.value;
  if (most !== null && most !== "5") return [];
  return [
    {
      from: at,
      to: after.to,
      score: 1,
      statement: rating(said, joinBounds(joinBounds(first, second) ?? "max", third)),
    },
  ];
};

const milliseconds = seq(digits, term("ms"));
/** Longer than any way around the world: such a number is no latency. */
const LONGEST_MS = 10_000;
const ceilingOf = (said: Bound | null, ms: number | null): Statement =>
  (said === "max" || said === "none" || said === "about") && ms !== null && ms <= LONGEST_MS
    ? { kind: "latency", ms }
    : ask("not-understood", "maxLatencyMs");

const latencySaid = seq(
  opt(word("with", "a")),
  opt(term("latencyNoun")),
  LINK,
  bound,
  milliseconds,
  afterBound,
  // "of" belongs here only before the noun: in "within 50 ms of Paris" it opens the place.
  opt(alt(map(seq(word("of"), term("latencyNoun")), String), term("latencyNoun"))),
  afterBound,
);

/** `under 50 ms latency`, `ping below 30ms`. */
export const latencyRule = (chart: Chart, at: number): Candidate[] => {
  const said = latencySaid(chart, at);
  if (!said) return [];
  const [, , , first, [amount], second, , third] = said.value;
  const ms = scaleDecimal(amount, 0);
  return [
    {
      from: at,
      to: said.to,
      score: 1,
      statement: ceilingOf(joinBounds(joinBounds(first, second) ?? "min", third), ms),
    },
  ];
};
