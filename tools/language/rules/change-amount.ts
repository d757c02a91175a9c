import type { Chart } from "../chart.ts";
import { findTerm, map, opt, type Parser, seq, term, token, word } from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Candidate, PriceScope } from "../statement.ts";
import { ask } from "./ask.ts";
import { type MoneySaid, money } from "./price.ts";
import { priceScope } from "./price-scope.ts";

const DOWN = word("cheaper", "less", "lower", "off", "discount", "down", "below");
const UP = word("more", "higher", "extra", "markup", "up", "dearer");
const AWAY = new Set(["off", "down", "up"]);
const field = "usdMicrosDelta";

/** `0.10` behind "by"; `by 10` may be cents, dollars or per cent. */
const smallChange: Parser<MoneySaid> = map(token("number"), ({ word: amount }) =>
  amount.includes(".") ? { amount, unit: "usd" } : null,
);

/** Which way the verbs of a message point; 0 when they do not say, or say both. */
export function directionOf(chart: Chart): -1 | 0 | 1 {
  const has = (type: string): boolean => chart.tokens.some((_, at) => findTerm(chart, at, type) !== null);
  const [lower, raise] = [has("lowerVerb"), has("raiseVerb")];
  return lower === raise ? 0 : lower ? -1 : 1;
}

const isPerGpuHour = ({ seconds, per, count }: PriceScope): boolean =>
  (seconds === null || seconds === 3600) && (per === null || per === "gpu") && count === null;

const plus = opt(word("+", "-", "plus", "minus"));
const BY = word("by", "another", "an", "additional");
/** `baisse le prix de 10 centimes`, `sube el precio en 10 centavos`; "the price of $2" is a price. */
const byAfterVerb: Parser<string> = (chart, at) =>
  directionOf(chart) === 0 || term("providerPrice")(chart, at - 1) ? null : word("of", "in")(chart, at);
const CHANGE_VERB = ["lowerVerb", "raiseVerb"];

/** Whether a verb of change stands right before: `add 15 cents`, `cut 5 cents`. */
const followsVerb = (chart: Chart, at: number): boolean =>
  chart.tokens.some((_, from) =>
    CHANGE_VERB.some((type) => findTerm(chart, from, type)?.to === at && from < at),
  );

/**
 * A change by an amount: `by $0.10`, `10 cents more`, `add 15 cents`, `cut 5 cents off`. An amount behind a verb of change that
 * says neither "by" nor "to" is asked about: `lower L40S 79 cents`.
 */
export const amountChangeRule = (chart: Chart, at: number): Candidate[] => {
  const by = BY(chart, at) ?? byAfterVerb(chart, at);
  const signed = plus(chart, by?.to ?? at)!;
  const said = money(chart, signed.to) ?? (by?.value === "by" ? smallChange(chart, signed.to) : null);
  if (!said) return [];
  const first = priceScope(chart, said.to)!;
  const [down, up] = [DOWN(chart, first.to), UP(chart, first.to)];
  const last = priceScope(chart, (down ?? up)?.to ?? first.to)!;
  const isRelative = by !== null || signed.value !== null || down !== null || up !== null;
  const behindVerb = followsVerb(chart, at);
  if (!isRelative && !behindVerb) {
    const isBare = directionOf(chart) !== 0 && !isLinked(chart, at);
    return isBare ? [{ from: at, to: last.to, score: 1.6, statement: ask("incomplete-change", field) }] : [];
  }
  const scope = first.to > said.to ? first.value : last.value;
  const beside = AWAY.has((down ?? up)?.value ?? "") && directionOf(chart) !== 0 ? 0 : down ? -1 : up ? 1 : 0;
  const sign = signed.value && (/^(?:-|minus)$/.test(signed.value) ? -1 : 1);
  return [
    {
      from: at,
      to: last.to,
      score: 2.2,
      statement: toStatement(said.value, scope, sign || beside || directionOf(chart)),
    },
  ];
};

function toStatement(
  { amount, unit }: MoneySaid,
  scope: PriceScope,
  direction: number,
): Candidate["statement"] {
  if (unit === "foreign") return ask("currency", field);
  const micros = scaleDecimal(amount, unit === "cent" ? 4 : 6);
  if (!isPerGpuHour(scope)) return ask("price-scope", field);
  if (micros === null || micros === 0 || direction === 0) return ask("incomplete-change", field);
  return { kind: "amount-change", usdMicros: direction * micros };
}

const LINK = new Set("to at = : is be → > of for should cost only".split(" "));
const isLinked = (chart: Chart, at: number): boolean =>
  LINK.has(chart.tokens[at - 1]?.word ?? "") || findTerm(chart, at - 1, "compare") !== null;

const noun = opt(term("providerPrice"));
const CHEAPEST = word(
  "cheapest",
  "lowest",
  "best",
  "market",
  "competition",
  "competitor",
  "competitors",
  "others",
);
/** `the cheapest`, `the lowest price`, `the cheapest comparable offer`. */
const cheapest = seq(
  opt(word("the", "any", "all")),
  CHEAPEST,
  opt(word("comparable", "other")),
  opt(word("offer", "offers", "one", "price", "prices", "rate", "rates", "competitor")),
);
const UNDER = seq(opt(word("cheaper", "less", "lower")), word("under", "below", "beneath", "than", "off"));

