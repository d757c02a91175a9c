import { buildChart, type Chart } from "./chart.ts";
import { findAct } from "./find-act.ts";
import { findTerm, opt, seq, word } from "./grammar.ts";
import { allLanguages } from "./languages/all-languages.ts";
import { type Rule, readStatements } from "./read-statements.ts";
import { resolvePeriod } from "./resolve-period.ts";
import { gpuRule } from "./rules/gpu.ts";
import { periodRule } from "./rules/period.ts";
import type { Candidate, PeriodSaid } from "./statement.ts";
import { EMPTY_MEMORY } from "./understanding.ts";

/** What spend can be told by. */
export type SpendGrouping = "provider" | "member" | "gpu" | "source" | "region";

/** What of somebody's spend is asked for. */
export interface SpendQuestion {
  /** ISO-8601 UTC, half-open; null without a beginning, and while it goes on. */
  readonly from: string | null;
  readonly to: string | null;
  readonly by: SpendGrouping | null;
  /** Models; empty for all. */
  readonly gpuModels: readonly string[];
  /** Whether every word that carries meaning was read. */
  readonly isUnderstood: boolean;
}

const NOUNS: Readonly<Record<string, SpendGrouping>> = {
  ...{ provider: "provider", providers: "provider", seller: "provider", sellers: "provider" },
  ...{ user: "member", users: "member", person: "member", people: "member", member: "member" },
  ...{ members: "member", everyone: "member", gpu: "gpu", gpus: "gpu", model: "gpu", hardware: "gpu" },
  ...{ source: "source", sources: "source", market: "source", cloud: "source", clouds: "source" },
  ...{ region: "region", regions: "region", country: "region", countries: "region" },
};
const grouping = seq(opt(word("by", "per", "each")), opt(word("the")), word(...Object.keys(NOUNS)));

const groupingRule: Rule = (chart, at) => {
  const found = grouping(chart, at);
  const by = found && NOUNS[found.value[2]];
  return by ? [{ from: at, to: found.to, score: 1.8, statement: { kind: "grouping", by } }] : [];
};

const TO_DATE: Readonly<Record<string, PeriodSaid>> = {
  ytd: { kind: "calendar", unit: "year", back: 0 },
  mtd: { kind: "calendar", unit: "month", back: 0 },
};
const toDateRule: Rule = (chart, at) => {
  const period = TO_DATE[chart.tokens[at]!.word];
  return period ? [{ from: at, to: at + 1, score: 2, statement: { kind: "period", period } }] : [];
};

/** Words of the question itself, which say nothing more of it. */
const asideRule = (chart: Chart, at: number): Candidate[] => {
  const found = findTerm(chart, at, "spend") ?? findTerm(chart, at, "period");
  return found ? [{ from: at, to: found.to, score: -0.2, statement: { kind: "said" } }] : [];
};

const RULES: readonly Rule[] = [gpuRule, periodRule, toDateRule, groupingRule, asideRule];

/**
 * Reads “what did we spend on H100s last month, by provider?”: never a number but those of its dates.
 *
 * @param now epoch milliseconds that “last month” is counted from
 * @example readSpendQuestion("our spend this month by member", Date.UTC(2026, 10, 26))
 *   // { from: "2026-11-01T00:00:00.000Z", to: null, by: "member", gpuModels: [], isUnderstood: true }
 */
export function readSpendQuestion(text: string, now: number): SpendQuestion {
  const chart = buildChart(text, allLanguages());
  const act = findAct(chart, { role: "buyer", now, memory: EMPTY_MEMORY }, null);
  const { said, leftOver } = readStatements(chart, RULES, act?.heads ?? []);
  let from: string | null = null;
  let to: string | null = null;
  let by: SpendGrouping | null = null;
  let isPlaced = true;
  const gpuModels = new Set<string>();
  for (const { statement } of said) {
    if (statement.kind === "grouping") by = statement.by;
    if (statement.kind === "gpu") {
      for (const model of statement.models) gpuModels.add(model);
      if (statement.negated) isPlaced = false;
    }
    if (statement.kind !== "period") continue;
    const period = resolvePeriod(statement.period, now);
    // Two times in one question are two questions.
    if (period === null || from !== null) isPlaced = false;
    else [from, to] = [period.from, period.to];
  }
  return {
    ...{ from, to, by, gpuModels: [...gpuModels] },
    isUnderstood: isPlaced && leftOver.length === 0,
  };
}
