import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { AccessDocument } from "@necto/tools/protocol/access";
import { sealAccess } from "@necto/tools/protocol/access-document";
import type { DemoProvider } from "@necto/tools/protocol/demo-accounts";
import type { Address } from "viem";
import type { Clouds } from "../../market/open-upstreams.ts";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import { type ApprovalAnswers, createApprovalAnswers } from "./answer-approval.ts";
import type { ApprovalDesk, createApprovalDesk, DemoAccount } from "./approval-desk.ts";
import { type ArbiterService, createArbiterService } from "./arbiter-service.ts";
import { createBrokerDesk } from "./broker/broker-desk.ts";
import type { Indexer } from "./index/create-indexer.ts";
import { createJobService, type JobService } from "./job-service.ts";
import { marketLapse } from "./market-lapse.ts";
import type { OpenBooking } from "./open-booking.ts";
import { type Keeper, startKeeper } from "./run-keeper.ts";
import type { Faucet } from "./sandbox-faucet.ts";
import { createStopPayment, type StopPayment } from "./stop-payment.ts";

/** What the server's routes use of booking. */
export interface Booking {
  readonly open: OpenBooking;
  readonly approvals: ApprovalDesk;
  readonly answers: ApprovalAnswers;
  readonly stop: StopPayment;
  readonly demo: readonly DemoAccount[];
  readonly jobs: JobService;
  readonly keeper: Keeper;
  /** Null where the arbiter's key is elsewhere. */
  readonly arbiter: ArbiterService | null;
  readonly indexer: Indexer;
  /** Null outside of the sandbox. */
  readonly faucet: Faucet | null;
}

export interface CreateBookingOptions {
  readonly store: Store;
  readonly teams: TeamRoles;
  readonly open: OpenBooking;
  readonly approvals: ReturnType<typeof createApprovalDesk>;
  readonly runs: RunService;
  readonly demo: readonly DemoAccount[];
  readonly faucet: Faucet | null;
  readonly providers: Readonly<Partial<Record<DemoProvider, Address>>>;
  readonly sandboxProvider: "auto" | "manual";
  /** The escrow's arbiter, when its key is here. */
  readonly arbiter: Address | null;
  /** Where brokers rent, by source. */
  readonly clouds: Clouds;
  /** 32 bytes as hex that the keys of rented machines are made of. */
  readonly brokerSecret: string;
  /** Pause between two looks of the keeper; 0 for none by itself. */
  readonly keeperMs: number;
  /** What the keeper looks at beside jobs. */
  readonly alsoKeep?: () => Promise<void>;
  /** 56 random bytes as hex. */
  readonly newAccessBytes: () => string;
  /** The market now. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Joins what asks for consent, what takes it, and what pays. */
export function createBooking(options: CreateBookingOptions): Booking {
  const { store, teams, open, approvals, runs, demo, snapshot, now, onFault } = options;
  const { providers, sandboxProvider, keeperMs, faucet, newAccessBytes, clouds, brokerSecret } = options;

  const answers = createApprovalAnswers({
    ...{ store, teams, booking: open, desk: approvals, runs, demo, now, onFault },
    marketLapse: async (order) => marketLapse(await snapshot(), order),
  });
  const { indexer } = open;
  const jobs = createJobService({
    ...{ store, teams, booking: open, indexer, demo, now },
    ...{ providers: providers as Record<string, Address> },
    sealDemoAccess: ({ jobId, viewKey }) =>
      sealAccess(demoAccess(jobId), { viewKey, jobId, random: newAccessBytes() }),
  });
  const { broker, ...own } = providers;
  const brokers = createBrokerDesk({
    ...{ store, booking: open, indexer, jobs, clouds, snapshot, newAccessBytes, now, onFault },
    ...{ accounts: broker ? { [broker.toLowerCase()]: "broker" } : {}, secret: brokerSecret },
    notes: open.isSandbox ? NOTHING_THERE : null,
    playsHands: sandboxProvider === "auto",
  });
  const keeper = startKeeper({
    ...{ store, booking: open, indexer, jobs, brokers, now, onFault, everyMs: keeperMs },
    ...(options.alsoKeep && { also: options.alsoKeep }),
    ...{ startAfterMs: START_AFTER_MS, autoStart: sandboxProvider === "auto" ? own : {} },
  });
  const arbiter =
    options.arbiter &&
    createArbiterService({ store, booking: open, indexer, jobs, account: options.arbiter, now });
  const stop = createStopPayment({ store, door: open.door, onUnits: open.onUnits, now });
  return { open, approvals, answers, stop, demo, jobs, keeper, arbiter, indexer, faucet };
}

/** A demo provider takes a moment, so that a page shows the state before. */
const START_AFTER_MS = 3_000;

const NOTHING_THERE = "A demo machine of the sandbox: nothing listens at this address.";

/** There is no machine behind a demo listing, and it says so. */
const demoAccess = (jobId: string): AccessDocument => ({
  ...{ host: "gpu.sandbox.invalid", port: 22, user: "necto", url: null },
  secret: `demo-${jobId.slice(2, 14)}`,
  notes: NOTHING_THERE,
});
