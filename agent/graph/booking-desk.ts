import type { BookingProgress, Receipt } from "@necto/tools/protocol/booking";
import type { HandOff } from "@necto/tools/protocol/hand-off";
import type { Order } from "@necto/tools/protocol/order";
import type { BrokerQuotes } from "../features/booking/broker/quote-brokered.ts";
import type { DealFacts } from "../features/booking/build-order.ts";
import type { PolicyReason } from "../features/booking/check-policy.ts";
import type { BindingQuote, QuoteDesk } from "../features/booking/quote-desk.ts";
import type { TeamPurse } from "../features/policy/team-purse.ts";
import type { TeamObjection } from "../features/policy/team-words.ts";

/** What the installation's rules or a team's policy have against an order. */
export type Objection = PolicyReason | TeamObjection;

/** How a payment ended. */
export interface Funding {
  readonly state: "funded" | "failed";
  /** Null where no row may name the job: see `BookingProgress`. */
  readonly jobId: string | null;
  readonly txHash: string | null;
  readonly problem: BookingProgress["problem"];
  /** Time of the block that it is in, or of the failure. */
  readonly at: string;
  /** As it was approved. */
  readonly order: Order;
  /** The organisation that it was booked for; null for none. */
  readonly org: Receipt["org"];
}

/** What the booking branch may do outside of itself. Nodes decide nothing about money; they ask here. */
export interface BookingDesk {
  /** Its listings are the ones that can be booked. */
  readonly chainId: number;
  readonly registry: string;
  readonly quote: QuoteDesk["quote"];
  readonly quoteBrokered: BrokerQuotes["quote"];
  readonly facts: () => Promise<DealFacts>;
  /** What the policy has against an order; empty when it may be put before its buyer. */
  readonly objections: (order: Order, threadId: string) => Promise<readonly Objection[]>;
  /** What the policy of a thread's team allows; null for a thread of no team. */
  readonly standing: TeamPurse["standing"];
  /** The root of a decision's trace; null for a decision nobody sealed here. */
  readonly rootOf: (decisionId: string) => Promise<string | null>;
  readonly saltOf: (approvalId: string) => string;
  /** Resolves when the trace of an approved order is final on 0G, or the order was stopped. */
  readonly untilStored: (approvalId: string, signal: AbortSignal) => Promise<void>;
  /** The trace of an approved order. */
  readonly rootOfApproval: (approvalId: string) => Promise<string>;
  /** Pays what was approved: once, however often it is asked. */
  readonly fund: (
    approvalId: string,
    onProgress: (progress: BookingProgress) => void,
    signal: AbortSignal,
  ) => Promise<Funding>;
}

/** What a thread's booking stands at. Everything in it may be checkpointed: no signature, no key, no word of the user. */
export interface BookingState {
  readonly offerId: string | null;
  /** True when the message is a search first, and its best offer is meant. */
  readonly isSearch: boolean;
  readonly durationSeconds: number | null;
  /** The decision that the order is of. */
  readonly decisionId: string | null;
  readonly units: number;
  readonly binding: BindingQuote | null;
  readonly previous: { readonly rateUsdMicrosPerHour: number; readonly totalUsdMicros: number } | null;
  readonly order: Order | null;
  readonly approvalId: string | null;
  readonly answer: "approve" | "decline" | null;
  /** Why nothing is booked, in words made of facts. */
  readonly refusal: string | null;
  readonly handOff: HandOff | null;
  readonly funding: Funding | null;
}

export const NEW_BOOKING: BookingState = {
  ...{ offerId: null, isSearch: false, durationSeconds: null, decisionId: null, units: 1 },
  ...{ binding: null, previous: null, order: null, approvalId: null, answer: null },
  ...{ refusal: null, handOff: null, funding: null },
};
