import type { SourceReport } from "@necto/tools/core/source-report";
import type { Clarify } from "@necto/tools/language/understanding";
import type { RunView } from "@necto/tools/protocol/api";
import type { ApprovalResolved, ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingProgress, Receipt } from "@necto/tools/protocol/booking";
import type { ChangeProgress, ChangeView } from "@necto/tools/protocol/change";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { HandOff } from "@necto/tools/protocol/hand-off";
import type { NeedsAdmin } from "@necto/tools/protocol/policy";
import type { NodeName, TraceStep, UnderstoodEvent } from "@necto/tools/protocol/run-event";
import type { TraceRef } from "@necto/tools/protocol/trace-status";

export type StepStatus = "running" | "done" | "failed" | "stopped";

/** One step of the graph as the page shows it. */
export interface StepState {
  readonly name: NodeName;
  readonly status: StepStatus;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly trace: TraceStep | null;
  readonly tools: readonly ToolCall[];
}

/** A tool call; arguments and result are JSON text, `result` is null until it comes. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: string;
  readonly result: string | null;
}

export interface Message {
  readonly id: string;
  readonly role: "assistant" | "user";
  readonly text: string;
  readonly isComplete: boolean;
}

/** `waiting` until the first event of the run's log. */
export type RunPhase = "waiting" | RunView["status"];

/** Everything one run's log says so far. */
export interface RunState {
  /** Sequence number of the newest event taken. */
  readonly lastSeq: number;
  readonly phase: RunPhase;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly steps: readonly StepState[];
  readonly reports: readonly SourceReport[];
  readonly understood: UnderstoodEvent | null;
  readonly clarify: Clarify | null;
  readonly decision: DecisionView | null;
  /** The trace of the decision. */
  readonly sealed: TraceRef | null;
  /** What this run asks consent for; it waits for the answer. */
  readonly approval: ApprovalView | null;
  /** What became of consents that other runs asked for. */
  readonly resolved: readonly ApprovalResolved[];
  /** The newest that is known of a booking; earlier hashes stay when a later event tells none. */
  readonly progress: BookingProgress | null;
  readonly receipt: Receipt | null;
  /** What this run asks a provider about; it waits for the answer. */
  readonly change: ChangeView | null;
  /** How far a change is that this run applies. */
  readonly changeProgress: ChangeProgress | null;
  /** Whether this run goes on after an answer to a change. */
  readonly isAfterChange: boolean;
  /** How to take an offer of another market there. */
  readonly handOff: HandOff | null;
  /** A team's order that an Admin must allow. */
  readonly needsAdmin: NeedsAdmin | null;
  readonly messages: readonly Message[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

export const NEW_RUN: RunState = {
  lastSeq: 0,
  phase: "waiting",
  startedAt: null,
  endedAt: null,
  steps: [],
  reports: [],
  understood: null,
  clarify: null,
  decision: null,
  sealed: null,
  approval: null,
  resolved: [],
  progress: null,
  receipt: null,
  change: null,
  changeProgress: null,
  isAfterChange: false,
  handOff: null,
  needsAdmin: null,
  messages: [],
  error: null,
};

export const isRunning = (run: RunState): boolean => run.phase === "waiting" || run.phase === "running";
