import type { Grade } from "../grade/grade.ts";
import type { MutantCount } from "../mutants/count-mutants.ts";

/** A run as the report shows it. */
export interface RunSummary {
  readonly input: string;
  readonly path: readonly string[];
  readonly steps: readonly { readonly node: string; readonly summary: unknown }[];
  readonly reply: string;
  readonly intent: string | null;
  readonly requirements: unknown;
  readonly asks: string | null;
  readonly root: string | null;
  readonly error: string | null;
  /** First offers of its list: id and micro-USD per GPU-hour. */
  readonly top: readonly (readonly [string, number])[];
}

/** What became of a scenario in all its trials. */
export interface ScenarioResult {
  readonly id: string;
  readonly suite: string;
  readonly tags: readonly string[];
  readonly title: string | null;
  /** Trials that ran, and those of them that passed. */
  readonly trials: number;
  readonly passes: number;
  /** Whether all trials were the same to the byte. */
  readonly isIdentical: boolean;
  /** Read by a real endpoint, which need not say the same twice. */
  readonly isLive: boolean;
  readonly digest: string | null;
  /** Of the first trial that failed, else of the first. */
  readonly grades: readonly Grade[];
  readonly answers: readonly (readonly string[])[];
  readonly runs: readonly RunSummary[];
  readonly jobs: number;
  readonly known: string | null;
  /** What is wrong with the harness itself; such a scenario counts neither as passed nor as failed. */
  readonly infra: string | null;
  readonly ms: readonly number[];
  /** Wrong trials that were made of a passing one, and how many of them the graders saw. */
  readonly mutants: readonly MutantCount[];
}

export type Verdict = "passed" | "failed" | "known" | "infra";

export function verdictOf({ infra, passes, trials, isIdentical, isLive, known }: ScenarioResult): Verdict {
  if (infra !== null) return "infra";
  if (passes === trials && (isIdentical || isLive)) return "passed";
  return known === null ? "failed" : "known";
}
