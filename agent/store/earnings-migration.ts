import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Database } from "./schema.ts";

/** What earnings and lost routes are read from: times of jobs beside their state, and routes that listings were in. */
export const earningsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const [name, type] of [
      ["listing_id", "text"],
      ["reason", "text"],
      ["opened_at", "bigint"],
      ["started_at", "bigint"],
      ["ended_at", "bigint"],
      ["closed_at", "bigint"],
    ] as const)
      await db.schema.alterTable("escrow_jobs").addColumn(name, type).execute();
    await fillTimes(db as Kysely<Database>);
    // All of them begin like the keys of their tables: SQLite else takes the key, and reads all there is of an escrow.
    for (const [table, name, ...columns] of [
      ["escrow_logs", "escrow_logs_of_job", "job_id", "block_number", "log_index"],
      ["escrow_jobs", "escrow_jobs_of_provider", "provider"],
      ["ledger_entries", "ledger_entries_of_job", "job_id"],
      ["ledger_entries", "ledger_entries_from", "from_account"],
      ["ledger_entries", "ledger_entries_to", "to_account"],
    ] as const)
      await db.schema
        .createIndex(name)
        .on(table)
        .columns(["chain_id", "address", ...columns])
        .execute();
    await db.schema
      .createTable("route_counts")
      .addColumn("listing_id", "text", (column) => column.notNull())
      .addColumn("day", "text", (column) => column.notNull())
      .addColumn("cause", "text", (column) => column.notNull())
      .addColumn("cents", "integer", (column) => column.notNull())
      .addColumn("routes", "integer", (column) => column.notNull())
      .addColumn("pending", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("route_counts_key", ["listing_id", "day", "cause", "cents"])
      .execute();
  },
};

/** Of jobs that were indexed before. */
async function fillTimes(db: Kysely<Database>): Promise<void> {
  const jobs = await db
    .selectFrom("escrow_jobs")
    .select(["chain_id", "address", "job_id", "status", "state"])
    .execute();
  for (const { chain_id, address, job_id, status, state } of jobs) {
    const logs = await db
      .selectFrom("escrow_logs")
      .select(["event", "block_time"])
      .where("chain_id", "=", chain_id)
      .where("address", "=", address)
      .where("job_id", "=", job_id)
      .execute();
    const timeOf = (name: string) => {
      const found = logs.find(({ event }) => event === name);
      return found === undefined ? null : Number(found.block_time);
    };
    const { listingId, reason, usedSecs } = JSON.parse(state) as {
      readonly listingId: string;
      readonly reason: string;
      readonly usedSecs: number;
    };
    const startedAt = timeOf("JobStarted");
    const isRunning = status === "funded" || status === "active";
    await db
      .updateTable("escrow_jobs")
      .set({
        ...{ listing_id: listingId, reason, opened_at: timeOf("JobOpened"), started_at: startedAt },
        ended_at: startedAt === null || isRunning ? null : startedAt + usedSecs,
        closed_at: timeOf("JobClosed"),
      })
      .where("chain_id", "=", chain_id)
      .where("address", "=", address)
      .where("job_id", "=", job_id)
      .execute();
  }
}
