import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Watches and their firings (`watches-schema.ts`). */
export const watchesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("watches")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("account", "text")
      .addColumn("org", "text")
      .addColumn("capability_hash", "text", (column) => column.unique())
      .addColumn("requirements", "text", (column) => column.notNull())
      .addColumn("usd_micros_per_gpu_hour", "bigint", (column) => column.notNull())
      .addColumn("is_paused", "integer", (column) => column.notNull())
      .addColumn("phase", "text", (column) => column.notNull())
      .addColumn("crossing", "integer", (column) => column.notNull())
      .addColumn("below", "text", (column) => column.notNull())
      .addColumn("judged_at", "bigint", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("expires_at", "text")
      .execute();
    await db.schema
      .createIndex("watches_by_account")
      .on("watches")
      .columns(["account", "created_at"])
      .execute();
    await db.schema
      .createTable("firings")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("watch_id", "text", (column) => column.notNull().references("watches.id"))
      .addColumn("crossing", "integer", (column) => column.notNull())
      .addColumn("snapshot_digest", "text", (column) => column.notNull())
      .addColumn("decision_id", "text")
      .addColumn("offer_id", "text", (column) => column.notNull())
      .addColumn("usd_micros_per_gpu_hour", "bigint", (column) => column.notNull())
      .addColumn("at", "text", (column) => column.notNull())
      .addUniqueConstraint("firings_once", ["watch_id", "crossing"])
      .execute();
  },
};
