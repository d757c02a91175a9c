import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { hourlyUsdMicros } from "@necto/tools/core/snapshot";
import { sealAccess } from "@necto/tools/protocol/access-document";
import type { AccessDocument, DemoProvider } from "@necto/tools/protocol/booking";
import type { Address } from "viem";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { type ApprovalAnswers, createApprovalAnswers } from "./answer-approval.ts";
import type { ApprovalDesk, createApprovalDesk, DemoAccount } from "./approval-desk.ts";
import { createIndexer, type Indexer } from "./index/create-indexer.ts";
import { createJobService, type JobService } from "./job-service.ts";
import type { OpenBooking } from "./open-booking.ts";
import { type Keeper, startKeeper } from "./run-keeper.ts";
import type { Faucet } from "./sandbox-faucet.ts";

/** What the server's routes use of booking. */
export interface Booking {
  readonly open: OpenBooking;
  readonly approvals: ApprovalDesk;
  readonly answers: ApprovalAnswers;
  readonly demo: readonly DemoAccount[];
  readonly jobs: JobService;
  readonly keeper: Keeper;
  readonly indexer: Indexer;
  /** Null outside of the sandbox. */
  readonly faucet: Faucet | null;
}

export interface CreateBookingOptions {
  readonly store: Store;
  readonly open: OpenBooking;
  readonly approvals: ReturnType<typeof createApprovalDesk>;
  readonly runs: RunService;
  readonly demo: readonly DemoAccount[];
  readonly faucet: Faucet | null;
  readonly providers: Readonly<Partial<Record<DemoProvider, Address>>>;
  readonly sandboxProvider: "auto" | "manual";
  /** Pause between two looks of the keeper; 0 for none by itself. */
  readonly keeperMs: number;
  /** 56 random bytes as hex. */
  readonly newAccessBytes: () => string;
  /** The market now. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Joins what asks for consent, what takes it, and what pays. */
export function createBooking(options: CreateBookingOptions): Booking {
  const { store, open, approvals, runs, demo, snapshot, now, onFault } = options;
  const { providers, sandboxProvider, keeperMs, faucet, newAccessBytes } = options;

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
  const indexer = oneAtATime(
    createIndexer({
      ...{ store, door: open.door, chainId: open.chain.id, fromBlock: open.fromBlock, now, onJobs: () => {} },
    }),
  );
  const jobs = createJobService({
    ...{ store, booking: open, indexer, demo, now, providers: providers as Record<string, Address> },
    sealDemoAccess: ({ jobId, viewKey }) =>
      sealAccess(demoAccess(jobId), { viewKey, jobId, random: newAccessBytes() }),
  });
  const keeper = startKeeper({
    ...{ store, booking: open, indexer, jobs, now, onFault, everyMs: keeperMs, startAfterMs: START_AFTER_MS },
    autoStart: sandboxProvider === "auto" ? providers : {},
  });
  return { open, approvals, answers, demo, jobs, keeper, indexer, faucet };
}

/** A demo provider takes a moment, so that a page shows the state before. */
const START_AFTER_MS = 3_000;

/** Two looks at once would each read the same page. */
function oneAtATime(indexer: Indexer): Indexer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    key: indexer.key,
    poll() {
      const mine = last.then(indexer.poll);
      last = mine.catch(() => {});
      return mine;
    },
  };
}

/** There is no machine behind a demo listing, and it says so. */
const demoAccess = (jobId: string): AccessDocument => ({
  ...{ host: "gpu.sandbox.invalid", port: 22, user: "necto", url: null },
  secret: `demo-${jobId.slice(2, 14)}`,
  notes: "A demo machine of the sandbox: nothing listens at this address.",
});
