import type { CodedDecision } from "@necto/tools/core/decide";
import type { Engine } from "@necto/tools/core/decision";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { BookRequest } from "@necto/tools/protocol/order";
import type { NodeName, RunEvent } from "@necto/tools/protocol/run-event";
import type { Role } from "@necto/tools/protocol/team";
import type { SealedTrace, TraceSigner } from "@necto/tools/trace/seal-trace";
import type { Market, Quotes } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import type { BookingDesk } from "./booking-desk.ts";
import type { ListingDesk } from "./listing-desk.ts";
import type { SpendDesk, Spender } from "./spend-desk.ts";

type WithoutTime<T> = T extends unknown ? Omit<T, "timestamp"> : never;
/** An event before the clock stamps it. */
export type UntimedEvent = WithoutTime<RunEvent>;

/** The large values of one run. Graph state and checkpoints carry only their digests and ids. */
export interface Workbench {
  quotes: Quotes | null;
  snapshot: MarketSnapshot | null;
  filtered: { readonly masks: Uint32Array; readonly decidedAt: number } | null;
  decision: CodedDecision | null;
  /** The decision as pages show it. */
  view: DecisionView | null;
  /** The sealed trace of the decision. */
  trace: SealedTrace | null;
}

/** The member of an organisation that a conversation is of. */
export interface RunMember {
  readonly org: string;
  /** In lower case. */
  readonly address: string;
  /** As the chain has it, at most a few seconds ago; null once it is out. */
  readonly role: () => Promise<Role | null>;
}

/** Opens the agent's signer; the key is read when the first trace is sealed. */
export type OpenSigner = () => Promise<TraceSigner>;

/** Seals traces and sees to it that none is lost. */
export interface TraceKeeper {
  readonly signer: OpenSigner;
  /** 32 random bytes as hex. */
  readonly newNonce: () => string;
  /** keccak256(salt ‖ whom the run is for); null for an untracked thread. */
  readonly commitment: string | null;
  /** Resolves once the trace will reach 0G whatever happens to this process. */
  readonly keep: (trace: SealedTrace, decisionId: string) => Promise<void>;
}

/**
 * Everything outside a node that it may touch. It travels as LangGraph's runtime context, so that equal inputs give
 * equal traces and nothing of it is ever checkpointed; the user's own words are here for that reason.
 */
export interface RunContext {
  readonly runId: string;
  readonly threadId: string;
  /** The words of the user, or null when a frame came in their place. */
  readonly message: { readonly text: string; readonly role: "buyer" | "provider" } | null;
  readonly now: () => number;
  readonly newId: (kind: "decision" | "message" | "tool-call" | "approval" | "change") => string;
  readonly emit: (event: UntimedEvent) => void;
  readonly market: Market;
  readonly model: AgentModel;
  /** The decision whose list the thread saw last, when it is still in memory. */
  readonly shownDecision: CodedDecision | null;
  readonly engine: Engine;
  readonly traces: TraceKeeper;
  /** Where the run begins: a step there has no step before it. */
  readonly startsAt: NodeName;
  /** An offer to be booked, in the place of words. `shownDecision` is the decision it is of. */
  readonly book: BookRequest | null;
  /** The thread waits for consent already. */
  readonly isAwaitingConsent: boolean;
  /** Null where nothing can be booked. */
  readonly booking: BookingDesk | null;
  /** Address of the provider whose conversation this is; null in every other one. */
  readonly provider: string | null;
  /** Whom it is for in an organisation; null in every other conversation. */
  readonly member: RunMember | null;
  /** Null where nothing can be listed. */
  readonly listings: ListingDesk | null;
  /** Whose tracked conversation it is, and for whom; null for an untracked one, which is nobody's. */
  readonly spender: Spender | null;
  /** Null where nothing can be booked. */
  readonly spend: SpendDesk | null;
  readonly workbench: Workbench;
}

export const emptyWorkbench = (): Workbench => ({
  quotes: null,
  snapshot: null,
  filtered: null,
  decision: null,
  view: null,
  trace: null,
});
