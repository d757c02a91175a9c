import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of brokers and of arbitration; `broker-schema.ts` says what is in them. */
export const brokerMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("broker_launches")
      .addColumn("job_id", "text", (column) => column.primaryKey())
      .addColumn("source", "text", (column) => column.notNull())
      .addColumn("broker", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("machines", "text", (column) => column.notNull())
      .addColumn("hand_off", "text")
      .addColumn("is_over", "integer", (column) => column.notNull())
      .addColumn("next_try_at", "text", (column) => column.notNull())
      .addColumn("problem_code", "text")
      .addColumn("problem_message", "text")
      .addColumn("created_at", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("broker_launches_by_state")
      .on("broker_launches")
      .columns(["is_over", "next_try_at"])
      .execute();
    await db.schema
      .createTable("resolutions")
      .addColumn("job_id", "text", (column) => column.primaryKey())
      .addColumn("reason", "text", (column) => column.notNull())
      .addColumn("reason_hash", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .execute();
  },
};
