import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of accounts and sessions (`accounts-schema.ts`), and whose a tracked thread is. */
export const accountsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("accounts")
      .addColumn("address", "text", (column) => column.primaryKey())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("signed_in_at", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("sessions")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("address", "text", (column) => column.notNull().references("accounts.address"))
      .addColumn("demo", "text")
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("expires_at", "text", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("sessions_by_address").on("sessions").column("address").execute();
    await db.schema.createIndex("sessions_by_end").on("sessions").column("expires_at").execute();
    await db.schema
      .createTable("sign_in_nonces")
      .addColumn("nonce", "text", (column) => column.primaryKey())
      .addColumn("cookie_hash", "text", (column) => column.notNull())
      .addColumn("expires_at", "text", (column) => column.notNull())
      .execute();
    await db.schema.alterTable("threads").addColumn("owner", "text").execute();
    await db.schema
      .alterTable("threads")
      .addColumn("role", "text", (column) => column.notNull().defaultTo("buyer"))
      .execute();
  },
};
