import { Requirements } from "@necto/tools/core/requirements";
import {
  type MandateEnd,
  type MandateOrderState,
  MandateTerms,
  type SkipReason,
} from "@necto/tools/protocol/mandate";
import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { MandateUse } from "./judge-mandate.ts";

type Db = Kysely<Database>;

/** What an account signed, and whether it is in force. */
export interface Mandate {
  readonly id: string;
  readonly account: string;
  readonly watchId: string;
  readonly threadId: string;
  readonly terms: MandateTerms;
  readonly signature: string;
  readonly signedAt: string;
  /** Null while it is in force. */
  readonly end: { readonly reason: MandateEnd; readonly at: string } | null;
}

/** What is to be done for one firing, and what became of it. */
export interface MandateOrder {
  readonly firingId: string;
  readonly mandateId: string;
  readonly firedAt: string;
  readonly state: MandateOrderState;
  readonly reason: SkipReason | null;
  readonly runId: string | null;
  readonly approvalId: string | null;
  readonly totalUsdMicros: number | null;
  readonly jobId: string | null;
  readonly tries: number;
}

/** States that take money, or will: what counts against every bound. */
const SPENDING = ["paying", "booked"] as const;
/** States in which something is still to be done, or to be heard of. */
const OPEN = ["due", "searching", "asking", "answering", "paying", "waiting"] as const;

const toMandate = (row: Database["mandates"]): Mandate => ({
  ...{ id: row.id, account: row.account, watchId: row.watch_id, threadId: row.thread_id },
  ...{ terms: MandateTerms.parse(JSON.parse(row.terms)), signature: row.signature, signedAt: row.signed_at },
  end: row.ended_at === null ? null : { reason: row.end_reason!, at: row.ended_at },
});

const toOrder = (row: Database["mandate_orders"]): MandateOrder => ({
  ...{ firingId: row.firing_id, mandateId: row.mandate_id, firedAt: row.fired_at, state: row.state },
  ...{ reason: row.reason, runId: row.run_id, approvalId: row.approval_id, jobId: row.job_id },
  ...{ totalUsdMicros: row.total === null ? null : Number(row.total), tries: Number(row.tries) },
});

