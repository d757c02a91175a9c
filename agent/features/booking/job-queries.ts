import type { JobView } from "@necto/tools/protocol/job";
import type { Order } from "@necto/tools/protocol/order";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { orgJobs } from "../teams/org-jobs-queries.ts";
import type { Member } from "../teams/require-role.ts";

type Db = Kysely<Database>;

export interface BookedJob {
  readonly jobId: string;
  readonly order: NonNullable<JobView["order"]>;
  readonly buyer: string;
  readonly payee: string;
  readonly account: string | null;
  readonly threadId: string | null;
  /** Whose organisation it was booked for, and which member did; null for none. */
  readonly org: string | null;
  /** As it is called now. */
  readonly orgName: string | null;
  readonly member: string | null;
  readonly viewKey: string | null;
  readonly capabilityHash: string | null;
  readonly access: { readonly ciphertext: string; readonly postedAt: string } | null;
  readonly createdAt: string;
}

const toJob = (row: Database["jobs"] & { readonly org_name: string | null }): BookedJob => ({
  ...{ jobId: row.job_id, order: JSON.parse(row.order_json) as BookedJob["order"], buyer: row.buyer },
  ...{ payee: row.payee, account: row.account, threadId: row.thread_id, viewKey: row.view_key },
  ...{ org: row.org, orgName: row.org_name, member: row.member },
  capabilityHash: row.capability_hash,
  access:
    row.access === null || row.access_at === null
      ? null
      : { ciphertext: row.access, postedAt: row.access_at },
  createdAt: row.created_at,
});

/** The words of an order that a job keeps: nothing that names who or where. */
export const wordsOf = (order: Order): BookedJob["order"] => {
  const { offerId, provider, gpu, gpuCount, units, country, listingId, listingVersion } = order;
  return { offerId, provider, gpu, gpuCount, units, country, listingId, listingVersion };
};

/** Keeps a job; the same one again changes nothing. */
export async function insertJob(db: Db, job: Omit<BookedJob, "access" | "orgName">): Promise<void> {
  await db
    .insertInto("jobs")
    .values({
      ...{ job_id: job.jobId, order_json: JSON.stringify(job.order), buyer: job.buyer.toLowerCase() },
      ...{ payee: job.payee.toLowerCase(), account: job.account, thread_id: job.threadId },
      ...{ org: job.org, member: job.member },
      ...{ view_key: job.viewKey, capability_hash: job.capabilityHash, access: null, access_at: null },
      created_at: job.createdAt,
    })
    .onConflict((conflict) => conflict.column("job_id").doNothing())
    .execute();
}

/** Each with the name of its organisation. */
const selectJobs = (db: Db) =>
  db
    .selectFrom("jobs")
    .leftJoin("orgs", "orgs.id", "jobs.org")
    .selectAll("jobs")
    .select("orgs.name as org_name");

export async function findBookedJob(db: Db, jobId: string): Promise<BookedJob | null> {
  const row = await selectJobs(db).where("job_id", "=", jobId).executeTakeFirst();
  return row ? toJob(row) : null;
}

/** Newest first. Of a buyer, those of tracked threads: an untracked one is read with its capability only. */
export async function listBookedJobs(
  db: Db,
  by:
    | { readonly account: string }
    | { readonly buyer: string }
    | { readonly payee: string }
    | { readonly member: Pick<Member, "role" | "address">; readonly org: string },
): Promise<BookedJob[]> {
  const query = selectJobs(db).orderBy("jobs.created_at", "desc").orderBy("job_id").limit(200);
  const rows = await ("org" in by
    ? query.where(orgJobs(by.member, by.org))
    : "account" in by
      ? query.where("account", "=", by.account)
      : "buyer" in by
        ? query.where("buyer", "=", by.buyer).where("thread_id", "is not", null)
        : query.where("payee", "=", by.payee.toLowerCase())
  ).execute();
  return rows.map(toJob);
}

/** Every job of some payees that was made since a time. */
export async function listJobIds(db: Db, payees: readonly string[]): Promise<string[]> {
  if (payees.length === 0) return [];
  const rows = await db
    .selectFrom("jobs")
    .select("job_id")
    .where(
      "payee",
      "in",
      payees.map((payee) => payee.toLowerCase()),
    )
    .orderBy("created_at")
    .execute();
  return rows.map(({ job_id }) => job_id);
}

/** The encrypted access document; the last one counts. */
export async function saveAccess(db: Db, jobId: string, ciphertext: string, at: string): Promise<void> {
  await db
    .updateTable("jobs")
    .set({ access: ciphertext, access_at: at })
    .where("job_id", "=", jobId)
    .execute();
}
