import { toJson } from "../features/booking/index/event-json.ts";
import { type IndexKey, listJobs, listLogs, listPostings } from "../features/booking/index/index-queries.ts";
import { balancesOf } from "../features/booking/index/ledger.ts";
import type { Store } from "../store/open-store.ts";

/** Everything that is known of an escrow, as text that is equal when it is equal. */
export async function dumpIndex({ db }: Store, key: IndexKey): Promise<string> {
  const jobs = await listJobs(db, key);
  const balances = [...balancesOf(await listPostings(db, key))].filter(([, amount]) => amount !== 0n);
  return toJson({
    logs: await listLogs(db, key),
    jobs: jobs.toSorted((a, b) => (a.jobId < b.jobId ? -1 : 1)),
    balances: balances.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  });
}
