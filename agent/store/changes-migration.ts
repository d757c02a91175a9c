import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The table of changes that wait for a provider's word (`changes-schema.ts`). */
export const changesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("changes")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("thread_id", "text", (column) => column.notNull().references("threads.id"))
      .addColumn("run_id", "text", (column) => column.notNull())
      .addColumn("interrupt_id", "text", (column) => column.notNull())
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("void_reason", "text")
      .addColumn("diffs", "text", (column) => column.notNull())
      .addColumn("requested_at", "text", (column) => column.notNull())
      .addColumn("expires_at", "text", (column) => column.notNull())
      .addColumn("decided_at", "text")
      .addColumn("result", "text")
      .addColumn("is_open", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("resume_run_id", "text")
      .execute();
    await db.schema.createIndex("changes_by_thread").on("changes").column("thread_id").execute();
    await db.schema.createIndex("changes_open").on("changes").column("is_open").execute();
  },
};
