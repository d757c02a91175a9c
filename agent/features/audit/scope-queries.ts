import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { ActScope } from "./act.ts";

type Db = Kysely<Database>;

/** Whose log something goes to, and whose it is; null for what is in none: everything untracked. */
export type Belonging = { readonly scope: ActScope; readonly member: string } | null;

const belonging = (org: string | null, member: string | null): Belonging =>
  member === null ? null : { scope: org === null ? `account:${member}` : `org:${org}`, member };

/** Of a conversation: its organisation's, else its account's. */
export async function scopeOfThread(db: Db, threadId: string): Promise<Belonging> {
  const row = await db
    .selectFrom("threads")
    .select(["owner", "org"])
    .where("id", "=", threadId)
    .where("mode", "=", "tracked")
    .executeTakeFirst();
  return row ? belonging(row.org, row.owner) : null;
}

/** Of a job: that of the tracked conversation it was booked in. */
export async function scopeOfJob(db: Db, jobId: string): Promise<Belonging> {
  const row = await db
    .selectFrom("jobs")
    .innerJoin("threads", "threads.id", "jobs.thread_id")
    .select(["threads.owner", "jobs.org"])
    .where("jobs.job_id", "=", jobId)
    .where("threads.mode", "=", "tracked")
    .executeTakeFirst();
  return row ? belonging(row.org, row.owner) : null;
}

/** An account's own log; null for an address that never signed in. */
export async function scopeOfAccount(db: Db, address: string): Promise<Belonging> {
  const row = await db
    .selectFrom("accounts")
    .select("address")
    .where("address", "=", address.toLowerCase())
    .executeTakeFirst();
  return row ? belonging(null, row.address) : null;
}
