import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import type { BookedJob } from "../booking/job-queries.ts";

type Db = Kysely<Database>;

/** Whose tracked jobs: those of an account, or of an organisation, all of them or one member's. Addresses in lower case. */
export type SpendScope =
  | { readonly org: null; readonly account: string }
  | { readonly org: string; readonly member: string | null };

/** Unix seconds, half-open. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A job that something may have been booked of in a stretch, by its order and by the escrow's events. */
export interface ScopedJob {
  readonly jobId: string;
  readonly order: BookedJob["order"];
  readonly provider: string;
  readonly member: string | null;
  readonly status: string;
  readonly reason: string;
  /** Unix seconds; null before. */
  readonly openedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly closedAt: number | null;
  readonly hasLaunchFailed: boolean;
  /** What its recorded decision says; null where none is known. */
  readonly decision: JobDecision | null;
}

export interface JobDecision {
  /** Micro-USD an hour for all GPUs of the job. */
  readonly medianRate: number | null;
  readonly ruledOutRate: number | null;
  /** Micro-USD per GPU-hour. */
  readonly marketP50: number | null;
}

/** What moved for a job on one UTC day, micro-USD. */
export interface JobDay {
  readonly jobId: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly deposited: number;
  readonly refunded: number;
  readonly toProviders: number;
  readonly fee: number;
}

/**
 * Jobs of a scope: of an account, those of its tracked conversations that are no organisation's. An untracked job has neither a
 * conversation nor an organisation, and is in no scope.
 */
const scoped = (db: Db, scope: SpendScope) => {
  const jobs = db.selectFrom("jobs as booked");
  if (scope.org === null)
    return jobs.where("booked.thread_id", "in", (threads) =>
      threads.selectFrom("threads").select("id").where("owner", "=", scope.account).where("org", "is", null),
    );
  return scope.member === null
    ? jobs.where("booked.org", "=", scope.org)
    : jobs.where("booked.org", "=", scope.org).where("booked.member", "=", scope.member);
};

/** With what the escrow says: opened before the stretch ends, and not closed before it begins. */
const inStretch = (db: Db, key: IndexKey, scope: SpendScope, { from, to }: Stretch) =>
  scoped(db, scope)
    // SQLite keeps the order of cross joins, and so looks each job up by its key.
    .crossJoin("escrow_jobs as job")
    .where("job.chain_id", "=", key.chainId)
    .where("job.address", "=", key.address)
    .whereRef("job.job_id", "=", "booked.job_id")
    .where("job.opened_at", "<", to)
    .where((row) => row.or([row("job.closed_at", "is", null), row("job.closed_at", ">=", from)]));

export async function listScopedJobs(
  db: Db,
  key: IndexKey,
  scope: SpendScope,
  stretch: Stretch,
): Promise<readonly ScopedJob[]> {
  const rows = await inStretch(db, key, scope, stretch)
    .leftJoin("job_decisions as decided", "decided.job_id", "booked.job_id")
    .leftJoin("broker_launches as launch", "launch.job_id", "booked.job_id")
    .select(["booked.job_id", "booked.order_json", "booked.member", "job.provider", "job.status"])
    .select(["job.reason", "job.opened_at", "job.started_at", "job.ended_at", "job.closed_at"])
    .select(["decided.decision_id", "decided.median_rate", "decided.ruled_out_rate", "decided.market_p50"])
    .select(["launch.state as launch"])
    .execute();
  return rows.map((row) => ({
    ...{ jobId: row.job_id, order: JSON.parse(row.order_json) as ScopedJob["order"] },
    ...{ provider: row.provider, member: row.member, status: row.status, reason: row.reason ?? "none" },
    ...{ openedAt: Number(row.opened_at), startedAt: whole(row.started_at), endedAt: whole(row.ended_at) },
    ...{ closedAt: whole(row.closed_at), hasLaunchFailed: row.launch === "failed" },
    decision:
      row.decision_id === null
        ? null
        : {
            ...{ medianRate: whole(row.median_rate), ruledOutRate: whole(row.ruled_out_rate) },
            marketP50: whole(row.market_p50),
          },
  }));
}

/** PostgreSQL gives large whole numbers as text. */
const whole = (value: number | string | null): number | null => (value === null ? null : Number(value));

const DAY = sql<number>`log.block_time / 86400`;
/** Where a line goes, whichever turn it is: every second one is of an event that the chain took back, and goes backwards. */
const GOAL = sql`case when entry.turn % 2 = 1 then entry.to_account else entry.from_account end`;
const AMOUNT = sql`case when entry.turn % 2 = 1 then entry.amount else -entry.amount end`;
const sumTo = (account: RawBuilder<unknown>) =>
  sql<number>`sum(case when ${GOAL} = ${account} then ${AMOUNT} else 0 end)`;
/** The books know three goals of a job's money, and the escrow itself. Nobody rents from themselves: the contract refuses it. */
const TO = {
  deposited: sumTo(sql`'job:' || entry.job_id`),
  refunded: sumTo(sql`'account:' || job.buyer`),
  toProviders: sumTo(sql`'account:' || job.provider`),
  fee: sumTo(sql`'fees'`),
};

/** Lines of the books about jobs of a scope, by job and by the day of the block that each came with. All days of each job. */
export async function sumByJobDay(
  db: Db,
  key: IndexKey,
  scope: SpendScope,
  stretch: Stretch,
): Promise<readonly JobDay[]> {
  const rows = await inStretch(db, key, scope, stretch)
    .crossJoin("ledger_entries as entry")
    .crossJoin("escrow_logs as log")
    .whereRef("entry.chain_id", "=", "job.chain_id")
    .whereRef("entry.address", "=", "job.address")
    .whereRef("entry.job_id", "=", "job.job_id")
    .whereRef("log.chain_id", "=", "entry.chain_id")
    .whereRef("log.address", "=", "entry.address")
    .whereRef("log.block_hash", "=", "entry.block_hash")
    .whereRef("log.log_index", "=", "entry.log_index")
    .select(["booked.job_id", DAY.as("day"), TO.deposited.as("deposited"), TO.refunded.as("refunded")])
    .select([TO.toProviders.as("toProviders"), TO.fee.as("fee")])
    .groupBy(["booked.job_id", DAY])
    .execute();
  return rows.map(({ job_id, day, deposited, refunded, toProviders, fee }) => ({
    ...{ jobId: job_id, day: Number(day), deposited: Number(deposited), refunded: Number(refunded) },
    ...{ toProviders: Number(toProviders), fee: Number(fee) },
  }));
}
