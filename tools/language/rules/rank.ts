import type { RankBy } from "../../core/requirements.ts";
import type { Chart } from "../chart.ts";
import { alt, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";
import { findGpuAfter } from "./gpu.ts";

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
