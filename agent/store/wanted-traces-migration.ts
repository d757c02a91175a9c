import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Traces that a booking waits for, which go first. */
export const wantedTracesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable("traces")
      .addColumn("is_wanted", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
