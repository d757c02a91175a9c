import type { Chart } from "../chart.ts";
import { alt, map, opt, type Parser, seq, term, token, word } from "../grammar.ts";
import { scaleDecimal } from "../scale-decimal.ts";
import type { Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { directionOf } from "./change-amount.ts";
import { type MoneySaid, money } from "./price.ts";
import { priceScope } from "./price-scope.ts";
import { compare, digits, timeUnit } from "./quantity.ts";

const LINK = alt<unknown>(
  word("to", "at", "=", ":", "is", "of", "should", "be", "now", "→", "for", "just"),
  seq(word("-"), word(">")),
);
const links: Parser<number> = (chart, at) => {
  let to = at;
  for (let match = LINK(chart, to); match; match = LINK(chart, to)) to = match.to;
  return { to, value: to - at };
};

const bare: Parser<MoneySaid> = map(digits, (amount) => ({ amount, unit: "bare" }));
/** `0.39 per hour`: its scope makes a bare number a price. */
const rate: Parser<MoneySaid> = (chart, at) => {
  const amount = bare(chart, at);
  const scope = amount && priceScope(chart, amount.to);
  return scope && scope.to > amount.to && scope.value.seconds !== null ? amount : null;
};
const NOT_A_PRICE = alt<unknown>(
  term("percent"),
  term("gpu"),
  term("gpuNoun"),
  term("memoryUnit"),
  timeUnit,
  word("x", "*"),
  term("halfDay"),
);

/** `to 1.95`, `at $2/hr`, `price: 2`: the new price. */
export const newPriceRule = (chart: Chart, at: number): Candidate[] => {
  const noun = term("providerPrice")(chart, at);
  const link = links(chart, noun?.to ?? at)!;
  const bound = compare(chart, link.to);
  const amount =
    money(chart, bound?.to ?? link.to) ??
    (link.value > 0 || noun ? bare(chart, bound?.to ?? link.to) : rate(chart, at));
  if (!amount || (amount.value.unit === "bare" && NOT_A_PRICE(chart, amount.to))) return [];
  const scope = priceScope(chart, amount.to)!;
  const statement = bound
    ? ask("incomplete-change", "usdMicrosPerGpuHour")
    : ({ kind: "set-price", ...amount.value, scope: scope.value } as const);
  return [{ from: at, to: scope.to, score: amount.value.unit === "bare" ? 0.8 : 1.5, statement }];
};

const SIGNS: Readonly<Record<string, 1 | -1>> = {
  cheaper: -1,
  less: -1,
  lower: -1,
  off: -1,
  discount: -1,
  more: 1,
  higher: 1,
  markup: 1,
  "more expensive": 1,
};

const percentSaid = seq(
  opt(word("by", "another", "a", "with", "of")),
  opt(word("+", "-", "plus", "minus")),
  opt(word("a")),
  token("number"),
  term("percent"),
  opt(word("cheaper", "less", "lower", "off", "discount", "more", "higher", "markup")),
);

/** `by 5%`, `5% cheaper`, `+5 %`; the direction comes from the verb when no word beside the number says it. */
export const percentRule = (chart: Chart, at: number): Candidate[] => {
  const found = percentSaid(chart, at);
  if (!found) return [];
  const [, sign, , { word: percent }, , after] = found.value;
  const bps = scaleDecimal(percent, 2);
  const direction =
    sign === "-" || sign === "minus" ? -1 : sign ? 1 : (SIGNS[after ?? ""] ?? directionOf(chart));
  const isPossible = bps !== null && bps > 0 && direction !== 0 && (direction > 0 || bps < 10_000);
  const statement = isPossible
    ? ({ kind: "percent", bps: direction * bps } as const)
    : ask("incomplete-change", "percentBps");
  return [{ from: at, to: found.to, score: 1.5, statement }];
};

const STATUSES = { available: "available", reserved: "reserved", offline: "offline" } as const;
const statusOf = (value: string): "available" | "reserved" | "offline" =>
  STATUSES[value as keyof typeof STATUSES];

const statusSaid = seq(opt(word("as", "to", "are", "is")), opt(word("being", "all")), term("status"));
/** `to rent out` takes nothing out. */
const rentOut = seq(word("rent", "renting"), word("out"));

/** `offline`, `back online`, `as reserved`; `pause`, `resume`. */
export const statusRule = (chart: Chart, at: number): Candidate[] => {
  const verb = term("statusVerb")(chart, at);
  if (verb)
    return [
      { from: at, to: verb.to, score: 0.8, statement: { kind: "status", status: statusOf(verb.value) } },
    ];
  const rented = rentOut(chart, at);
  if (rented) return [{ from: at, to: rented.to, score: 0, statement: { kind: "said" } }];
  const found = statusSaid(chart, at);
  return found
    ? [
        {
          from: at,
          to: found.to,
          score: 0.6,
          statement: { kind: "status", status: statusOf(found.value[2]) },
        },
      ]
    : [];
};

const listingSaid = seq(opt(word("listing", "listings")), alt(token("opaque"), token("offer-id")));

/** `listing 0x12…`, `necto:…`. */
export const listingRule = (chart: Chart, at: number): Candidate[] => {
  const found = listingSaid(chart, at);
  if (!found) return [];
  const { text } = found.value[1];
  return [
    { from: at, to: found.to, score: 1, statement: { kind: "listing", id: text.replace(/^necto:/i, "") } },
  ];
};

const HARMLESS = alt(
  term("setVerb"),
  term("lowerVerb"),
  term("raiseVerb"),
  term("takeVerb"),
  term("providerPrice"),
  term("by"),
  word("listing", "listings", "all", "every", "back", "keep", "always", "but", "cost", "now", "set", "price"),
  term("gpuNoun"),
  term("greet"),
);
/** Words of a change that carry nothing beside the values. */
export const changeWordsRule = (chart: Chart, at: number): Candidate[] => {
  const found = HARMLESS(chart, at);
  return found ? [{ from: at, to: found.to, score: -0.4, statement: { kind: "said" } }] : [];
};
