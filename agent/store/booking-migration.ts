import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of consent and jobs; `booking-schema.ts` says what is in them. */
export const bookingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("approvals")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("thread_id", "text", (column) => column.notNull().references("threads.id"))
      .addColumn("run_id", "text", (column) => column.notNull())
      .addColumn("interrupt_id", "text", (column) => column.notNull())
      .addColumn("mode", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("void_reason", "text")
      .addColumn("order_json", "text", (column) => column.notNull())
      .addColumn("previous", "text")
      .addColumn("total", "bigint", (column) => column.notNull())
      .addColumn("requested_at", "text", (column) => column.notNull())
      .addColumn("expires_at", "text", (column) => column.notNull())
      .addColumn("decided_at", "text")
      .addColumn("payer", "text")
      .addColumn("intent_id", "text")
      .addColumn("booking_state", "text")
      .addColumn("problem_code", "text")
      .addColumn("problem_message", "text")
      .addColumn("resume_run_id", "text")
      .addColumn("next_id", "text")
      .execute();
    await db.schema
      .createIndex("approvals_by_thread")
      .on("approvals")
      .columns(["thread_id", "requested_at"])
      .execute();
    await db.schema
      .createIndex("approvals_by_status")
      .on("approvals")
      .columns(["status", "booking_state", "decided_at"])
      .execute();
    await db.schema
      .createTable("jobs")
      .addColumn("job_id", "text", (column) => column.primaryKey())
      .addColumn("order_json", "text", (column) => column.notNull())
      .addColumn("buyer", "text", (column) => column.notNull())
      .addColumn("payee", "text", (column) => column.notNull())
      .addColumn("account", "text")
      .addColumn("thread_id", "text")
      .addColumn("view_key", "text")
      .addColumn("capability_hash", "text")
      .addColumn("access", "text")
      .addColumn("access_at", "text")
      .addColumn("created_at", "text", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("jobs_by_account").on("jobs").columns(["account", "created_at"]).execute();
    await db.schema.createIndex("jobs_by_payee").on("jobs").columns(["payee", "created_at"]).execute();
  },
};
