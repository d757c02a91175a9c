import type { JobState } from "@necto/contracts/abi/fold-events";
import type { UsageQuery, UsageRow, UsageView } from "@necto/tools/protocol/earnings";
import type { Store } from "../../store/open-store.ts";
import { fromJson } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import { unitsAt } from "../listings/capacity.ts";
import { toDays } from "./periods.ts";
import { listNamed } from "./provider-listings.ts";

const DAY_SECONDS = 86_400;
const MOST_ROWS = 5_000;

/**
 * A provider's jobs, by the escrow's events. The buyer, the job's id and its transaction are told of jobs of tracked
 * conversations only. Of all others, those that were opened elsewhere too, a row says what was rented and what it paid:
 * not who, and nothing that the chain would be looked up by.
 *
 * @param provider address in lower case
 * @param now epoch milliseconds
 */
export async function readUsage(
  store: Pick<Store, "db">,
  { key, provider, now }: { readonly key: IndexKey; readonly provider: string; readonly now: number },
  query: UsageQuery,
): Promise<Omit<UsageView, "chain">> {
  const { first, last } = toDays(query);
  const listings = await listNamed(store, provider);
  const found = await store.db
    .selectFrom("escrow_jobs as job")
    .leftJoin("jobs as booked", "booked.job_id", "job.job_id")
    .leftJoin("listings as listing", "listing.listing_id", "job.listing_id")
    .leftJoin("reservations as held", (join) =>
      join
        .onRef("held.job_id", "=", "job.job_id")
        .onRef("held.chain_id", "=", "job.chain_id")
        .onRef("held.escrow", "=", "job.address"),
    )
    .leftJoin("escrow_logs as opening", (join) =>
      join
        .onRef("opening.chain_id", "=", "job.chain_id")
        .onRef("opening.address", "=", "job.address")
        .onRef("opening.job_id", "=", "job.job_id")
        .on("opening.event", "=", "JobOpened"),
    )
    .select(["job.job_id", "job.buyer", "job.status", "job.state", "job.opened_at", "job.started_at"])
    .select(["job.ended_at", "booked.thread_id", "held.units", "listing.ceiling_rate", "opening.tx_hash"])
    .where("job.chain_id", "=", key.chainId)
    .where("job.address", "=", key.address)
    .where("job.provider", "=", provider)
    .where("job.opened_at", ">=", first * DAY_SECONDS)
    .where("job.opened_at", "<", (last + 1) * DAY_SECONDS)
    .$if(query.listing !== undefined, (jobs) => jobs.where("job.listing_id", "=", query.listing!))
    .$if(query.status !== undefined, (jobs) => jobs.where("job.status", "=", query.status!))
    .$if(query.mode === "tracked", (jobs) => jobs.where("booked.thread_id", "is not", null))
    .$if(query.mode === "untracked", (jobs) => jobs.where("booked.thread_id", "is", null))
    .orderBy("job.opened_at", "desc")
    .orderBy("job.job_id")
    .execute();
  type Found = (typeof found)[number];

  function toRow(row: Found): UsageRow {
    const state = fromJson(row.state) as JobState;
    const isTracked = row.thread_id !== null;
    const startedAt = row.started_at === null ? null : Number(row.started_at);
    const { title = null, gpu = null } = listings.get(state.listingId) ?? {};
    return {
      ...{ openedAt: iso(Number(row.opened_at)), startedAt: startedAt === null ? null : iso(startedAt) },
      endedAt: row.ended_at === null ? null : iso(Number(row.ended_at)),
      ...{ status: row.status as UsageRow["status"], reason: state.reason },
      ...{ listingId: state.listingId, title, gpu },
      units: Number(row.units ?? unitsAt(Number(state.rate), Number(row.ceiling_rate ?? 0))),
      ...{ rateUsdMicrosPerHour: Number(state.rate), durationSeconds: state.secs },
      usedSeconds: usedSeconds(state, startedAt, Math.floor(now / 1_000)),
      ...{ grossUsdMicros: Number(state.toProvider + state.fees), feeUsdMicros: Number(state.fees) },
      netUsdMicros: Number(state.toProvider),
      mode: isTracked ? "tracked" : "untracked",
      jobId: isTracked ? row.job_id : null,
      buyer: isTracked ? row.buyer : null,
      txHash: isTracked ? row.tx_hash : null,
    };
  }

  const rows = found.map(toRow);
  const sum = (field: keyof UsageView["total"]) => rows.reduce((total, row) => total + row[field], 0);
  return {
    ...{ from: query.from, to: query.to, at: new Date(now).toISOString() },
    ...{ rows: rows.slice(0, MOST_ROWS), count: rows.length },
    total: {
      ...{ usedSeconds: sum("usedSeconds"), grossUsdMicros: sum("grossUsdMicros") },
      ...{ feeUsdMicros: sum("feeUsdMicros"), netUsdMicros: sum("netUsdMicros") },
    },
    choices: [...listings.values()].map(({ listingId, title, gpu }) => ({ listingId, title, gpu })),
  };
}

/** By the meter, which stops with what was paid for. */
function usedSeconds({ status, secs, usedSecs }: JobState, startedAt: number | null, now: number): number {
  if (status !== "active" || startedAt === null) return usedSecs;
  return Math.min(Math.max(now - startedAt, 0), secs);
}

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
