import { type BaseCheckpointSaver, Command, MemorySaver } from "@langchain/langgraph";
import type { CodedDecision } from "@necto/tools/core/decide";
import type { Engine } from "@necto/tools/core/decision";
import type { Requirements } from "@necto/tools/core/requirements";
import { EMPTY_UNDERSTANDING, type Understanding } from "@necto/tools/language/understanding";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { BookRequest } from "@necto/tools/protocol/order";
import type { NodeName, RunEvent, TraceStep } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { Market } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { type BookingDesk, type BookingState, NEW_BOOKING } from "./booking-desk.ts";
import { buildGraph, RECURSION_LIMIT } from "./graph.ts";
import { type ChangeState, type ListingDesk, NEW_CHANGE } from "./listing-desk.ts";
import type { ConfirmAnswer } from "./nodes/confirm.ts";
import {
  emptyWorkbench,
  type OpenSigner,
  type RunContext,
  type TraceKeeper,
  type UntimedEvent,
} from "./run-context.ts";
import type { SpendDesk, Spender } from "./spend-desk.ts";
import type { GraphState, ThreadState } from "./state.ts";

export interface RunnerOptions {
  readonly market: Market;
  readonly model: AgentModel;
  readonly now: () => number;
  readonly newId: RunContext["newId"];
  readonly engine: Engine;
  readonly signer: OpenSigner;
  readonly newNonce: TraceKeeper["newNonce"];
  /** Where tracked threads are checkpointed; untracked ones are in memory, and only while they wait for consent. */
  readonly durable?: BaseCheckpointSaver;
  /** Null or absent where nothing can be booked. */
  readonly booking?: BookingDesk | null;
  /** Null or absent where nothing can be listed. */
  readonly listings?: ListingDesk | null;
  /** Null or absent where nothing can be booked. */
  readonly spend?: SpendDesk | null;
}

