import { applyChange } from "./apply-change.ts";
import { applyStatements } from "./apply-statements.ts";
import { askFirst, type Question } from "./ask-first.ts";
import { BUYER_RULES } from "./buyer-rules.ts";
import { newChangeDraft } from "./change-draft.ts";
import type { Chart } from "./chart.ts";
import { nothingSaid } from "./draft.ts";
import { findTerm } from "./grammar.ts";
import type { Act } from "./heads.ts";
import { OWN_WORDS, saysLost } from "./provider-speech.ts";
import { type Rule, readStatements } from "./read-statements.ts";
import { listingRule } from "./rules/change.ts";
import { allRule } from "./rules/change-scope.ts";
import { gpuRule, unknownGpuRule } from "./rules/gpu.ts";
import { periodRule } from "./rules/period.ts";
import { excludedRegionRule, regionRule } from "./rules/region.ts";
import { vramRule } from "./rules/vram.ts";
import type { Statement } from "./statement.ts";
import type { LanguageContext, Understanding } from "./understanding.ts";

const wordsOf =
  (...types: readonly string[]): Rule =>
  (chart, at) => {
    const found = types.map((type) => findTerm(chart, at, type)).find((term) => term !== null);
    return found ? [{ from: at, to: found.to, score: -0.2, statement: { kind: "said" } }] : [];
  };

const EARNINGS_RULES: readonly Rule[] = [
  gpuRule,
  unknownGpuRule,
  vramRule,
  listingRule,
  allRule,
  excludedRegionRule,
  regionRule,
  periodRule,
  wordsOf("earnings", "period"),
];

const notUnderstood = (spans: Question["spans"]): Question[] =>
  spans.length > 0 ? [{ code: "not-understood", field: null, options: [], spans }] : [];

/** `how much did my H100s earn last week?`: of which hardware, from when to when; null when all of it, ever, is asked for. */
export function understandEarnings(chart: Chart, { now }: LanguageContext, act: Act): Understanding {
  const { said, leftOver } = readStatements(chart, EARNINGS_RULES, act.heads);
  const draft = newChangeDraft(now);
  applyChange(draft, said);
  const { change, evidence, questions } = draft;
  const isScoped = evidence.some(({ field }) => field !== "isForAll");
  return {
    ...{ intent: "earnings", requirements: null, target: null, evidence },
    change: isScoped ? { ...change, isForAll: false } : null,
    clarify: askFirst([...questions, ...notUnderstood(leftOver)]),
  };
}

const ownWordsRule: Rule = (chart, at) =>
  OWN_WORDS.has(chart.tokens[at]!.word)
    ? [{ from: at, to: at + 1, score: -0.1, statement: { kind: "said" } }]
    : [];
const OWN_RULES: readonly Rule[] = [ownWordsRule, listingRule, periodRule, ...BUYER_RULES];
const OWN = new Set<Statement["kind"]>(["gpu", "listing", "period"]);
/** The list is ranked by cost; the question is about its first place. */
const ASIDE = new Set<Statement["kind"]>(["listing", "period", "rank", "said"]);

/**
 * `what would make my L40S rank first in EU?`, `why did my H100 lose?`: `change` names the provider's own listings, the target
 * holds what buyers ask for.
 */
export function understandOwnRank(chart: Chart, { now }: LanguageContext, act: Act): Understanding {
  const { said, leftOver } = readStatements(chart, OWN_RULES, act.heads);
  const draft = newChangeDraft(now);
  applyChange(
    draft,
    said.filter(({ statement }) => OWN.has(statement.kind)),
  );
  const wanted = said.filter(({ statement }) => !ASIDE.has(statement.kind));
  const applied = applyStatements(wanted, { base: nothingSaid(), isFollowUp: false, now });
  const namesNothing = draft.change.gpuModels.length === 0 && draft.change.listingIds.length === 0;
  const unnamed: Question[] = namesNothing
    ? [{ code: "incomplete-change", field: "gpuModels", options: [], spans: [] }]
    : [];
  return {
    ...{ intent: "explain", requirements: null, change: draft.change },
    target: {
      pick: { kind: "with", requirements: applied.requirements },
      question: saysLost(chart) ? "why-lost" : "rank-first",
    },
    evidence: [...draft.evidence, ...applied.evidence],
    clarify: askFirst([...draft.questions, ...applied.questions, ...unnamed, ...notUnderstood(leftOver)]),
  };
}
