import type { WatchState } from "@necto/tools/core/watch-crossing";
import type { Kysely, Selectable } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type WatchRow = Selectable<Database["watches"]>;
export type FiringRow = Selectable<Database["firings"]>;

/** Whose watch it is: an account's, or whoever has what opens it. */
export type WatchOwner =
  | { readonly account: string; readonly org?: string | null }
  | { readonly capabilityHash: string };

const MAX_FIRINGS_SHOWN = 20;

/**
 * Keeps a watch unless its account, or all that are nobody's, have as many as they may.
 *
 * @returns whether it was kept
 */
export async function insertWatch(db: Db, row: WatchRow, max: number): Promise<boolean> {
  const mine = db
    .selectFrom("watches")
    .where("account", row.account === null ? "is" : "=", row.account)
    .select((eb) => eb.fn.countAll().as("count"));
  // Two at the same moment may make one more than that: it bounds a mistake, not an attack.
  if (Number((await mine.executeTakeFirstOrThrow()).count) >= max) return false;
  await db.insertInto("watches").values(row).execute();
  return true;
}

/** Oldest first, without those whose time is over. */
export const listWatches = (db: Db, owner: WatchOwner, at: string): Promise<WatchRow[]> =>
  ownedBy(db.selectFrom("watches").selectAll(), owner)
    .where(({ eb, or }) => or([eb("expires_at", "is", null), eb("expires_at", ">", at)]))
    .orderBy("created_at")
    .orderBy("id")
    .execute();

/** The last firings of some watches, newest first. */
export async function listFirings(db: Db, watchIds: readonly string[]): Promise<FiringRow[]> {
  if (watchIds.length === 0) return [];
  return db
    .selectFrom("firings")
    .innerJoin("watches", "watches.id", "firings.watch_id")
    .selectAll("firings")
    .where("watch_id", "in", watchIds)
    .whereRef("firings.crossing", ">", (eb) => eb("watches.crossing", "-", MAX_FIRINGS_SHOWN))
    .orderBy("firings.crossing", "desc")
    .execute();
}

/** Whether there is such a watch of that owner. */
export async function setPaused(db: Db, owner: WatchOwner, id: string, isPaused: boolean): Promise<boolean> {
  const { numUpdatedRows } = await ownedBy(db.updateTable("watches"), owner)
    .set({ is_paused: isPaused ? 1 : 0 })
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Holds a watch for the rest of a transaction, so that nothing fires it meanwhile.
 *
 * @returns whether there is such a watch of that owner
 */
export async function holdWatch(transaction: Db, owner: WatchOwner, id: string): Promise<boolean> {
  const { numUpdatedRows } = await ownedBy(transaction.updateTable("watches"), owner)
    .set((eb) => ({ is_paused: eb.ref("is_paused") }))
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Deletes a watch with what it told, in one transaction.
 *
 * @returns what it was; null when there is no such watch of that owner
 */
export async function deleteWatch(transaction: Db, owner: WatchOwner, id: string): Promise<WatchRow | null> {
  // A firing that is being written would else be left without its watch.
  if (!(await holdWatch(transaction, owner, id))) return null;
  const row = await transaction
    .selectFrom("watches")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  await deleteRows(transaction, [id]);
  return row;
}

/** Everything of the watches of an account, in the transaction that deletes it. */
export async function deleteWatchesOf(transaction: Db, account: string): Promise<void> {
  const held = await transaction
    .updateTable("watches")
    .set({ is_paused: 1 })
    .where("account", "=", account)
    .returning("id")
    .execute();
  await deleteRows(
    transaction,
    held.map(({ id }) => id),
  );
}

/** Watches whose time is over. */
export async function deleteExpiredWatches(db: Db, at: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const held = await transaction
      .updateTable("watches")
      .set({ is_paused: 1 })
      .where("expires_at", "<=", at)
      .returning("id")
      .execute();
    await deleteRows(
      transaction,
      held.map(({ id }) => id),
    );
  });
}

async function deleteRows(transaction: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await transaction.deleteFrom("deliveries").where("watch_id", "in", ids).execute();
  await transaction.deleteFrom("webhooks").where("watch_id", "in", ids).execute();
  await transaction.deleteFrom("firings").where("watch_id", "in", ids).execute();
  await transaction.deleteFrom("watches").where("id", "in", ids).execute();
}

const active = (db: Db, at: string) =>
  db
    .selectFrom("watches")
    .where("is_paused", "=", 0)
    .where(({ eb, or }) => or([eb("expires_at", "is", null), eb("expires_at", ">", at)]));

/** All that are to be looked at. */
export const listActiveWatches = (db: Db, at: string): Promise<WatchRow[]> =>
  active(db, at).selectAll().orderBy("id").execute();

export const hasActiveWatch = async (db: Db, at: string): Promise<boolean> =>
  (await active(db, at).select("id").limit(1).executeTakeFirst()) !== undefined;

export const toState = ({ phase, crossing, below }: WatchRow): WatchState => ({
  ...{ phase, crossing, below: JSON.parse(below) as WatchState["below"] },
});

/**
 * Moves a watch on, if nobody has since it was read and it has not been paused: of several that try, in any process, one does.
 *
 * @returns whether it was this one
 */
export async function moveWatch(
  db: Db,
  { id, judged_at }: WatchRow,
  { phase, crossing, below }: WatchState,
  judgedAt: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("watches")
    .set({ phase, crossing, below: JSON.stringify(below), judged_at: judgedAt })
    .where("id", "=", id)
    .where("judged_at", "=", judged_at)
    .where("is_paused", "=", 0)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function insertFiring(transaction: Db, row: FiringRow): Promise<void> {
  await transaction.insertInto("firings").values(row).execute();
}

/** A query of watches, of one owner's only. */
function ownedBy<Q extends { where(column: never, op: never, value: never): Q }>(
  query: Q,
  owner: WatchOwner,
): Q {
  const [column, value] =
    "account" in owner ? ["account", owner.account] : ["capability_hash", owner.capabilityHash];
  return query.where(column as never, "=" as never, value as never);
}
