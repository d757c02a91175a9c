import { isReputationEvent, type Reputation, reputationsOf } from "@necto/tools/core/reputation";
import type { Store } from "../../store/open-store.ts";
import { toEscrowEvent } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";

/** Reputations of all providers, by address in lower case, from the escrow's events on the canonical chain. */
export async function readReputations(
  { db }: Pick<Store, "db">,
  key: IndexKey,
): Promise<ReadonlyMap<string, Reputation>> {
  const rows = await db
    .selectFrom("escrow_logs")
    .select(["event", "args", "block_time"])
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("event", "in", ["JobOpened", "JobEnded", "JobClosed", "JobRated"])
    .execute();
  return reputationsOf(rows.map(toEscrowEvent).filter(isReputationEvent));
}

/** As they were at most `maxAgeMs` ago: the market is asked more often than jobs close. */
export function cachedReputations(
  store: Pick<Store, "db">,
  { key, now, maxAgeMs }: { readonly key: IndexKey; readonly now: () => number; readonly maxAgeMs: number },
): () => Promise<ReadonlyMap<string, Reputation>> {
  let known: { readonly at: number; readonly read: ReturnType<typeof readReputations> } | null = null;
  return () => {
    if (known === null || now() - known.at >= maxAgeMs) {
      const read = readReputations(store, key);
      known = { at: now(), read };
      // A failure is this asker's alone.
      read.catch(() => {
        if (known?.read === read) known = null;
      });
    }
    return known.read;
  };
}

/** The formula of `reputationsOf`, for anybody who wants to count again. */
export const REPUTATION_FORMULA: readonly string[] = [
  "Only events of the escrow count: JobOpened, JobEnded, JobClosed and JobRated, in any order.",
  "Each closed job is worth a share: paid 10000; resolved 10000 · seconds the arbiter gave / seconds claimed, rounded down, at most 10000; halved 5000; declined 5000; no-show 0. Jobs that their buyer cancelled before the start are not counted.",
  "uptimeBps = (sum of shares + 5 · 9000) / (jobs + 5), rounded down.",
  "Each rating is worth 2500 · (stars − 1), each dispute the share of its job.",
  "ratingBps = (sum of ratings and disputes + 5 · 7500) / (ratings + disputes + 5), rounded down.",
  "With fewer than 5 paid jobs, or 3 ratings, the number is not told (null), unless it is below 5000.",
];
