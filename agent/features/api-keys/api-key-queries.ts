import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type ApiKeyRow = Database["api_keys"];

export async function insertApiKey(db: Db, row: ApiKeyRow): Promise<void> {
  await db.insertInto("api_keys").values(row).execute();
}

/** Newest first. */
export function listApiKeys(db: Db, address: string): Promise<ApiKeyRow[]> {
  return db
    .selectFrom("api_keys")
    .selectAll()
    .where("address", "=", address)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

export async function findApiKey(db: Db, hash: string): Promise<ApiKeyRow | null> {
  return (await db.selectFrom("api_keys").selectAll().where("hash", "=", hash).executeTakeFirst()) ?? null;
}

/** Which of some keys are there still. */
export async function listPresentApiKeys(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("api_keys").select("id").where("id", "in", ids).execute();
  return rows.map(({ id }) => id);
}

export async function noteApiKeyUse(db: Db, id: string, hour: string): Promise<void> {
  await db.updateTable("api_keys").set({ last_used_at: hour }).where("id", "=", id).execute();
}

/** Whether there was such a key of that account. */
export async function deleteApiKey(
  db: Db,
  { id, address }: Pick<ApiKeyRow, "id" | "address">,
): Promise<boolean> {
  const deleted = await db
    .deleteFrom("api_keys")
    .where("id", "=", id)
    .where("address", "=", address)
    .returning("id")
    .executeTakeFirst();
  return deleted !== undefined;
}
