import type { CodedDecision } from "@necto/tools/core/decide";
import type { Trial } from "../run/trial.ts";
import type { GraderName, Scenario } from "../scenario/scenario.ts";
import type { ProviderReference } from "./build-provider-reference.ts";

/** What a grader says of a trial: whether it is right, and what it saw. */
export interface Grade {
  readonly grader: GraderName;
  /** 1 right, 0 wrong. */
  readonly value: 0 | 1;
  /** Everything that is wrong, in sentences; when nothing is, what was held against what. */
  readonly says: readonly string[];
}

/** What graders hold a trial against. Nothing in it comes from the trial. */
export interface Reference {
  /** For every turn that must lead to a decision: that decision, taken anew of the expected frame over a fresh world. */
  readonly decisions: ReadonlyMap<number, CodedDecision>;
  /** Of a conversation of a provider that is signed in; null for every other. */
  readonly provider: ProviderReference | null;
  /** What "help" is answered with. */
  readonly help: string;
  /** Null when a trace is sound, else what is wrong with it. */
  readonly verify: (bytes: Uint8Array, root: string) => Promise<string | null>;
}

export type Grader = (scenario: Scenario, trial: Trial, reference: Reference) => Grade | Promise<Grade>;

/** A grade from what is wrong. */
export const gradeOf = (grader: GraderName, wrong: readonly string[], right: string): Grade => ({
  grader,
  value: wrong.length === 0 ? 1 : 0,
  says: wrong.length === 0 ? [right] : wrong,
});