const underCheapest = seq(
  opt(word("always", "stay", "be", "by", "at", ",", "and")),
  opt(word("stay", "be", "at")),
  token("number"),
  term("percent"),
  UNDER,
  cheapest,
);
const follow = seq(word("follow", "following", "follows", "track", "tracking"), cheapest);
const match = seq(word("match", "matching", "matches"), cheapest);
const undercut = seq(word("undercut", "undercutting", "undercuts", "beat"), opt(word("always")), cheapest);

/** A price that follows the cheapest comparable offer: `follow the market`, `2 % under the cheapest`, `match the lowest`. */
export const followRule = (chart: Chart, at: number): Candidate[] => {
  const share = underCheapest(chart, at);
  if (share) {
    const bps = scaleDecimal(share.value[2].word, 2);
    const isPossible = bps !== null && bps > 0 && bps < 10_000;
    const statement = isPossible
      ? ({ kind: "follow", undercutBps: bps } as const)
      : ask("incomplete-change", "rule");
    return [{ from: at, to: share.to, score: 2.5, statement }];
  }
  const same = match(chart, at);
  if (same) return [{ from: at, to: same.to, score: 2, statement: { kind: "follow", undercutBps: 0 } }];
  const found = follow(chart, at) ?? undercut(chart, at);
  return found
    ? [{ from: at, to: found.to, score: 2, statement: { kind: "follow", undercutBps: null } }]
    : [];
};

const FLOOR = seq(
  word("never", "not", "no", "dont"),
  opt(word("go", "be", "cost", "drop", "fall")),
  opt(word("less", "lower", "cheaper")),
  word("under", "below", "than"),
);
const CEILING = seq(
  word("never", "not", "no", "dont"),
  opt(word("go", "be", "cost", "rise")),
  opt(word("more", "higher", "dearer")),
  word("over", "above", "than"),
);
const isMore = (words: readonly (string | null)[]): boolean =>
  ["more", "higher", "dearer"].includes(words[2] ?? "");
const floorMarker = alternatives(
  FLOOR,
  seq(word("at"), word("least")),
  seq(opt(word("a", "the", "my", "with")), word("floor", "minimum", "min"), noun),
);
const ceilingMarker = alternatives(
  CEILING,
  seq(word("at"), word("most")),
  seq(opt(word("a", "the", "my", "with")), word("ceiling", "maximum", "max", "cap"), noun),
);

function alternatives(...parsers: readonly Parser<readonly unknown[]>[]): Parser<readonly unknown[]> {
  return (chart, at) => {
    for (const parser of parsers) {
      const found = parser(chart, at);
      if (found) return found;
    }
    return null;
  };
}

const link = opt(word("of", "at", "is", "to", ":", "=", "be", "price"));
const bare: Parser<MoneySaid> = map(token("number"), ({ word: amount }) => ({ amount, unit: "bare" }));

function amountAt(chart: Chart, at: number) {
  const amount = money(chart, at) ?? bare(chart, at);
  if (!amount || (amount.value.unit === "bare" && isNoAmount(chart, amount.to))) return null;
  const scope = priceScope(chart, amount.to)!;
  return { to: scope.to, value: { ...amount.value, scope: scope.value } };
}
const isNoAmount = (chart: Chart, at: number): boolean =>
  ["percent", "gpu", "gpuNoun", "memoryUnit", "timeUnit", "halfDay"].some((type) =>
    findTerm(chart, at, type),
  );

/** Bounds of a price: `never under 1.60`, `floor 0.70`, `a ceiling of 1.80`, `between 1.60 and 2.40`. */
export const boundRule = (chart: Chart, at: number): Candidate[] => {
  const floor = floorMarker(chart, at);
  const marker = floor && !isMore(floor.value as (string | null)[]) ? floor : ceilingMarker(chart, at);
  if (marker) {
    const bound = marker === floor ? "floor" : "ceiling";
    const amount = amountAt(chart, link(chart, marker.to)!.to);
    if (amount)
      return [
        { from: at, to: amount.to, score: 2, statement: { kind: "price-bound", bound, ...amount.value } },
      ];
    const isNoun = /^(?:floor|minimum|min|ceiling|maximum|max|cap)$/.test(chart.tokens[at]!.word);
    return isNoun ? [{ from: at, to: marker.to, score: 0.6, statement: { kind: "bound-named", bound } }] : [];
  }
  const between = word("between")(chart, at);
  const low = between && amountAt(chart, between.to);
  const and = low && word("and")(chart, low.to);
  const high = and && amountAt(chart, and.to);
  return low && high
    ? [
        {
          from: at,
          to: high.to,
          score: 3,
          statement: { kind: "price-range", low: low.value, high: high.value },
        },
      ]
    : [];
};
