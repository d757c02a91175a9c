import type { Chart } from "../chart.ts";
import { alt, findTerm, many, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { ADD, listOf, NEGATE, ONLY_AFTER, pricingList } from "./pricing.ts";
import { TAKING_AWAY } from "./region.ts";

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
