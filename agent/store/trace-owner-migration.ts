import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which tracked conversation a trace is of, so that its account can have the salt deleted. */
export const traceOwnerMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("traces").addColumn("thread_id", "text").execute();
    await db.schema.createIndex("traces_by_thread").on("traces").column("thread_id").execute();
    await ownTraces(db);
  },
};

/**
 * Finds the conversations of traces by their decisions, and by the salt that the traces of one run share. Salts that belong to
 * none are deleted: nobody could ask for it later.
 */
export async function ownTraces(db: Kysely<unknown>): Promise<void> {
  await sql`
    update traces set thread_id = (
      select runs.thread_id from decisions
        join runs on runs.id = decisions.run_id
        join threads on threads.id = runs.thread_id
      where decisions.id = traces.decision_id and threads.mode = 'tracked')
    where salt is not null`.execute(db);
  await sql`
    update traces set thread_id = (
      select min(same.thread_id) from traces as same where same.salt = traces.salt)
    where salt is not null and thread_id is null`.execute(db);
  await sql`update traces set salt = null where thread_id is null`.execute(db);
}
