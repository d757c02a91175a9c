import { randomUUID } from "node:crypto";
import { readRules } from "@necto/tools/chain/escrow";
import type { DemoProvider } from "@necto/tools/protocol/demo-accounts";
import { type Address, isAddressEqual } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import type { BrokerDesk } from "./broker/broker-desk.ts";
import { gateJobCall } from "./gate-order.ts";
import type { Indexer } from "./index/create-indexer.ts";
import { listJobs } from "./index/index-queries.ts";
import type { JobService } from "./job-service.ts";
import { keeperCallFor } from "./keeper.ts";
import type { OpenBooking } from "./open-booking.ts";

export interface KeeperOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly indexer: Indexer;
  readonly jobs: JobService;
  readonly brokers: BrokerDesk;
  /** Demo providers that start what was paid for by themselves; empty for none. */
  readonly autoStart: Readonly<Partial<Record<DemoProvider, Address>>>;
  /** How old a paid job is when its demo provider starts it. */
  readonly startAfterMs: number;
  readonly everyMs: number;
  /** What else is due now and then. */
  readonly also?: () => Promise<void>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Looks after jobs whose time has come, plays the demo providers, and lets brokers look after theirs. */
export interface Keeper {
  /** Looks once. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const OPEN = ["funded", "active", "ended", "disputed"] as const;
/** What was refused is left alone for a while: it has happened already, or its time has not come by the chain's clock. */
const REFUSED_MS = 60_000;

export function startKeeper(options: KeeperOptions): Keeper {
  const { store, booking, indexer, jobs, brokers, autoStart, startAfterMs, everyMs, now, onFault } = options;
  const { door, policy, relayer } = booking;
  const resting = new Map<string, number>();
  let isClosed = false;

  async function look(): Promise<void> {
    await indexer.poll();
    const rules = await readRules(door);
    const at = Math.floor(now() / 1_000);
    const open = await listJobs(store.db, indexer.key, { statuses: OPEN });
    for (const job of open) {
      if (isClosed || (resting.get(job.jobId) ?? 0) > now()) continue;
      const call = keeperCallFor(job, rules, at);
      const provider = job.status === "funded" ? providerOf(job.provider) : null;
      const isDue = now() - job.since * 1_000 >= startAfterMs;
      if (call !== null) {
        const intent = await booking.send(gateJobCall(call, { policy, account: relayer.address }));
        if (intent.state === "failed") resting.set(job.jobId, now() + REFUSED_MS);
      } else if (provider !== null && isDue) await start(job.jobId, provider);
    }
    if (!isClosed) await brokers.look();
    if (!isClosed) await options.also?.();
  }

  const providerOf = (address: Address): Principal | null => {
    const found = Object.entries(autoStart).find(([, known]) => isAddressEqual(known!, address));
    return found ? { address: address.toLowerCase(), demo: found[0] as DemoProvider } : null;
  };

  async function start(jobId: string, provider: Principal): Promise<void> {
    const acting = { jobId, action: "start", body: { ciphertext: null }, provider, by: "necto" } as const;
    try {
      await jobs.actAsProvider({ ...acting, key: randomUUID() });
    } catch (error) {
      // Cancelled meanwhile, or not booked here.
      resting.set(jobId, now() + REFUSED_MS);
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }

  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const again = () => {
    timer = setTimeout(() => {
      looking = look()
        .catch(onFault)
        .finally(() => {
          if (!isClosed) again();
        });
    }, everyMs);
    timer.unref();
  };
  if (everyMs > 0) again();
  return {
    look,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