/** Keeps a mandate, unless it was there before or its watch has one in force. Whether it is kept. */
export async function insertMandate(transaction: Db, mandate: Omit<Mandate, "end">): Promise<boolean> {
  const { id, account, watchId, threadId, terms, signature, signedAt } = mandate;
  const kept = await transaction
    .insertInto("mandates")
    .values({
      ...{ id, account, watch_id: watchId, thread_id: threadId, terms: JSON.stringify(terms), signature },
      ...{ signed_at: signedAt, valid_until: new Date(terms.validUntil * 1_000).toISOString() },
      ...{ ended_at: null, end_reason: null },
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return kept !== undefined;
}

export async function findMandate(db: Db, id: string): Promise<Mandate | null> {
  const row = await db.selectFrom("mandates").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toMandate(row) : null;
}

/** The mandate of a watch that is in force; null without one. */
export async function findInForce(db: Db, watchId: string): Promise<Mandate | null> {
  const row = await db
    .selectFrom("mandates")
    .selectAll()
    .where("watch_id", "=", watchId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return row ? toMandate(row) : null;
}

/** Of an account, newest first. */
export async function listMandates(db: Db, account: string): Promise<Mandate[]> {
  const rows = await db
    .selectFrom("mandates")
    .selectAll()
    .where("account", "=", account)
    .orderBy("signed_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(toMandate);
}

/** In force although their time is over. */
export async function listExpired(db: Db, at: string): Promise<Mandate[]> {
  const rows = await db
    .selectFrom("mandates")
    .selectAll()
    .where("ended_at", "is", null)
    .where("valid_until", "<=", at)
    .execute();
  return rows.map(toMandate);
}

/** Ends a mandate that is in force. False when it had ended already. */
export async function endMandate(
  transaction: Db,
  id: string,
  end: { readonly reason: MandateEnd; readonly at: string },
): Promise<boolean> {
  const ended = await transaction
    .updateTable("mandates")
    .set({ ended_at: end.at, end_reason: end.reason })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}

/** Holds a mandate until the end of the transaction: who revokes it, or spends under it, waits. */
export async function holdMandate(transaction: Db, id: string): Promise<Mandate | null> {
  const row = await transaction
    .updateTable("mandates")
    .set({ id: sql.ref("id") })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  return row ? toMandate(row) : null;
}

/** Of a watch, as it is now; null when it is gone. */
export async function findWatched(
  db: Db,
  watchId: string,
): Promise<{
  readonly account: string | null;
  readonly org: string | null;
  readonly requirements: Requirements;
} | null> {
  const row = await db
    .selectFrom("watches")
    .select(["account", "org", "requirements"])
    .where("id", "=", watchId)
    .executeTakeFirst();
  return row ? { ...row, requirements: Requirements.parse(JSON.parse(row.requirements)) } : null;
}

/** Writes down that a watch has fired, for the mandate that is in force; once, and nothing without one. */
export async function insertOrder(
  transaction: Db,
  firing: { readonly id: string; readonly watchId: string; readonly at: string },
): Promise<void> {
  const mandate = await findInForce(transaction, firing.watchId);
  if (mandate === null) return;
  await transaction
    .insertInto("mandate_orders")
    .values({
      ...{ firing_id: firing.id, mandate_id: mandate.id, fired_at: firing.at, state: "due", reason: null },
      ...{ run_id: null, approval_id: null, total: null, day: null, job_id: null, tries: 0 },
      next_try_at: firing.at,
    })
    .onConflict((conflict) => conflict.column("firing_id").doNothing())
    .execute();
}

export async function findOrder(db: Db, firingId: string): Promise<MandateOrder | null> {
  const row = await db
    .selectFrom("mandate_orders")
    .selectAll()
    .where("firing_id", "=", firingId)
    .executeTakeFirst();
  return row ? toOrder(row) : null;
}

/** The order that an approval was answered for; null when it was for none. */
export async function findOrderOf(db: Db, approvalId: string): Promise<MandateOrder | null> {
  const row = await db
    .selectFrom("mandate_orders")
    .selectAll()
    .where("approval_id", "=", approvalId)
    .executeTakeFirst();
  return row ? toOrder(row) : null;
}

/** Firings of mandates, newest first. */
export async function listOrders(db: Db, mandateId: string, limit: number): Promise<MandateOrder[]> {
  const rows = await db
    .selectFrom("mandate_orders")
    .selectAll()
    .where("mandate_id", "=", mandateId)
    .orderBy("fired_at", "desc")
    .orderBy("firing_id")
    .limit(limit)
    .execute();
  return rows.map(toOrder);
}

/** Those that something is to be done for now, oldest first. */
export async function listDue(db: Db, at: string): Promise<MandateOrder[]> {
  const rows = await db
    .selectFrom("mandate_orders")
    .selectAll()
    .where("state", "in", OPEN)
    .where("next_try_at", "<=", at)
    .orderBy("fired_at")
    .orderBy("firing_id")
    .execute();
  return rows.map(toOrder);
}

/** Whether a firing of a mandate is being searched or asked for: the next one waits, for a conversation has one card. */
export async function isAsking(db: Db, mandateId: string): Promise<boolean> {
  const row = await db
    .selectFrom("mandate_orders")
    .select("firing_id")
    .where("mandate_id", "=", mandateId)
    .where("state", "in", ["searching", "asking", "answering"])
    .executeTakeFirst();
  return row !== undefined;
}

/** What a step of an order changes; what is not said stays. */
export interface OrderChange {
  readonly state?: MandateOrderState;
  readonly reason?: SkipReason;
  readonly runId?: string | null;
  readonly approvalId?: string | null;
  readonly spent?: { readonly totalUsdMicros: number; readonly day: string };
  readonly jobId?: string;
  readonly tries?: number;
  readonly nextTryAt?: string;
}

/** Takes a step, from that state only: of two processes that try, one does. Whether it was this one. */
export async function moveOrder(
  db: Db,
  { firingId, state: from }: Pick<MandateOrder, "firingId" | "state">,
  change: OrderChange,
): Promise<boolean> {
  const { state, reason, runId, approvalId, spent, jobId, tries, nextTryAt } = change;
  const moved = await db
    .updateTable("mandate_orders")
    .set({
      ...(state !== undefined && { state }),
      ...(reason !== undefined && { reason }),
      ...(runId !== undefined && { run_id: runId }),
      ...(approvalId !== undefined && { approval_id: approvalId }),
      ...(spent !== undefined && { total: spent.totalUsdMicros, day: spent.day }),
      ...(jobId !== undefined && { job_id: jobId }),
      ...(tries !== undefined && { tries }),
      next_try_at: nextTryAt ?? sql.ref("next_try_at"),
    })
    .where("firing_id", "=", firingId)
    .where("state", "=", from)
    .returning("firing_id")
    .executeTakeFirst();
  return moved !== undefined;
}

/**
 * What counts against the bounds of a mandate.
 *
 * @param day the present UTC day, `2026-11-26`
 */
export async function sumUse(db: Db, mandateId: string, day: string): Promise<MandateUse> {
  const rows = await db
    .selectFrom("mandate_orders")
    .select(["total", "day", "state"])
    .where("mandate_id", "=", mandateId)
    .where("state", "in", SPENDING)
    .execute();
  const sum = (of: typeof rows) => of.reduce((total, row) => total + Number(row.total), 0);
  return {
    ...{ orders: rows.length, spentUsdMicros: sum(rows) },
    booked: rows.filter(({ state }) => state === "booked").length,
    spentTodayUsdMicros: sum(rows.filter((row) => row.day === day)),
  };
}

/** The decision of a run; null when it took none. */
export async function findDecisionOf(db: Db, runId: string): Promise<string | null> {
  const row = await db.selectFrom("decisions").select("id").where("run_id", "=", runId).executeTakeFirst();
  return row?.id ?? null;
}

/** The consent that a run asks for; null when it asked for none. */
export async function findAskedBy(db: Db, runId: string): Promise<string | null> {
  const row = await db.selectFrom("approvals").select("id").where("run_id", "=", runId).executeTakeFirst();
  return row?.id ?? null;
}

/** Whether a run has a conversation now. */
export async function isThreadFree(db: Db, threadId: string): Promise<boolean> {
  const row = await db.selectFrom("threads").select("run_id").where("id", "=", threadId).executeTakeFirst();
  return row?.run_id === null;
}

/** The transaction of a payment; null before it was sent. */
export async function findTransactionOf(db: Db, intentId: string | null): Promise<string | null> {
  if (intentId === null) return null;
  const row = await db.selectFrom("intents").select("tx_hash").where("id", "=", intentId).executeTakeFirst();
  return row?.tx_hash ?? null;
}

/** Mandates and their orders, before the conversations that they are in. */
export async function deleteMandatesOf(transaction: Db, account: string): Promise<void> {
  const own = transaction.selectFrom("mandates").select("id").where("account", "=", account);
  await transaction.deleteFrom("mandate_orders").where("mandate_id", "in", own).execute();
  await transaction.deleteFrom("mandates").where("account", "=", account).execute();
}
