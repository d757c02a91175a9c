import { permit2Address } from "@necto/contracts/abi/networks";
import { memorySigner } from "@necto/tools/chain/signer";
import { openAdi } from "@necto/tools/sandbox/adi/open-adi";
import type { ChainFault } from "@necto/tools/sandbox/chain/faults";
import { devKey } from "@necto/tools/sandbox/dev-accounts";
import { countOpen } from "../features/booking/journal/intent-queries.ts";
import { createJournal, LOCAL_PACE } from "../features/booking/journal/journal.ts";
import { openStore } from "../store/open-store.ts";
import { chaosEscrow, doorOf, gatedBooking } from "./chaos-orders.ts";
import { type BookingReport, checkBookings } from "./check-bookings.ts";

export interface FaultChaosOptions {
  /** Answers of the node that are spoilt. */
  readonly faults: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly onRound: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface FaultChaosReport extends BookingReport {
  /** Spoilt answers by kind; of `sent`, those to a transaction. */
  readonly faults: Readonly<Record<string, number>>;
}

const FAULTS: readonly ChainFault[] = [
  { kind: "drop-response" },
  { kind: "drop-response" },
  { kind: "duplicate" },
  { kind: "delay", ms: 40 },
  { kind: "too-many-requests" },
  { kind: "stale-read", blocks: 3 },
  { kind: "refuse" },
];
/** What the sender asks; half of the faults hit the request that moves money. */
const READS = [
  ...["eth_estimateGas", "eth_getTransactionCount", "eth_getTransactionReceipt", "eth_getBlockByNumber"],
  ...["eth_call", "eth_maxPriorityFeePerGas", "eth_blockNumber"],
] as const;
const AT_ONCE = 24;

/**
 * Books while the node loses its answers after it did what was asked, delivers twice, is late, behind, or wants to be left
 * alone; then lets everything finish and compares what was ordered with what the chain has.
 */
export async function runFaultChaos(options: FaultChaosOptions): Promise<FaultChaosReport> {
  const { faults: total, random, now, onRound, signal } = options;
  const adi = await openAdi({ folder: null, now });
  const at = chaosEscrow(adi, permit2Address);
  const store = await openStore(":memory:", () => "chaos");
  const relayer = memorySigner(devKey("relayer"));
  const failures: unknown[] = [];
  const journal = createJournal({
    ...{ store, door: doorOf(at), chainId: at.chainId, signers: [relayer], owner: "chaos", now },
    ...{ pace: LOCAL_PACE, onStep: () => {}, onFault: (error: unknown) => failures.push(error) },
  });
  const ordered: string[] = [];
  const counts: Record<string, number> = {};
  /** Methods whose next request is spoilt. */
  const pending = new Set<string>();
  let spoilt = 0;

  /** One fault that strikes the next request of a method; one at a time for each, so that none hides another. */
  function injectOne(): void {
    const fault = FAULTS[Math.floor(random() * FAULTS.length)]!;
    const isSent = fault.kind === "duplicate" || random() < 0.5;
    const method = isSent ? "eth_sendRawTransaction" : READS[Math.floor(random() * READS.length)]!;
    if (pending.has(method)) return;
    pending.add(method);
    adi.chain.faults.inject(fault, {
      ...{ methods: [method], times: 1 },
      onStrike() {
        const name = isSent ? `${fault.kind} of sent` : fault.kind;
        counts[name] = (counts[name] ?? 0) + 1;
        spoilt += 1;
        pending.delete(method);
      },
    });
  }

  try {
    while (spoilt < total && !signal.aborted) {
      while ((await countOpen(store.db, at.chainId)) < AT_ONCE) {
        const booking = `fault-chaos-booking-number-${ordered.length}`;
        await journal.record(store.db, await gatedBooking(at, booking, relayer.address));
        ordered.push(booking);
      }
      journal.wake();
      for (let left = 4; left > 0; left--) injectOne();
      await new Promise((resolve) => setTimeout(resolve, 10));
      onRound(`${spoilt}/${total} answers spoilt, ${ordered.length} bookings`);
    }
    // What has not struck yet may strike now.
    while ((await countOpen(store.db, at.chainId)) > 0 && !signal.aborted)
      await new Promise((resolve) => setTimeout(resolve, 20));
    adi.chain.faults.clear();
    if (failures.length > 0) throw failures[0];
    return { faults: counts, ...(await checkBookings(store, at, { ordered, accepted: ordered })) };
  } finally {
    await journal.close();
    await store.close();
    await adi.chain.close();
  }
}
