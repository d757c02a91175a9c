import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { MIGRATIONS } from "./migrations.ts";
import type { Database } from "./schema.ts";

/** Brings a database to the newest schema, and answers its epoch: the first one that it was ever given. */
export async function migrate(db: Kysely<Database>, newEpoch: () => string): Promise<string> {
  const provider = { getMigrations: async () => MIGRATIONS };
  // Features land in another order than their names: a database may have a later one already.
  const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  await db
    .insertInto("meta")
    .values({ key: "epoch", value: newEpoch() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", "epoch")
    .executeTakeFirstOrThrow();
  return value;
}
