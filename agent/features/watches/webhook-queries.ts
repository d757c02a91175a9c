import type { Kysely, Selectable } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type WebhookRow = Selectable<Database["webhooks"]>;
export type DeliveryRow = Selectable<Database["deliveries"]>;

/** Puts a webhook in the place of the one before, whose messages are forgotten. */
export async function putWebhook(transaction: Db, row: WebhookRow): Promise<void> {
  await removeWebhook(transaction, row.watch_id);
  await transaction.insertInto("webhooks").values(row).execute();
}

/** Whether there was one. */
export async function removeWebhook(transaction: Db, watchId: string): Promise<boolean> {
  await transaction.deleteFrom("deliveries").where("watch_id", "=", watchId).execute();
  const { numDeletedRows } = await transaction
    .deleteFrom("webhooks")
    .where("watch_id", "=", watchId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export const findWebhook = async (db: Db, watchId: string): Promise<WebhookRow | null> =>
  (await db.selectFrom("webhooks").selectAll().where("watch_id", "=", watchId).executeTakeFirst()) ?? null;

export const listWebhooks = async (db: Db, watchIds: readonly string[]): Promise<WebhookRow[]> =>
  watchIds.length === 0
    ? []
    : db.selectFrom("webhooks").selectAll().where("watch_id", "in", watchIds).execute();

/** Newest first. */
export const listDeliveries = (db: Db, watchId: string, limit: number): Promise<DeliveryRow[]> =>
  db
    .selectFrom("deliveries")
    .selectAll()
    .where("watch_id", "=", watchId)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();

export async function insertDelivery(transaction: Db, row: DeliveryRow): Promise<void> {
  await transaction.insertInto("deliveries").values(row).execute();
}

/** Whether a message that says it is a test waits to be sent. */
export const hasQueuedTest = async (db: Db, watchId: string): Promise<boolean> =>
  (await db
    .selectFrom("deliveries")
    .select("id")
    .where("watch_id", "=", watchId)
    .where("is_test", "=", 1)
    .where("state", "=", "queued")
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** What is to be tried by now, with where it goes; longest due first. */
export const listDue = (db: Db, at: string, limit: number) =>
  db
    .selectFrom("deliveries")
    .innerJoin("webhooks", "webhooks.watch_id", "deliveries.watch_id")
    .selectAll("deliveries")
    .select(["webhooks.url", "webhooks.secret"])
    .where("deliveries.next_try_at", "<=", at)
    .orderBy("deliveries.next_try_at")
    .limit(limit)
    .execute();
export type DueDelivery = Awaited<ReturnType<typeof listDue>>[number];

/** Forgets messages that came to their end before a time. */
export async function forgetDeliveries(db: Db, before: string): Promise<void> {
  await db.deleteFrom("deliveries").where("state", "!=", "queued").where("created_at", "<", before).execute();
}

/** Writes down what came of a try. */
export async function updateDelivery(
  db: Db,
  { id, ...changes }: Pick<DeliveryRow, "id" | "state" | "tries" | "problem" | "next_try_at">,
): Promise<void> {
  await db.updateTable("deliveries").set(changes).where("id", "=", id).execute();
}
