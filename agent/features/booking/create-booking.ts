import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { hourlyUsdMicros } from "@necto/tools/core/snapshot";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { type ApprovalAnswers, createApprovalAnswers } from "./answer-approval.ts";
import type { ApprovalDesk, createApprovalDesk, DemoAccount } from "./approval-desk.ts";
import type { OpenBooking } from "./open-booking.ts";

/** What the server's routes use of booking. */
export interface Booking {
  readonly open: OpenBooking;
  readonly approvals: ApprovalDesk;
  readonly answers: ApprovalAnswers;
  readonly demo: readonly DemoAccount[];
}

export interface CreateBookingOptions {
  readonly store: Store;
  readonly open: OpenBooking;
  readonly approvals: ReturnType<typeof createApprovalDesk>;
  readonly runs: RunService;
  readonly demo: readonly DemoAccount[];
  /** The market now. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Joins what asks for consent, what takes it, and what pays. */
export function createBooking(options: CreateBookingOptions): Booking {
  const { store, open, approvals, runs, demo, snapshot, now, onFault } = options;

  /** A provider's signed quote holds against a moving market; a fixed price that it has changed does not. */
  async function fixedPriceOf(offerId: string, units: number): Promise<number | null> {
    const market = await snapshot();
    const index = market.offers.findIndex(({ id }) => id === offerId);
    const offer = market.offers[index];
    if (offer?.pricing.model !== "fixed") return null;
    return hourlyUsdMicros(market, index, units * offer.gpuCount);
  }

  const answers = createApprovalAnswers({
    ...{ store, booking: open, desk: approvals, runs, demo, fixedPriceOf, now, onFault },
  });
  return { open, approvals, answers, demo };
}
