import type { AttackResult, SlotResult } from "../lanes/run-attacks.ts";
import type { LanguageResult } from "../lanes/run-language.ts";
import type { MoneyResult } from "../lanes/run-money.ts";
import type { ParaphraseResult } from "../lanes/run-paraphrases.ts";
import type { MutantCount } from "../mutants/count-mutants.ts";
import type { ScenarioResult, Verdict } from "../run/scenario-result.ts";

export const REPORT_FORMAT = "necto.eval-report/1";

/** `offline`: nothing but this machine. `live`: a real endpoint reads the words; never mixed with the other. */
export type Lane = "offline" | "live";

export interface Share {
  readonly right: number;
  readonly all: number;
  /** Wilson's 95 % interval. */
  readonly interval: readonly [low: number, high: number];
}

/** Everything that a run of the harness found. */
export interface Report {
  readonly format: typeof REPORT_FORMAT;
  readonly lane: Lane;
  readonly model: string;
  /** ISO. */
  readonly startedAt: string;
  readonly ms: number;
  readonly cpuMs: number;
  readonly k: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly pass1: Share;
  /** pass^1, pass^2, pass^4, pass^8 as far as there are trials. */
  readonly passK: Readonly<Record<string, Share>>;
  /** Whether all trials of each scenario were the same to the byte. */
  readonly isIdentical: boolean;
  readonly latency: { readonly p50Ms: number; readonly p95Ms: number };
  readonly scenarios: readonly ScenarioResult[];
  readonly attacks: {
    readonly cases: number;
    readonly benignUtility: Share;
    readonly utilityUnderAttack: Share;
    readonly success: Share;
    readonly slots: readonly Pick<SlotResult, "slot" | "isBenignUseful" | "benignSays">[];
    readonly failed: readonly AttackResult[];
  } | null;
  readonly language: readonly LanguageResult[] | null;
  readonly paraphrases: readonly ParaphraseResult[] | null;
  readonly money: MoneyResult | null;
  readonly mutants: readonly MutantCount[] | null;
  /** What is wrong with the harness itself, and what tried to leave this machine. */
  readonly infra: readonly string[];
  /** What is below what it must be; empty in a good run. */
  readonly shortfalls: readonly string[];
  /** Against the baseline: what passed there and does not here. Null without one. */
  readonly regressions: readonly string[] | null;
  readonly mended: readonly string[] | null;
}
