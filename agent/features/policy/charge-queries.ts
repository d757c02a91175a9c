import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;

export interface Charge {
  /** Of the approval, or of the intent of an extension. */
  readonly id: string;
  readonly org: string;
  readonly member: string | null;
  readonly jobId: string;
  readonly kind: Database["team_charges"]["kind"];
  /** Micro-USD. */
  readonly amount: number;
  readonly at: string;
}

/** Whose, and in which time. */
export interface ChargeQuery {
  readonly org: string;
  /** Null for all of the team. */
  readonly member: string | null;
  readonly from: string;
  /** Not with it. */
  readonly to: string;
}

/** One payment after the other for each team, of all processes: sums that are read after it stay what they are until the end. */
export async function holdTeam(transaction: Db, org: string): Promise<void> {
  await transaction
    .insertInto("meta")
    .values({ key: `charges ${org}`, value: "held while a payment is written down" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: sql.ref("meta.value") }))
    .execute();
}

/** Keeps a charge; false when it is there already. */
export async function insertCharge(transaction: Db, charge: Charge): Promise<boolean> {
  const { id, org, member, jobId, kind, amount, at } = charge;
  const inserted = await transaction
    .insertInto("team_charges")
    .values({ id, org, member, job_id: jobId.toLowerCase(), kind, amount, at, is_void: 0 })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function hasCharge(db: Db, id: string): Promise<boolean> {
  return (
    (await db.selectFrom("team_charges").select("id").where("id", "=", id).executeTakeFirst()) !== undefined
  );
}

/** The order came to nothing. Should the chain know its job all the same, it counts all the same. */
export async function voidCharge(db: Db, id: string): Promise<void> {
  await db.updateTable("team_charges").set({ is_void: 1 }).where("id", "=", id).execute();
}

/** Neither an order that failed nor an extension that did. */
const COUNTS = sql<boolean>`(
  (kind = 'order' and (is_void = 0 or exists
    (select 1 from escrow_jobs where escrow_jobs.job_id = team_charges.job_id)))
  or (kind = 'extension' and not exists
    (select 1 from intents where intents.id = team_charges.id and intents.state in ('failed', 'cancelled'))))`;

const counted = ({ org, member, from, to }: ChargeQuery) => {
  const isTheirs = member === null ? sql`1 = 1` : sql`member = ${member}`;
  return sql<boolean>`(org = ${org} and at >= ${from} and at < ${to} and ${isTheirs} and ${COUNTS})`;
};

/** Micro-USD agreed to in a time, whatever came back later. */
export async function sumCharges(db: Db, query: ChargeQuery): Promise<number> {
  const { total } = await db
    .selectFrom("team_charges")
    .select(({ fn }) => fn.sum("amount").as("total"))
    .where(counted(query))
    .executeTakeFirstOrThrow();
  return Number(total ?? 0);
}

/** Micro-USD agreed to for one job so far. */
export async function sumJob(db: Db, jobId: string): Promise<number> {
  const { total } = await db
    .selectFrom("team_charges")
    .select(({ fn }) => fn.sum("amount").as("total"))
    .where("job_id", "=", jobId.toLowerCase())
    .where(COUNTS)
    .executeTakeFirstOrThrow();
  return Number(total ?? 0);
}

/**
 * What left for good in a time: what was agreed to in it, less what the escrow gave back of those jobs by the ledger, whenever it
 * did. Of a job with charges of several times, what comes back is of the last ones: it is time that was not used.
 */
export async function sumSpent(db: Db, query: ChargeQuery): Promise<number> {
  const jobIds = db.selectFrom("team_charges").select("job_id").where(counted(query));
  const amountWhen = (condition: RawBuilder<boolean>) =>
    sql<string>`sum(case when ${condition} then amount else 0 end)`;
  const charged = await db
    .selectFrom("team_charges")
    .select(["job_id", amountWhen(sql`at >= ${query.from} and at < ${query.to}`).as("within")])
    .select(amountWhen(sql`at >= ${query.to}`).as("later"))
    .where("job_id", "in", jobIds)
    .where(COUNTS)
    .groupBy("job_id")
    .execute();
  const refunds = await db
    .selectFrom("ledger_entries as entry")
    .innerJoin("jobs", "jobs.job_id", "entry.job_id")
    .select(["jobs.job_id", BACK.as("back")])
    .where("entry.job_id", "in", jobIds)
    .groupBy("jobs.job_id")
    .execute();
  const backOf = new Map(refunds.map(({ job_id, back }) => [job_id, Number(back)]));
  return charged.reduce((sum, { job_id, within, later }) => {
    const backOfThese = Math.max(0, (backOf.get(job_id) ?? 0) - Number(later));
    return sum + Math.max(0, Number(within) - backOfThese);
  }, 0);
}

/** From the job to its buyer, less what a reorganised chain took back of that. */
const BACK = sql<string>`sum(case
  when entry.turn % 2 = 1 and entry.to_account = 'account:' || jobs.buyer then entry.amount
  when entry.turn % 2 = 0 and entry.from_account = 'account:' || jobs.buyer then -entry.amount
  else 0 end)`;
