import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";

type Db = Kysely<Database>;

/** Whose, and between which times (Unix seconds, half-open). */
export interface Stretch {
  /** Address in lower case. */
  readonly provider: string;
  readonly from: number;
  readonly to: number;
}

/** What a listing's jobs brought on one UTC day. */
export interface DayRevenue {
  readonly listingId: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly netUsdMicros: number;
  readonly feeUsdMicros: number;
}

/** Reasons for closing a job that had been started. */
const SERVED = ["paid", "resolved", "halved"];

/** Net of what was booked back; lines of an event that the chain took back have no log any more, and cancel each other. */
const net = (account: string) =>
  sql<number>`sum(case when entry.to_account = ${account} then entry.amount when entry.from_account = ${account} then -entry.amount else 0 end)`;

/**
 * The lines of the books about a provider's jobs, with the time of the block that each came with. Its jobs are looked up
 * first: SQLite keeps the order of cross joins, and else goes through all the books.
 */
const linesOf = (db: Db, key: IndexKey, { provider, from, to }: Stretch) =>
  db
    .selectFrom("escrow_jobs as job")
    .crossJoin("ledger_entries as entry")
    .crossJoin("escrow_logs as log")
    .whereRef("entry.chain_id", "=", "job.chain_id")
    .whereRef("entry.address", "=", "job.address")
    .whereRef("entry.job_id", "=", "job.job_id")
    .whereRef("log.chain_id", "=", "entry.chain_id")
    .whereRef("log.address", "=", "entry.address")
    .whereRef("log.block_hash", "=", "entry.block_hash")
    .whereRef("log.log_index", "=", "entry.log_index")
    .where("job.chain_id", "=", key.chainId)
    .where("job.address", "=", key.address)
    .where("job.provider", "=", provider)
    .where("log.block_time", ">=", from)
    .where("log.block_time", "<", to);

const DAY = sql<number>`log.block_time / 86400`;
const CLOSED_DAY = sql<number>`closed_at / 86400`;

/** What was paid to a provider, and the fees on it, by listing and day. A refund to a buyer is neither. */
export async function sumByDay(db: Db, key: IndexKey, stretch: Stretch): Promise<readonly DayRevenue[]> {
  const rows = await linesOf(db, key, stretch)
    .select([
      "job.listing_id as listing",
      DAY.as("day"),
      net(accountOf(stretch.provider)).as("net"),
      net("fees").as("fee"),
    ])
    .groupBy(["job.listing_id", DAY])
    .execute();
  return rows.map(({ listing, day, net: netUsdMicros, fee }) => ({
    ...{ listingId: listing!, day: Number(day), netUsdMicros: Number(netUsdMicros) },
    feeUsdMicros: Number(fee),
  }));
}

const servedJobs = (db: Db, key: IndexKey, { provider, from, to }: Stretch) =>
  db
    .selectFrom("escrow_jobs")
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("provider", "=", provider)
    .where("reason", "in", SERVED)
    .where("closed_at", ">=", from)
    .where("closed_at", "<", to);

/** Jobs that were closed after they had been started, by listing and day. */
export async function countServed(db: Db, key: IndexKey, stretch: Stretch) {
  const rows = await servedJobs(db, key, stretch)
    .select(({ fn }) => ["listing_id as listing", CLOSED_DAY.as("day"), fn.countAll().as("jobs")])
    .groupBy(["listing_id", CLOSED_DAY])
    .execute();
  return rows.map(({ listing, day, jobs }) => ({
    ...{ listingId: listing!, day: Number(day), jobs: Number(jobs) },
  }));
}

/** The same jobs one by one, with what they are. */
export async function listServed(db: Db, key: IndexKey, stretch: Stretch) {
  const rows = await servedJobs(db, key, stretch).select(["listing_id", "state"]).execute();
  return rows.map(({ listing_id, state }) => ({ listingId: listing_id!, state }));
}

/** How many of a provider's jobs are open now, by listing. */
export async function countOpen(db: Db, key: IndexKey, provider: string) {
  const rows = await db
    .selectFrom("escrow_jobs")
    .select(({ fn }) => ["listing_id", fn.countAll().as("jobs")])
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("provider", "=", provider)
    .where("status", "!=", "closed")
    .groupBy("listing_id")
    .execute();
  return rows.map(({ listing_id, jobs }) => ({ listingId: listing_id!, jobs: Number(jobs) }));
}

