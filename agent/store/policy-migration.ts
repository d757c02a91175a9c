import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What teams allow, their budgets, what they agreed to, and what members asked Admins for (`policy-schema.ts`). */
export const policyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("team_policies")
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("policy", "text", (column) => column.notNull())
      .addColumn("by", "text")
      .addColumn("created_at", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("team_policies_key", ["org", "version"])
      .execute();
    await db.schema
      .createTable("team_budgets")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("member", "text")
      .addColumn("usd_micros", "bigint", (column) => column.notNull())
      .addColumn("thresholds", "text", (column) => column.notNull())
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("set_at", "text", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("team_budgets_by_org").on("team_budgets").column("org").execute();
    await db.schema
      .createTable("budget_marks")
      .addColumn("budget_id", "text", (column) => column.notNull())
      .addColumn("month", "text", (column) => column.notNull())
      .addColumn("usd_micros", "bigint", (column) => column.notNull())
      .addColumn("bps", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("budget_marks_key", ["budget_id", "month", "usd_micros", "bps"])
      .execute();
    await db.schema
      .createTable("team_charges")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("member", "text")
      .addColumn("job_id", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("amount", "bigint", (column) => column.notNull())
      .addColumn("at", "text", (column) => column.notNull())
      .addColumn("is_void", "integer", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("team_charges_by_org").on("team_charges").columns(["org", "at"]).execute();
    await db.schema.createIndex("team_charges_by_job").on("team_charges").column("job_id").execute();
    await db.schema.createIndex("escrow_jobs_by_job").on("escrow_jobs").column("job_id").execute();
    await db.schema
      .createTable("order_requests")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("member", "text", (column) => column.notNull())
      .addColumn("thread_id", "text", (column) => column.notNull())
      .addColumn("decision_id", "text", (column) => column.notNull())
      .addColumn("offer_id", "text", (column) => column.notNull())
      .addColumn("duration_seconds", "integer", (column) => column.notNull())
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("provider", "text", (column) => column.notNull())
      .addColumn("payee", "text", (column) => column.notNull())
      .addColumn("gpu", "text", (column) => column.notNull())
      .addColumn("gpu_count", "integer", (column) => column.notNull())
      .addColumn("units", "integer", (column) => column.notNull())
      .addColumn("rate", "bigint", (column) => column.notNull())
      .addColumn("total", "bigint", (column) => column.notNull())
      .addColumn("max_total", "bigint", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("asked_at", "text", (column) => column.notNull())
      .addColumn("decided_by", "text")
      .addColumn("decided_at", "text")
      .addColumn("refusal", "text")
      .addColumn("valid_until", "text")
      .addColumn("used_by", "text")
      .addColumn("is_carded", "integer", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("order_requests_by_org")
      .on("order_requests")
      .columns(["org", "status", "asked_at"])
      .execute();
    await db.schema
      .createIndex("order_requests_by_status")
      .on("order_requests")
      .columns(["status", "is_carded"])
      .execute();
  },
};
