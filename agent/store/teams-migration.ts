import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Organisations, and which threads and jobs are theirs (`teams-schema.ts`). */
export const teamsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("orgs")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .execute();
    await db.schema.alterTable("threads").addColumn("org", "text").execute();
    await db.schema.alterTable("jobs").addColumn("org", "text").execute();
    await db.schema.alterTable("jobs").addColumn("member", "text").execute();
    await db.schema.createIndex("jobs_by_org").on("jobs").columns(["org", "created_at"]).execute();
  },
};

/** What was done: append-only, hash-chained. */
export const actsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("acts")
      .addColumn("scope", "text", (column) => column.notNull())
      .addColumn("seq", "integer", (column) => column.notNull())
      .addColumn("at", "text", (column) => column.notNull())
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("actor", "text")
      .addColumn("subject", "text")
      .addColumn("salt", "text")
      .addColumn("commitments", "text", (column) => column.notNull())
      .addColumn("target", "text")
      .addColumn("result", "text", (column) => column.notNull())
      .addColumn("decision_root", "text")
      .addColumn("tx_hash", "text")
      .addColumn("facts", "text", (column) => column.notNull())
      .addColumn("previous_hash", "text", (column) => column.notNull())
      .addColumn("hash", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("acts_key", ["scope", "seq"])
      .execute();
  },
};

/** What accounts are told. */
export const inboxMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("inbox")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("account", "text", (column) => column.notNull())
      .addColumn("org", "text")
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("facts", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("read_at", "text")
      .execute();
    await db.schema.createIndex("inbox_by_account").on("inbox").columns(["account", "created_at"]).execute();
  },
};
