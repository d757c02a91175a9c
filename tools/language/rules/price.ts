import type { Chart } from "../chart.ts";
import {
  alt,
  findTerm,
  glued,
  HYPHEN,
  type Match,
  map,
  opt,
  type Parser,
  seq,
  term,
  token,
  unless,
  word,
} from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Bound, Candidate, DecimalSaid, PriceStatement } from "../statement.ts";
import { ask } from "./ask.ts";
import { notAPrice } from "./not-a-price.ts";
import { priceScope } from "./price-scope.ts";
import { compare, compareAfter, digits, joinBounds, number, timeUnit } from "./quantity.ts";

export interface MoneySaid {
  readonly amount: DecimalSaid;
  readonly unit: PriceStatement["unit"];
}

type Unit = MoneySaid["unit"];
const asUnit = (value: string): Unit => (value === "usd" || value === "cent" ? value : "foreign");

const signed = map(
  seq(term("currencySign"), digits, opt(term("currencyWord", "usd"))),
  ([sign, amount]): MoneySaid => ({ amount, unit: asUnit(sign) }),
);
const named = map(
  seq(number, opt(HYPHEN), term("currencyWord")),
  ([amount, , unit]): MoneySaid => ({
    amount,
    unit: asUnit(unit),
  }),
);
/** `3$`, and `3 $` as much of Europe writes it. */
const signAfter = map(
  seq(digits, term("currencySign"), unless(token("number"))),
  ([amount, sign]): MoneySaid => ({ amount, unit: asUnit(sign) }),
);
/** `80c`; a lone `c` elsewhere is no unit. */
const glueCent = map(
  seq(digits, glued(word("c", "ct", "cts"))),
  ([amount]): MoneySaid => ({ amount, unit: "cent" }),
);
/** `a dollar`; the article may be taken by the words before. */
const aDollar: Parser<MoneySaid> = (chart, at) => {
  const article = word("a", "one")(chart, at);
  const found = word("dollar", "dollars", "buck")(chart, article?.to ?? at);
  const isSingle = article !== null || chart.tokens[at - 1]?.word === "a";
  return found && isSingle ? { to: found.to, value: { amount: "1", unit: "usd" } } : null;
};
const nameBefore = map(
  seq(term("currencyWord", "usd", "foreign"), digits),
  ([unit, amount]): MoneySaid => ({
    amount,
    unit: asUnit(unit),
  }),
);

/** An amount with its currency: `$3`, `3 usdc`, `250 cents`, `USD 3`, `€2.5`. */
export const money: Parser<MoneySaid> = alt(signed, named, signAfter, nameBefore, glueCent, aDollar);

const bare: Parser<MoneySaid> = map(digits, (amount) => ({ amount, unit: "bare" }));

interface Prefix {
  readonly bound: Bound;
  readonly cue: PriceStatement["cue"];
  readonly words: number;
  /** A comparator or a noun of limits was among them: `price cap 3 H100` is no count. */
  readonly limits: boolean;
}

const CONNECTING = word(
  ..."of is : = be to the a my our at for should must that with limit limited not . was are it its per hour from in you can i we should stay stays keep keeping kept somewhere anything for between just an up ideally".split(
    " ",
  ),
);
const CUES: Readonly<Record<string, PriceStatement["cue"]>> = {
  price: "price",
  budget: "budget",
  total: "total",
};

const LIMITS = new Set(["limit", "cap", "max", "maximum", "ceiling", "budget"]);

/** Cue words and comparators before an amount, in any order. */
function readPrefix(chart: Chart, at: number): Match<Prefix> {
  let to = at;
  let bound: Bound = "none";
  let cue: Prefix["cue"] = null;
  let words = 0;
  for (let steps = 0; steps < 8; steps++) {
    const noun = findTerm(chart, to, "priceNoun");
    const comparison = compare(chart, to);
    const connecting = CONNECTING(chart, to);
    if (noun && (!comparison || noun.to >= comparison.to)) {
      cue = strongerCue(cue, CUES[noun.value] ?? null);
      if (bound === "none" && /^max/.test(chart.tokens[to]!.word)) bound = "max";
      words++;
      to = noun.to;
    } else if (comparison) {
      bound =
        bound === "none" || bound === "about"
          ? comparison.value
          : bound === comparison.value
            ? bound
            : "exact";
      words++;
      to = comparison.to;
    } else if (connecting && words > 0) to = connecting.to;
    else break;
  }
  const said = chart.tokens.slice(at, to).map((token) => token.word);
  const limits = bound !== "none" || said.some((one) => LIMITS.has(one));
  return { to, value: { bound, cue, words, limits } };
}

const CUE_STRENGTH = ["price", "budget", "total"];
const strongerCue = (a: Prefix["cue"], b: Prefix["cue"]): Prefix["cue"] =>
  CUE_STRENGTH.indexOf(a ?? "") >= CUE_STRENGTH.indexOf(b ?? "") ? a : b;

