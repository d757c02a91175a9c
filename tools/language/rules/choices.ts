import type { PricingModel } from "../../core/pricing.ts";
import type { Mode, RankBy } from "../../core/requirements.ts";
import type { Chart } from "../chart.ts";
import {
  alt,
  findTerm,
  HYPHEN,
  type Match,
  many,
  map,
  opt,
  type Parser,
  seq,
  term,
  word,
} from "../grammar.ts";
import { inPricingOrder } from "../pricing-models.ts";
import type { Candidate, Statement } from "../statement.ts";
import { ask } from "./ask.ts";
import { findGpuAfter } from "./gpu.ts";
import { TAKING_AWAY } from "./region.ts";

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
const ONLY_AFTER = word("only", "exclusively", "please");
const JOIN = alt<unknown>(
  seq(word(","), opt(alt(term("conj", "or", "nor"), term("conj", "and")))),
  term("conj", "or", "and", "nor"),
  word("/"),
);
/** Inside a negation a comma alone goes on only when an item of the same kind follows; `and` and `or` always do. */
const listOf =
  <T>(item: Parser<T>): Parser<readonly T[]> =>
  (chart, at) => {
    const first = item(chart, at);
    if (!first) return null;
    const rest = many(
      map(seq(JOIN, opt(term("negate")), item), ([, again, value]) => (again ? null : value)),
    )(chart, first.to)!;
    return { to: rest.to, value: [first.value, ...rest.value] };
  };
const pricingList = map(listOf(pricingItem), (lists) => inPricingOrder(lists.flat()));

const NEGATE = seq(term("negate"), opt(HYPHEN));
const ADD = alt<unknown>(term("add"), term("allowBefore"), seq(word("or", "and", "plus"), opt(term("add"))));

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

const VIA = many(
  alt<unknown>(
    word(
      "from",
      "on",
      "via",
      "at",
      "with",
      "through",
      "use",
      "using",
      "by",
      "in",
      "the",
      "to",
      "for",
      "be",
      "want",
      "any",
      "it",
      "hosted",
      "listed",
      "anything",
    ),
    term("sourceNoun"),
  ),
);
/** `aws spot instances` is AWS and spot instances; `aws spot` by itself is the source. */
const sourceTerm: Parser<string> = (chart, at) => {
  const found = term("source")(chart, at);
  const spot = found && found.to - at > 1 ? term("pricing", "spot")(chart, found.to - 1) : null;
  const goesOn = spot && (spot.to > found!.to || ONLY_AFTER(chart, spot.to));
  return found && goesOn ? { to: found.to - 1, value: found.value } : found;
};
const sourceItem: Parser<string> = map(seq(VIA, sourceTerm, opt(term("sourceNoun"))), ([, source]) => source);
/** `render` is also a verb. */
const isVerb = (chart: Chart, at: number, to: number): boolean =>
  to === at + 1 && chart.tokens[at]!.word === "render";
const sourceList = listOf(sourceItem);

const behindSource = alt<unknown>(ONLY_AFTER, term("add"), term("allow"));

/** `from lambda`, `only necto`, `not on akash or aws`. */
export const sourceRule = (chart: Chart, at: number): Candidate[] => {
  if (isVerb(chart, at, term("source")(chart, at)?.to ?? 0)) return [];
  const negation = NEGATE(chart, at);
  const excluded = negation && sourceList(chart, negation.to);
  if (excluded)
    return [
      {
        from: at,
        to: excluded.to,
        score: 1.5,
        statement: {
          kind: "source",
          sources: excluded.value,
          negated: true,
          add: false,
          takesAway: TAKING_AWAY.has(chart.tokens[at]!.word),
        },
      },
    ];
  const added = ADD(chart, at);
  const only = term("only")(chart, added?.to ?? at);
  const found = sourceList(chart, only?.to ?? added?.to ?? at);
  if (!found) return [];
  const after = behindSource(chart, found.to);
  const add =
    added !== null || term("add")(chart, found.to) !== null || term("allow")(chart, found.to) !== null;
  const bonus = only || found.to - at > 1 ? 0.8 : 0.4;
  return [
    {
      from: at,
      to: after?.to ?? found.to,
      score: bonus,
      statement: { kind: "source", sources: found.value, negated: false, add },
    },
  ];
};

