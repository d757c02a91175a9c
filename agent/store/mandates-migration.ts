import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Mandates, and what became of each firing under one (`mandates-schema.ts`). */
export const mandatesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("mandates")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("account", "text", (column) => column.notNull())
      .addColumn("watch_id", "text", (column) => column.notNull())
      .addColumn("thread_id", "text", (column) => column.notNull().references("threads.id"))
      .addColumn("terms", "text", (column) => column.notNull())
      .addColumn("signature", "text", (column) => column.notNull())
      .addColumn("signed_at", "text", (column) => column.notNull())
      .addColumn("valid_until", "text", (column) => column.notNull())
      .addColumn("ended_at", "text")
      .addColumn("end_reason", "text")
      .execute();
    // Of one watch, one is in force.
    await db.schema
      .createIndex("mandates_in_force")
      .on("mandates")
      .column("watch_id")
      .unique()
      .where("ended_at" as never, "is", null)
      .execute();
    await db.schema
      .createIndex("mandates_by_account")
      .on("mandates")
      .columns(["account", "signed_at"])
      .execute();
    await db.schema
      .createTable("mandate_orders")
      .addColumn("firing_id", "text", (column) => column.primaryKey())
      .addColumn("mandate_id", "text", (column) => column.notNull().references("mandates.id"))
      .addColumn("fired_at", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("reason", "text")
      .addColumn("run_id", "text")
      .addColumn("approval_id", "text", (column) => column.unique())
      .addColumn("total", "bigint")
      .addColumn("day", "text")
      .addColumn("job_id", "text")
      .addColumn("tries", "integer", (column) => column.notNull().defaultTo(0))
      .addColumn("next_try_at", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mandate_orders_by_mandate")
      .on("mandate_orders")
      .columns(["mandate_id", "fired_at"])
      .execute();
    await db.schema
      .createIndex("mandate_orders_by_state")
      .on("mandate_orders")
      .columns(["state", "next_try_at"])
      .execute();
  },
};
