import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { CodedDecision } from "@necto/tools/core/decide";
import type { Engine } from "@necto/tools/core/decision";
import type { Requirements } from "@necto/tools/core/requirements";
import type { Understanding } from "@necto/tools/language/understanding";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { RunEvent, TraceStep } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { Market } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { buildGraph, RECURSION_LIMIT } from "./graph.ts";
import {
  emptyWorkbench,
  type OpenSigner,
  type RunContext,
  type TraceKeeper,
  type UntimedEvent,
} from "./run-context.ts";
import type { ThreadState } from "./state.ts";

export interface RunnerOptions {
  readonly market: Market;
  readonly model: AgentModel;
  readonly now: () => number;
  readonly newId: RunContext["newId"];
  readonly engine: Engine;
  readonly signer: OpenSigner;
  readonly newNonce: TraceKeeper["newNonce"];
  /** Where tracked threads are checkpointed; untracked ones never are. */
  readonly durable?: BaseCheckpointSaver;
}

export interface RunInput {
  readonly runId: string;
  readonly threadId: string;
  readonly mode: "tracked" | "untracked";
  /** What the thread remembers; read from the store, so that a restart forgets nothing. */
  readonly thread: ThreadState;
  readonly shownDecision: CodedDecision | null;
  readonly message: RunContext["message"];
  readonly frame: Requirements | null;
  readonly commitment: TraceKeeper["commitment"];
  readonly keepTrace: TraceKeeper["keep"];
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

export interface RunResult {
  readonly understanding: Understanding;
  readonly reply: string;
  readonly decision: CodedDecision | null;
  readonly view: DecisionView | null;
  /** The sealed trace of the decision; null without one. */
  readonly trace: SealedTrace | null;
  readonly thread: ThreadState;
  readonly steps: readonly TraceStep[];
}

export interface Runner {
  /** @throws what a node threw, or an AbortError when `signal` fired */
  readonly run: (input: RunInput) => Promise<RunResult>;
}

/** Runs the graph once per message. The graph is compiled once; a run's effects travel in its context. */
export function createRunner({
  market,
  model,
  now,
  newId,
  engine,
  signer,
  newNonce,
  durable,
}: RunnerOptions): Runner {
  const unkept = buildGraph(false);
  const checkpointed = durable ? buildGraph(durable) : unkept;
  return {
    async run({ mode, runId, threadId, thread, shownDecision, message, frame, signal, emit, ...kept }) {
      const workbench = emptyWorkbench();
      let isOver = false;
      // A stopped run's nodes may still be finishing something; what they say then comes after the run's end.
      const stamped = (event: UntimedEvent) => {
        if (!isOver) emit({ ...event, timestamp: now() } as RunEvent);
      };
      const run: RunContext = {
        runId,
        threadId,
        message,
        now,
        newId,
        emit: stamped,
        market,
        model,
        shownDecision,
        engine,
        traces: { signer, newNonce, commitment: kept.commitment, keep: kept.keepTrace },
        workbench,
      };
      const graph = mode === "tracked" ? checkpointed : unkept;
      const state = await graph
        .invoke(
          { thread, frame },
          {
            configurable: { thread_id: threadId },
            context: { run },
            signal,
            recursionLimit: RECURSION_LIMIT,
            durability: "sync",
          },
        )
        .finally(() => {
          isOver = true;
        });
      return {
        understanding: state.understanding!,
        reply: state.replyText ?? "",
        decision: workbench.decision,
        view: workbench.view,
        trace: workbench.trace,
        thread: state.thread,
        steps: state.steps,
      };
    },
  };
}