/** What every run needs of its server. */
interface RunFrame {
  readonly runId: string;
  readonly threadId: string;
  readonly mode: "tracked" | "untracked";
  /** Address of the provider whose conversation it is; null or absent in every other one. */
  readonly provider?: string | null;
  /** Whom it is for in an organisation; null or absent in every other conversation. */
  readonly member?: RunContext["member"];
  /** Whose tracked conversation it is; null or absent for an untracked one. */
  readonly spender?: Spender | null;
  /** What the thread remembers; read from the store, so that a restart forgets nothing. */
  readonly thread: ThreadState;
  readonly commitment: TraceKeeper["commitment"];
  readonly keepTrace: TraceKeeper["keep"];
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

export interface RunInput extends RunFrame {
  readonly shownDecision: CodedDecision | null;
  readonly message: RunContext["message"];
  readonly frame: Requirements | null;
  /** An offer to be booked, in the place of words. */
  readonly book?: BookRequest | null;
  /** The thread waits for consent already: it asks for no other. */
  readonly isAwaitingConsent?: boolean;
}

/** Where a run waits for consent. */
export type Interrupt = {
  /** LangGraph's id of it, which it is resumed by. */
  readonly interruptId: string;
} & (BookingInterrupt | ChangeInterrupt);

interface BookingInterrupt {
  readonly kind: "booking";
  readonly approvalId: string;
  readonly booking: BookingState;
}

interface ChangeInterrupt {
  readonly kind: "change";
  readonly changeId: string;
  readonly change: ChangeState;
}

export interface ResumeInput extends RunFrame {
  readonly answer: ConfirmAnswer;
  /** What was asked about: an order, or a change of listings. */
  readonly kind: Interrupt["kind"];
  /** Where the run that asked waits. */
  readonly askedBy: { readonly runId: string; readonly interruptId: string };
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
  /** Set when the run waits for consent. */
  readonly interrupt: Interrupt | null;
}

export interface Runner {
  /** @throws what a node threw, or an AbortError when `signal` fired */
  readonly run: (input: RunInput) => Promise<RunResult>;
  /**
   * Goes on after an answer, by the interrupt's id and never by a bare value. What waited in memory and was lost with its
   * process goes on from the answer alone: the database knows the order.
   *
   * @throws what a node threw, LangGraph's UnknownInterruptError when somebody else has answered meanwhile
   */
  readonly resume: (input: ResumeInput) => Promise<RunResult>;
}

/** Private to LangGraph 1.7; without it a resume that matches no pending interrupt would run the graph on. */
const STRICT = { __pregel_strict_resume: true };

/** Runs the graph once per message. The graph is compiled once; a run's effects travel in its context. */
export function createRunner(options: RunnerOptions): Runner {
  const {
    market,
    model,
    now,
    newId,
    engine,
    signer,
    newNonce,
    durable,
    booking = null,
    listings = null,
    spend = null,
  } = options;
  const memory = new MemorySaver();
  const unkept = buildGraph(memory);
  const checkpointed = durable ? buildGraph(durable) : unkept;
  const graphOf = (mode: RunFrame["mode"]) => (mode === "tracked" ? checkpointed : unkept);
  /** Each run waits in a place of its own: a message that comes meanwhile takes nothing from it. */
  const place = (runId: string) => ({ configurable: { thread_id: runId } });

  async function invoke(
    frame: RunFrame,
    start: Pick<RunContext, "message" | "shownDecision" | "book" | "isAwaitingConsent" | "startsAt">,
    input: Partial<GraphState> | Command,
    config: { readonly configurable: Record<string, unknown> },
  ): Promise<RunResult> {
    const { runId, threadId, mode, signal, emit, commitment, keepTrace: keep } = frame;
    const { provider = null, member = null, spender = null } = frame;
    const workbench = emptyWorkbench();
    let isOver = false;
    // A stopped run's nodes may still be finishing something; what they say then comes after the run's end.
    const stamped = (event: UntimedEvent) => {
      if (!isOver) emit({ ...event, timestamp: now() } as RunEvent);
    };
    const run: RunContext = {
      ...{
        runId,
        threadId,
        now,
        newId,
        market,
        model,
        engine,
        workbench,
        booking,
        listings,
        provider,
        member,
        spend,
        spender,
        ...start,
      },
      ...{ emit: stamped, traces: { signer, newNonce, commitment, keep } },
    };
    const state = (await graphOf(mode)
      .invoke(input as never, {
        ...config,
        ...{ context: { run }, signal, recursionLimit: RECURSION_LIMIT, durability: "sync" },
      })
      .finally(() => {
        isOver = true;
      })) as GraphState & { readonly __interrupt__?: readonly { readonly id?: string }[] };
    const [waiting] = state.__interrupt__ ?? [];
    return {
      understanding: state.understanding ?? EMPTY_UNDERSTANDING,
      reply: state.replyText ?? "",
      ...{ decision: workbench.decision, view: workbench.view, trace: workbench.trace },
      ...{ thread: state.thread, steps: state.steps },
      interrupt: waiting ? { interruptId: waiting.id!, ...askedIn(state) } : null,
    };
  }

  /** Forgets what an untracked thread has left in memory. */
  const forget = async (mode: RunFrame["mode"], runId: string): Promise<void> => {
    if (graphOf(mode) === unkept) await memory.deleteThread(runId);
  };

  async function isWaiting({ mode, askedBy }: ResumeInput): Promise<boolean> {
    const { tasks } = await graphOf(mode).getState(place(askedBy.runId));
    return tasks.some(({ interrupts }) => interrupts.some(({ id }) => id === askedBy.interruptId));
  }

  return {
    async run({ message, shownDecision, frame, book = null, isAwaitingConsent = false, ...rest }) {
      const start = { message, shownDecision, book, isAwaitingConsent, startsAt: "understand" } as const;
      const input = { thread: rest.thread, frame, booking: null, change: null };
      let isKept = false;
      try {
        const result = await invoke(rest, start, input, place(rest.runId));
        isKept = result.interrupt !== null;
        return result;
      } finally {
        if (!isKept) await forget(rest.mode, rest.runId);
      }
    },
    async resume(input) {
      const { answer, askedBy, thread, mode, runId, kind } = input;
      const nothing = { message: null, shownDecision: null, book: null, isAwaitingConsent: false };
      const start = (startsAt: NodeName) => ({ ...nothing, startsAt });
      if (await isWaiting(input)) {
        const { configurable } = place(askedBy.runId);
        const command = new Command({ resume: { [askedBy.interruptId]: answer } });
        const config = { configurable: { ...configurable, ...STRICT } };
        return invoke(input, start("confirm"), command, config).finally(() => forget(mode, askedBy.runId));
      }
      const { first, ...known } = answered(kind, answer);
      return invoke(input, start(first), { thread, ...known }, place(runId)).finally(() =>
        forget(mode, runId),
      );
    },
  };
}

function askedIn({ booking, change }: GraphState): BookingInterrupt | ChangeInterrupt {
  return change === null
    ? { kind: "booking", approvalId: booking!.approvalId!, booking: booking! }
    : { kind: "change", changeId: change.changeId!, change };
}

/** Where a run goes on of which nothing is left but its answer. */
function answered(
  kind: Interrupt["kind"],
  { approvalId, decision }: ConfirmAnswer,
): Pick<GraphState, "booking" | "change"> & { readonly first: NodeName } {
  const goesOn = decision === "approve";
  return kind === "booking"
    ? {
        booking: { ...NEW_BOOKING, approvalId, answer: decision },
        change: null,
        first: goesOn ? "upload-trace" : "reply",
      }
    : {
        booking: null,
        change: { ...NEW_CHANGE, changeId: approvalId, answer: decision },
        first: goesOn ? "apply" : "reply",
      };
}
