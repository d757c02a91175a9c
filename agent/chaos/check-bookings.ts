import { jobIdOf } from "@necto/contracts/abi/terms";
import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import type { Hex } from "viem";
import { checkActs } from "../features/audit/check-acts-queries.ts";
import { createIndexer } from "../features/booking/index/create-indexer.ts";
import { reconcile } from "../features/booking/index/reconcile.ts";
import type { Store } from "../store/open-store.ts";
import { openStore } from "../store/open-store.ts";
import { bookingTerms, type ChaosEscrow, doorOf, rootOfBooking } from "./chaos-orders.ts";
import { dumpIndex } from "./index-dump.ts";

export interface BookingReport {
  /** Bookings that somebody was told were accepted. */
  readonly bookings: number;
  /** Jobs that the chain has. */
  readonly jobs: number;
  /** Bookings with more than one job, and how many jobs beyond the first. */
  readonly duplicated: readonly string[];
  /** Accepted bookings without a job. */
  readonly lost: readonly string[];
  /** Jobs that nobody ordered, or on other terms. */
  readonly strange: readonly Hex[];
  /** What the logs of tracked conversations tell otherwise than the chain, or not once. */
  readonly mistold: readonly string[];
  /** Accounts whose books differ from the chain, and whether books and jobs are those of a reading from the first block. */
  readonly drifts: readonly string[];
}

/**
 * Compares what was accepted with what the chain has, by the root that names each booking, and the books with the chain.
 *
 * @param ordered everything that was asked for, be it answered or not
 * @param accepted what was answered
 */
export async function checkBookings(
  store: Store,
  at: ChaosEscrow,
  { ordered, accepted }: { readonly ordered: readonly string[]; readonly accepted: readonly string[] },
): Promise<BookingReport> {
  const door = doorOf(at);
  const toBlock = await door.client.getBlockNumber();
  const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock });
  const jobsByRoot = new Map<Hex, Hex[]>();
  for (const { args } of logs)
    if ("root" in args) jobsByRoot.set(args.root, [...(jobsByRoot.get(args.root) ?? []), args.jobId]);
  const jobs = [...jobsByRoot.values()].flat();
  const planned = new Set(ordered.map((booking) => jobIdOf(at, bookingTerms(booking))));
  const found = (booking: string) => jobsByRoot.get(rootOfBooking(booking))?.length ?? 0;
  return {
    ...{ bookings: accepted.length, jobs: jobs.length },
    duplicated: ordered.flatMap((booking) =>
      found(booking) > 1 ? [`${booking}: ${found(booking) - 1} more`] : [],
    ),
    lost: accepted.filter((booking) => found(booking) === 0),
    strange: jobs.filter((jobId) => !planned.has(jobId)),
    drifts: await driftsOf(store, at),
    mistold: await checkActs(store.db),
  };
}

/** Where the books of a store differ from the chain, and from a reading from the first block. */
export async function driftsOf(store: Store, at: ChaosEscrow): Promise<readonly string[]> {
  const door = doorOf(at);
  const fresh = await openStore(":memory:", () => "chaos");
  const read = (on: Store) =>
    createIndexer({
      ...{ store: on, door, chainId: at.chainId, fromBlock: 0n, now: Date.now, onJobs: () => {} },
    });
  try {
    const [live, again] = [read(store), read(fresh)];
    const block = await live.poll();
    await again.poll();
    const { drifts } = await reconcile(store, live.key, door, block);
    const isEqual = (await dumpIndex(store, live.key)) === (await dumpIndex(fresh, again.key));
    return [
      ...drifts.map(({ account, ledger, chain }) => `${account}: ${ledger} in the books, ${chain} on chain`),
      ...(isEqual ? [] : ["what is kept differs from what the events come to"]),
    ];
  } finally {
    await fresh.close();
  }
}
