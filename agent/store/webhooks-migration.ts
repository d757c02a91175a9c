import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Where watches tell programs, and what is still to be told (`watches-schema.ts`). */
export const webhooksMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("webhooks")
      .addColumn("watch_id", "text", (column) => column.primaryKey().references("watches.id"))
      .addColumn("url", "text", (column) => column.notNull())
      .addColumn("secret", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("deliveries")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("watch_id", "text", (column) => column.notNull().references("webhooks.watch_id"))
      .addColumn("is_test", "integer", (column) => column.notNull())
      .addColumn("body", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("tries", "integer", (column) => column.notNull())
      .addColumn("problem", "text")
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("next_try_at", "text")
      .execute();
    await db.schema.createIndex("deliveries_due").on("deliveries").columns(["next_try_at"]).execute();
    await db.schema
      .createIndex("deliveries_by_watch")
      .on("deliveries")
      .columns(["watch_id", "created_at"])
      .execute();
  },
};
