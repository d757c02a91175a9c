import type { Requirements } from "@necto/tools/core/requirements";
import type { ApprovalDecision } from "@necto/tools/protocol/approval";
import type { ChangeDecision } from "@necto/tools/protocol/change";
import type { BookRequest } from "@necto/tools/protocol/order";
import type { NodeName } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { EndState, RunRecord } from "../run/trial.ts";
import type { CRASH_POINTS, ListingEdit } from "../scenario/scenario.ts";
import type { AccountTurn } from "./account-turn.ts";

/** What a user sends. */
export type Request =
  | { readonly text: string; readonly stopAt?: NodeName }
  | { readonly requirements: Requirements }
  | { readonly book: BookRequest };

export type KeptTrace = Pick<SealedTrace, "kind" | "root" | "digest" | "bytes">;

export interface Answer {
  readonly decision: ApprovalDecision;
  /** The `Idempotency-Key`. */
  readonly key: string;
}

export interface ChangeAnswer {
  readonly decision: ChangeDecision;
  /** The `Idempotency-Key`. */
  readonly key: string;
}

export interface Answered {
  /** `202`, or the code of the problem, in the order of the answers. */
  readonly codes: readonly string[];
  readonly runs: readonly RunRecord[];
}

/** One conversation with an agent, and the machine that it runs on. */
export interface Host {
  readonly send: (request: Request) => Promise<RunRecord>;
  /** All at once. Resolves when nothing moves any more. */
  readonly answer: (
    approvalId: string,
    answers: readonly Answer[],
    crash: (typeof CRASH_POINTS)[number] | null,
  ) => Promise<Answered>;
  /** The same for a card of changes. @param crash once the chain was told */
  readonly answerChange: (
    changeId: string,
    answers: readonly ChangeAnswer[],
    crash: "sent" | null,
  ) => Promise<Answered>;
  /** The provider changes a listing of its own on its page. */
  readonly edit: (edit: ListingEdit) => Promise<void>;
  /** What an account does beside talking: with its team, its watches, its mandates, its jobs. */
  readonly act: (turn: AccountTurn) => Promise<Answered>;
  /** Everything in memory is lost, and the agent starts again. */
  readonly crash: () => Promise<void>;
  readonly wait: (seconds: number) => Promise<void>;
  /** What the operator allows from now on; the agent starts again with it. */
  readonly changeRules: (rules: object) => Promise<void>;
  readonly end: () => Promise<EndState>;
  /** Everything that was sealed so far. */
  readonly traces: () => Promise<readonly KeptTrace[]>;
  /** Faults inside Necto; empty at the end of every good trial. */
  readonly faults: readonly unknown[];
  readonly close: () => Promise<void>;
}
