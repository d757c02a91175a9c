import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The table of API keys; `api-key-schema.ts` says what is in it. */
export const apiKeyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("api_keys")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("hash", "text", (column) => column.notNull().unique())
      .addColumn("prefix", "text", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("address", "text", (column) => column.notNull().references("accounts.address"))
      .addColumn("demo", "text")
      .addColumn("scopes", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("last_used_at", "text")
      .execute();
    await db.schema.createIndex("api_keys_by_address").on("api_keys").column("address").execute();
  },
};
