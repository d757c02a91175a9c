import { formatTotal } from "@necto/tools/core/units";
import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { sumApproved } from "./approval-queries.ts";

type Db = Kysely<Database>;

/** Micro-USD of everything that was agreed to on the UTC day of a time: orders and extensions, those that failed aside. */
export async function sumDay(db: Db, now: number): Promise<number> {
  const day = utcDayOf(now).from;
  return (await sumApproved(db, day)) + (await sumExtensions(db, day)) + (await sumForgotten(db, day));
}

const FORGOTTEN = "day-forgotten";

/** What was agreed to today stays agreed to when its approvals are deleted: its sum, and nothing else of them. */
export async function forgetApproved(
  transaction: Db,
  approvals: readonly Pick<Database["approvals"], "status" | "booking_state" | "decided_at" | "total">[],
  now: number,
): Promise<void> {
  const day = utcDayOf(now).from;
  // Of two accounts that are deleted at once, the second one adds to what the first one has written.
  await transaction
    .insertInto("meta")
    .values({ key: FORGOTTEN, value: `${day} 0` })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(({ ref }) => ({ value: ref("meta.value") })))
    .execute();
  const forgotten = approvals
    .filter(({ status, booking_state }) => status === "approved" && booking_state !== "failed")
    .filter(({ decided_at }) => decided_at !== null && decided_at >= day)
    .reduce((sum, { total }) => sum + Number(total), await sumForgotten(transaction, day));
  await transaction
    .updateTable("meta")
    .set({ value: `${day} ${forgotten}` })
    .where("key", "=", FORGOTTEN)
    .execute();
}

async function sumForgotten(db: Db, day: string): Promise<number> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", FORGOTTEN).executeTakeFirst();
  const [of, sum] = row?.value.split(" ") ?? [];
  return of === day ? Number(sum) : 0;
}

async function sumExtensions(db: Db, since: string): Promise<number> {
  const rows = await db
    .selectFrom("intents")
    .select("facts")
    .where("action", "=", "extendWithAuthorization")
    .where("state", "not in", ["failed", "cancelled"])
    .where("created_at", ">=", since)
    .execute();
  return rows.reduce((sum, { facts }) => sum + Number((JSON.parse(facts) as { amount: string }).amount), 0);
}

/**
 * Lets what a transaction has written stand only when the day's total is within the cap. One transaction after the other, of
 * all processes: two that would each fit do not pass together.
 *
 * @param cap micro-USD; null for none
 * @throws NectoError `policy/day-cap`, which takes the transaction back
 */
export async function requireDayCap(transaction: Db, cap: number | null, now: number): Promise<void> {
  if (cap === null) return;
  const row = { key: "day-cap", value: utcDayOf(now).from };
  await transaction
    .insertInto("meta")
    .values(row)
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: row.value }))
    .execute();
  const total = await sumDay(transaction, now);
  if (total <= cap) return;
  throw new NectoError({
    code: "policy/day-cap",
    message: `With this, ${formatTotal(total)} would be spent today (UTC), and ${formatTotal(cap)} may be here. Nothing was paid; book less, or again after midnight UTC.`,
  });
}