const RANKS: Readonly<Record<string, RankBy>> = {
  cost: "cost",
  balanced: "balanced",
  reliability: "reliability",
  latency: "latency",
};
/** Adjectives that describe more than they order: another ranking beside them wins. */
const WEAK = new Set([
  "cheap",
  "affordable",
  "inexpensive",
  "best",
  "bargain",
  "cheaply",
  "economical",
  "fast",
  "stable",
]);

const sortVerb = map(
  opt(
    seq(
      word(
        "sort",
        "rank",
        "ranked",
        "sorted",
        "order",
        "ordered",
        "prioritize",
        "prioritise",
        "optimize",
        "optimise",
        "optimized",
      ),
      opt(word("it", "them", "these", "those", "the", "list")),
      opt(word("results", "list")),
      opt(word("by", "for", "on")),
    ),
  ),
  () => true as const,
);

/** What comes first. */
export const rankRule = (chart: Chart, at: number): Candidate[] => {
  const lead = sortVerb(chart, at)!;
  const said = term("rank")(chart, lead.to);
  const noun = said ? null : lead.to > at ? rankNoun(chart, lead.to) : null;
  const found = said ?? noun;
  const rankBy = found && RANKS[found.value];
  if (!found || !rankBy) return [];
  const first = word(
    "first",
    "ones",
    "offer",
    "offers",
    "option",
    "options",
    "possible",
    "available",
  )(chart, found.to);
  // `cheapest one H100` counts the H100.
  const end =
    chart.tokens[found.to - 1]!.word === "one" && findGpuAfter(chart, found.to) ? found.to - 1 : found.to;
  const weak = found.to === at + 1 && WEAK.has(chart.tokens[at]!.word);
  return [{ from: at, to: first?.to ?? end, score: 0.6, statement: { kind: "rank", rankBy, weak } }];
};
const rankNoun: Parser<string> = alt(
  map(term("priceNoun", "price"), () => "cost"),
  map(term("uptimeNoun"), () => "reliability"),
  map(term("latencyNoun"), () => "latency"),
  map(word("speed", "distance"), () => "latency"),
  map(word("rating", "value"), () => "balanced"),
);

const modeNegation = opt(word("not", "non", "no", "un"));

const modeSaid = seq(opt(HYPHEN), term("mode"));

/** Tracked or untracked, when said. */
export const modeRule = (chart: Chart, at: number): Candidate[] => {
  const negation = modeNegation(chart, at)!;
  const found = modeSaid(chart, negation.to);
  if (!found) return [];
  const said = found.value[1] as Mode;
  const mode: Mode = negation.value === null ? said : said === "tracked" ? "untracked" : "tracked";
  const noun = word("mode", "please")(chart, found.to);
  return [
    {
      from: at,
      to: noun?.to ?? found.to,
      score: negation.value ? 1.2 : 0.6,
      statement: { kind: "mode", mode },
    },
  ];
};

/** Several exclusions of different kinds in one list: `no spot or lambda`, `not akash or in China`. */
export const mixedExclusionRule = (chart: Chart, at: number): Candidate[] => {
  const negation = NEGATE(chart, at);
  if (!negation) return [];
  const first = pricingList(chart, negation.to) ?? sourceList(chart, negation.to);
  const joint = first && word("or", "nor")(chart, first.to);
  const next =
    joint &&
    (findTerm(chart, joint.to, "source") ??
      findTerm(chart, joint.to, "pricing") ??
      findTerm(chart, joint.to, "place"));
  if (!next) return [];
  return [{ from: at, to: next.to, score: -0.5, statement: ask("not-understood", null) }];
};

const sourceName = seq(
  opt(word("the", "from")),
  term("source"),
  opt(word("offer", "one", "listing", "offers")),
);

/** A source by its name alone, for questions about the list. */
export const sourceNameRule = (chart: Chart, at: number): Candidate[] => {
  const found = sourceName(chart, at);
  if (!found) return [];
  return [
    {
      from: at,
      to: found.to,
      score: 2,
      statement: { kind: "source", sources: [found.value[1]], negated: false, add: false },
    },
  ];
};