const rangeJoin = alt<unknown>(HYPHEN, word("to", "and", "..."));
const amountOrBare = alt(money, bare);

const rangeSaid = seq(amountOrBare, rangeJoin, amountOrBare);

/** `$2-$3`, `2 to 3 dollars`, `$2 and 3` after "between": the upper end counts. */
const range: Parser<MoneySaid> = (chart, at) => {
  const both = rangeSaid(chart, at);
  if (!both) return null;
  const [low, , high] = both.value;
  const unit = high.unit === "bare" ? low.unit : high.unit;
  const isRising = Number(low.amount) < Number(high.amount);
  return isRising && (low.unit === "bare" || low.unit === unit)
    ? { to: both.to, value: { amount: high.amount, unit } }
    : null;
};

const cueNoun = alt(
  term("priceNoun"),
  map(seq(word("as"), opt(word("a", "my", "the")), term("priceNoun")), ([, , noun]) => noun),
);
const nextAmount: Parser<unknown> = alt<unknown>(
  term("currencySign"),
  seq(digits, unless(notAPrice)),
  word("of", ":"),
);
/** A cue behind its amount, unless the next amount is its own: `$2/hr, budget $60`. */
const cueAfter = opt(map(seq(cueNoun, unless(nextAmount)), ([noun]) => noun));
/** Behind a rate, `budget under $60` opens the next statement. */
const cueAfterRate = opt(map(seq(cueNoun, unless(alt(nextAmount, compare))), ([noun]) => noun));

const forDuration = seq(
  word("for", "over"),
  alt<unknown>(seq(number, opt(HYPHEN), timeUnit), seq(word("a", "an"), timeUnit)),
);

interface Amount extends MoneySaid {
  readonly isRange: boolean;
}

function readAmount(chart: Chart, at: number, prefix: Prefix): Match<Amount> | null {
  const between = word("between", "from")(chart, at)?.to ?? at;
  const ranged = range(chart, between);
  const found = ranged ?? money(chart, at) ?? bare(chart, at);
  if (!found) return null;
  const amount = { ...found.value, isRange: ranged !== null };
  if (amount.unit !== "bare") return { to: found.to, value: amount };
  const isBeforeGpu = term("gpu")(chart, found.to) !== null;
  const isLimit = prefix.cue !== null && prefix.limits && chart.tokens[at - 1]?.word !== "for";
  if (notAPrice(chart, found.to) && !isScoped(chart, found.to) && !(isBeforeGpu && isLimit)) return null;
  const hasCue =
    prefix.cue !== null || (prefix.bound !== "none" && prefix.bound !== "about" && prefix.bound !== "exact");
  return hasCue || isScoped(chart, found.to) || term("priceNoun", "budget", "total")(chart, found.to)
    ? { to: found.to, value: amount }
    : null;
}

/** `2.50/hr`, `3 per gpu`, `3 an hour`: a scope makes a bare number a price. */
function isScoped(chart: Chart, at: number): boolean {
  if (!word("/", "per", "a", "an", "each", "apiece", "hourly", "ph", "p")(chart, at)) return false;
  const scope = priceScope(chart, at);
  return scope !== null && scope.to > at;
}

const upperOf = (isRange: boolean, bound: Bound): Bound =>
  isRange && bound !== "min" && bound !== "above" ? "max" : bound;

/** Reads one price with the words around it. */
export const priceRule = (chart: Chart, at: number): Candidate[] => {
  const prefix = readPrefix(chart, at);
  const amount = readAmount(chart, prefix.to, prefix.value);
  if (!amount) return [];
  const first = priceScope(chart, amount.to)!;
  const after = compareAfter(chart, first.to);
  const second = priceScope(chart, after?.to ?? first.to)!;
  const isRate = first.to > amount.to || second.to > (after?.to ?? first.to);
  const noun = (isRate ? cueAfterRate : cueAfter)(chart, second.to)!;
  const last = noun.value === null ? second : priceScope(chart, noun.to)!;
  const bound = joinBounds(upperOf(amount.value.isRange, prefix.value.bound), after?.value ?? null);
  const to = last.to;
  const scope =
    [first, second, last].map(({ value }) => value).find((one) => one.per ?? one.seconds) ?? first.value;
  const cue = strongerCue(prefix.value.cue, CUES[noun.value ?? ""] ?? null);
  const score = (prefix.value.words > 0 ? 0.5 : 0) + (amount.value.unit === "bare" ? 0 : 1.5);
  if (bound === null)
    return [{ from: at, to, score, statement: ask("not-understood", "maxUsdMicrosPerGpuHour") }];
  const { amount: said, unit } = amount.value;
  if (scaleDecimal(said, 6) === null) return [];
  const beforeDuration = forDuration(chart, to) !== null;
  return [
    {
      from: at,
      to,
      score,
      statement: { kind: "price", bound, amount: said, unit, cue, scope, beforeDuration },
    },
  ];
};
