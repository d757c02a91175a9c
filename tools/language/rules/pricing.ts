import type { PricingModel } from "../../core/pricing.ts";
import type { Chart } from "../chart.ts";
import { alt, HYPHEN, type Match, many, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import { inPricingOrder } from "../pricing-models.ts";
import type { Candidate, Statement } from "../statement.ts";
import { ask } from "./ask.ts";

/** On-demand is everything that is not taken away again: fixed and dynamic prices. */
const MODELS_OF: Readonly<Record<string, readonly PricingModel[]>> = {
  spot: ["spot"],
  fixed: ["fixed"],
  token: ["token"],
  dynamic: ["dynamic"],
  "on-demand": ["fixed", "dynamic"],
};
const DETERMINERS = opt(
  word(
    "the",
    "a",
    "an",
    "any",
    "use",
    "using",
    "want",
    "be",
    "for",
    "in",
    "on",
    "from",
    "with",
    "of",
    "offers",
    "take",
    "pay",
    "to",
    "show",
    "me",
    "via",
  ),
);
const pricingTerm = alt(
  term("pricing"),
  map(seq(DETERMINERS, term("pricing")), ([, model]) => model),
);
const pricingItem = map(
  seq(pricingTerm, opt(seq(opt(HYPHEN), term("pricingNoun")))),
  ([model]) => MODELS_OF[model] ?? [],
);
/** Behind its noun; `only on` would take the next words along. */
export const ONLY_AFTER = word("only", "exclusively", "please");
const JOIN = alt<unknown>(
  seq(word(","), opt(alt(term("conj", "or", "nor"), term("conj", "and")))),
  term("conj", "or", "and", "nor"),
  word("/"),
);
/** Inside a negation a comma alone goes on only when an item of the same kind follows; `and` and `or` always do. */
export const listOf =
  <T>(item: Parser<T>): Parser<readonly T[]> =>
  (chart, at) => {
    const first = item(chart, at);
    if (!first) return null;
    const rest = many(
      map(seq(JOIN, opt(term("negate")), item), ([, again, value]) => (again ? null : value)),
    )(chart, first.to)!;
    return { to: rest.to, value: [first.value, ...rest.value] };
  };
/** Pricing models in a list: `spot or token pricing`. */
export const pricingList = map(listOf(pricingItem), (lists) => inPricingOrder(lists.flat()));

/** `no`, `without`, `non-`. */
export const NEGATE = seq(term("negate"), opt(HYPHEN));
/** `also`, `or`, `plus`: beside what was said, not instead. */
export const ADD = alt<unknown>(
  term("add"),
  term("allowBefore"),
  seq(word("or", "and", "plus"), opt(term("add"))),
);

type PricingOp = Extract<Statement, { kind: "pricing" }>["op"];
const pricing = (
  from: number,
  { to, value }: Match<readonly PricingModel[]>,
  op: PricingOp,
  score: number,
): Candidate => ({
  from,
  to,
  score,
  statement: { kind: "pricing", models: value, op },
});

const allowedBehind = seq(opt(word("is", "are")), opt(term("allow")), opt(word("too", "also")));

/** `only spot`, `no spot or token`, `spot is fine`, `on-demand`. */
export const pricingRule = (chart: Chart, at: number): Candidate[] => {
  const negation = NEGATE(chart, at);
  const excluded = negation && pricingList(chart, negation.to);
  if (excluded && !isAllowed(chart, excluded.to)) return [pricing(at, excluded, "exclude", 1.5)];
  const added = ADD(chart, at);
  const also = added && pricingList(chart, added.to);
  const found: Candidate[] = also
    ? [pricing(at, { ...also, to: term("allow")(chart, also.to)?.to ?? also.to }, "allow", 0.8)]
    : [];
  const only = term("only")(chart, at);
  const listed = pricingList(chart, only?.to ?? at);
  if (!listed) return [...found, ...reserved(chart, at)];
  const allowed = allowedBehind(chart, listed.to)!;
  const after = ONLY_AFTER(chart, listed.to);
  const isAllow = allowed.value[1] !== null || term("add")(chart, listed.to) !== null;
  const end = isAllow
    ? Math.max(allowed.to, term("add")(chart, listed.to)?.to ?? 0)
    : (after?.to ?? listed.to);
  return [...found, pricing(at, { ...listed, to: end }, isAllow && !only ? "allow" : "only", 0.6)];
};

const isAllowed = (chart: Chart, at: number): boolean => term("allow")(chart, at) !== null;

const reservedSaid = seq(opt(term("negate")), term("reserved"), opt(term("pricingNoun")));

/** Reserved terms are counted, not offered. */
function reserved(chart: Chart, at: number): Candidate[] {
  const said = reservedSaid(chart, at);
  return said
    ? [{ from: at, to: said.to, score: 0.3, statement: ask("not-understood", "pricingModels") }]
    : [];
}