/** Jobs whose meter ran in a stretch, with the units they have; null where nobody has counted them. */
export async function listMetered(db: Db, key: IndexKey, { provider, from, to }: Stretch) {
  const rows = await db
    .selectFrom("escrow_jobs as job")
    .leftJoin("reservations as held", (join) =>
      join
        .onRef("held.job_id", "=", "job.job_id")
        .onRef("held.chain_id", "=", "job.chain_id")
        .onRef("held.escrow", "=", "job.address"),
    )
    .select(["job.listing_id", "job.started_at", "job.ended_at", "job.state", "held.units"])
    .where("job.chain_id", "=", key.chainId)
    .where("job.address", "=", key.address)
    .where("job.provider", "=", provider)
    .where("job.started_at", "<", to)
    .where((row) => row.or([row("job.ended_at", "is", null), row("job.ended_at", ">", from)]))
    .execute();
  return rows.map(({ listing_id, started_at, ended_at, state, units }) => ({
    ...{
      listingId: listing_id!,
      startedAt: Number(started_at),
      units: units === null ? null : Number(units),
    },
    ...{ endedAt: ended_at === null ? null : Number(ended_at), state },
  }));
}

/** What moved in one transaction, micro-USD. */
export interface PayoutSums {
  /** Unix seconds. */
  readonly time: number;
  readonly txHash: string;
  /** Earned, be it pushed or credited. */
  readonly earned: number;
  readonly credited: number;
  readonly withdrawn: number;
}

/** Transactions that moved money of a provider in a stretch, newest first. */
export async function listPayouts(db: Db, key: IndexKey, stretch: Stretch): Promise<readonly PayoutSums[]> {
  const account = accountOf(stretch.provider);
  const earned = await linesOf(db, key, stretch)
    .select(["log.tx_hash as tx", "log.block_time as time", net(account).as("amount")])
    .groupBy(["log.tx_hash", "log.block_time"])
    .execute();
  const credits = await db
    .selectFrom(owedLines(db, key, owedTo(stretch.provider)).as("line"))
    .innerJoin("escrow_logs as log", (join) =>
      join
        .onRef("log.chain_id", "=", "line.chain_id")
        .onRef("log.address", "=", "line.address")
        .onRef("log.block_hash", "=", "line.block_hash")
        .onRef("log.log_index", "=", "line.log_index"),
    )
    .select(({ fn }) => [
      "log.tx_hash as tx",
      "log.block_time as time",
      "log.event",
      fn.sum("line.change").as("amount"),
    ])
    .where("log.block_time", ">=", stretch.from)
    .where("log.block_time", "<", stretch.to)
    .groupBy(["log.tx_hash", "log.block_time", "log.event"])
    .execute();
  const sums = new Map<string, PayoutSums>();
  const add = (tx: string, time: number, more: Partial<PayoutSums>) =>
    sums.set(tx, {
      ...(sums.get(tx) ?? { time: Number(time), txHash: tx, earned: 0, credited: 0, withdrawn: 0 }),
      ...more,
    });
  for (const { tx, time, amount } of earned) add(tx, time, { earned: Number(amount) });
  for (const { tx, time, event, amount } of credits)
    add(tx, time, event === "Credited" ? { credited: Number(amount) } : { withdrawn: -Number(amount) });
  return [...sums.values()].sort((a, b) => b.time - a.time || (a.txHash < b.txHash ? -1 : 1));
}

/** What the escrow holds for an account until it is withdrawn, micro-USD. */
export async function findCredit(db: Db, key: IndexKey, provider: string): Promise<number> {
  const { amount } = await db
    .selectFrom(owedLines(db, key, owedTo(provider)).as("line"))
    .select(({ fn }) => fn.sum("line.change").as("amount"))
    .executeTakeFirstOrThrow();
  return Number(amount ?? 0);
}

/** What came to an account of the books and what left it: each half is one look into an index, which “or” would not be. */
function owedLines(db: Db, { chainId, address }: IndexKey, owed: string) {
  const half = (column: "to_account" | "from_account", change: RawBuilder<number>) =>
    db
      .selectFrom("ledger_entries")
      .select(["chain_id", "address", "block_hash", "log_index", change.as("change")])
      .where("chain_id", "=", chainId)
      .where("address", "=", address)
      .where(column, "=", owed);
  return half("to_account", sql<number>`amount`).unionAll(half("from_account", sql<number>`-amount`));
}

/** The last withdrawal that was recorded here for an account; null when there was none. */
export async function findWithdrawal(db: Db, { chainId, address }: IndexKey, account: string) {
  const row = await db
    .selectFrom("intents")
    .select(["state", "problem_message", "target"])
    .where("chain_id", "=", chainId)
    .where("account", "=", account)
    .where("action", "=", "withdraw")
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.target.toLowerCase() === address ? row : null;
}

const accountOf = (provider: string): string => `account:${provider}`;
const owedTo = (provider: string): string => `owed:${provider}`;
