import type { ListingDiff } from "@necto/tools/core/listing-diff";
import type { ChangeResult } from "@necto/tools/protocol/change";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
type Row = Database["changes"];

/** One change that a provider was asked about. */
export interface Change {
  readonly id: string;
  readonly threadId: string;
  readonly runId: string;
  readonly interruptId: string;
  readonly owner: string;
  readonly status: Row["status"];
  readonly voidReason: Row["void_reason"];
  readonly diffs: readonly ListingDiff[];
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly result: ChangeResult | null;
  readonly resumeRunId: string | null;
}

const toChange = (row: Row): Change => ({
  ...{ id: row.id, threadId: row.thread_id, runId: row.run_id, interruptId: row.interrupt_id },
  ...{ owner: row.owner, status: row.status, voidReason: row.void_reason },
  diffs: JSON.parse(row.diffs) as ListingDiff[],
  ...{ requestedAt: row.requested_at, expiresAt: row.expires_at, resumeRunId: row.resume_run_id },
  result: row.result === null ? null : (JSON.parse(row.result) as ChangeResult),
});

export type NewChange = Omit<Change, "status" | "voidReason" | "result" | "resumeRunId">;

export async function insertChange(db: Db, change: NewChange): Promise<void> {
  const { id, threadId, runId, interruptId, owner, diffs, requestedAt, expiresAt } = change;
  await db
    .insertInto("changes")
    .values({
      ...{ id, thread_id: threadId, run_id: runId, interrupt_id: interruptId, owner },
      ...{ status: "pending", void_reason: null, diffs: JSON.stringify(diffs) },
      ...{ requested_at: requestedAt, expires_at: expiresAt, decided_at: null },
      ...{ result: null, is_open: 0, resume_run_id: null },
    })
    .execute();
}

export async function findChange(db: Db, id: string): Promise<Change | null> {
  const row = await db.selectFrom("changes").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toChange(row) : null;
}

/** Of a thread, oldest first. */
export async function listChanges(db: Db, threadId: string): Promise<Change[]> {
  const rows = await db
    .selectFrom("changes")
    .selectAll()
    .where("thread_id", "=", threadId)
    .orderBy("requested_at")
    .orderBy("id")
    .execute();
  return rows.map(toChange);
}

/** Whether a thread waits for its provider's word. */
export async function hasPendingChange(db: Db, threadId: string, at: string): Promise<boolean> {
  const row = await db
    .selectFrom("changes")
    .select("id")
    .where("thread_id", "=", threadId)
    .where("status", "=", "pending")
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends a change that nobody has answered. False when somebody has: an answer is given once. */
export async function decideChange(
  db: Db,
  id: string,
  decided: {
    readonly status: Exclude<Row["status"], "pending">;
    readonly voidReason?: Row["void_reason"];
    readonly resumeRunId?: string;
    readonly at: string;
  },
): Promise<boolean> {
  const { status, voidReason = null, resumeRunId = null, at } = decided;
  const isApplied = status === "applied";
  const moved = await db
    .updateTable("changes")
    .set({
      ...{ status, void_reason: voidReason, decided_at: at, resume_run_id: resumeRunId },
      ...(isApplied && { is_open: 1, result: JSON.stringify(APPLYING) }),
    })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

const APPLYING: ChangeResult = { state: "applying", listings: [], problem: null };

/** What came of it so far; anything but `applying` is for good. */
export async function saveChangeResult(db: Db, id: string, result: ChangeResult): Promise<void> {
  await db
    .updateTable("changes")
    .set({ result: JSON.stringify(result), is_open: result.state === "applying" ? 1 : 0 })
    .where("id", "=", id)
    .execute();
}

export async function saveChangeRun(db: Db, id: string, runId: string): Promise<void> {
  await db.updateTable("changes").set({ resume_run_id: runId }).where("id", "=", id).execute();
}

/** Agreed to and not done: what a crash may have left. Oldest first. */
export async function listOpenChanges(db: Db): Promise<Change[]> {
  const rows = await db
    .selectFrom("changes")
    .selectAll()
    .where("is_open", "=", 1)
    .orderBy("decided_at")
    .execute();
  return rows.map(toChange);
}
