import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a buyer's spend is read from beside the books. */
export const spendMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("job_decisions")
      .addColumn("job_id", "text", (column) => column.primaryKey())
      .addColumn("decision_id", "text")
      .addColumn("decided_at", "text")
      .addColumn("pricing", "text")
      .addColumn("median_rate", "bigint")
      .addColumn("ruled_out_rate", "bigint")
      .addColumn("market_p50", "bigint")
      .execute();
    await db.schema.createIndex("jobs_by_thread").on("jobs").column("thread_id").execute();
    await db.schema.createIndex("threads_by_owner_org").on("threads").columns(["owner", "org"]).execute();
  },
};
