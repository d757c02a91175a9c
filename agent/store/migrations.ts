import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { accountsMigration } from "./accounts-migration.ts";
import { apiKeyMigration } from "./api-key-migration.ts";
import { auditMigration } from "./audit-migration.ts";
import { bookingMigration } from "./booking-migration.ts";
import { brokerMigration } from "./broker-migration.ts";
import { changesMigration } from "./changes-migration.ts";
import { earningsMigration } from "./earnings-migration.ts";
import { listingsMigration } from "./listings-migration.ts";
import { mandatesMigration } from "./mandates-migration.ts";
import { membersMigration } from "./members-migration.ts";
import { moneyMigration } from "./money-migration.ts";
import { policyMigration } from "./policy-migration.ts";
import { priceRegionsMigration } from "./price-regions-migration.ts";
import { spendMigration } from "./spend-migration.ts";
import { actsMigration, inboxMigration, teamsMigration } from "./teams-migration.ts";
import { traceOwnerMigration } from "./trace-owner-migration.ts";
import { wantedTracesMigration } from "./wanted-traces-migration.ts";
import { watchesMigration } from "./watches-migration.ts";
import { webhooksMigration } from "./webhooks-migration.ts";

/** In order of their names; a landed migration is never changed. */
export const MIGRATIONS: Record<string, Migration> = {
  "0001-threads-and-runs": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("meta")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("value", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("threads")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("mode", "text", (column) => column.notNull())
        .addColumn("created_at", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("runs")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("thread_id", "text", (column) => column.notNull().references("threads.id"))
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("started_at", "text", (column) => column.notNull())
        .addColumn("last_seq", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.createIndex("runs_by_thread").on("runs").columns(["thread_id", "started_at"]).execute();
      await db.schema.createIndex("runs_by_status").on("runs").column("status").execute();
      await db.schema
        .createTable("run_events")
        .addColumn("run_id", "text", (column) => column.notNull().references("runs.id"))
        .addColumn("seq", "integer", (column) => column.notNull())
        .addColumn("event", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("run_events_key", ["run_id", "seq"])
        .execute();
      await db.schema
        .createTable("decisions")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("run_id", "text", (column) => column.notNull().references("runs.id"))
        .execute();
    },
  },
  "0002-price-history": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("price_history")
        .addColumn("gpu", "text", (column) => column.notNull())
        .addColumn("origin", "text", (column) => column.notNull())
        .addColumn("pricing", "text", (column) => column.notNull())
        .addColumn("hour", "text", (column) => column.notNull())
        .addColumn("samples", "integer", (column) => column.notNull())
        .addColumn("p10_sum", "bigint", (column) => column.notNull())
        .addColumn("p50_sum", "bigint", (column) => column.notNull())
        .addColumn("min", "bigint", (column) => column.notNull())
        .addColumn("offers", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("price_history_key", ["gpu", "origin", "pricing", "hour"])
        .execute();
      await db.schema.createIndex("price_history_by_hour").on("price_history").column("hour").execute();
    },
  },
  "0003-traces": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("traces")
        .addColumn("root", "text", (column) => column.primaryKey())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("size", "integer", (column) => column.notNull())
        .addColumn("decision_id", "text", (column) => column.unique())
        .addColumn("file", "text")
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("tries", "integer", (column) => column.notNull())
        .addColumn("next_try_at", "text", (column) => column.notNull())
        .addColumn("nonce", "integer")
        .addColumn("from_block", "integer")
        .addColumn("tx_hash", "text")
        .addColumn("tx_seq", "integer")
        .addColumn("block_number", "integer")
        .addColumn("problem_code", "text")
        .addColumn("problem_message", "text")
        .addColumn("created_at", "text", (column) => column.notNull())
        .addColumn("stored_at", "text")
        .addColumn("salt", "text")
        .execute();
      await db.schema
        .createIndex("traces_by_state")
        .on("traces")
        .columns(["state", "kind", "created_at"])
        .execute();
    },
  },
  "0004-processes": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("processes")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("beat_at", "bigint", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("leases")
        .addColumn("name", "text", (column) => column.primaryKey())
        .addColumn("holder", "text", (column) => column.notNull())
        .execute();
      await db.schema.alterTable("threads").addColumn("run_id", "text").execute();
      await db.schema.alterTable("runs").addColumn("owner", "text").execute();
      await db.schema
        .alterTable("runs")
        .addColumn("stop_asked", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.alterTable("traces").addColumn("claimed_by", "text").execute();
    },
  },
  "0005-money": moneyMigration,
  "0006-booking": bookingMigration,
  "0020-accounts": accountsMigration,
  "0030-listings": listingsMigration,
  "0040-brokers": brokerMigration,
  "0050-wanted-traces": wantedTracesMigration,
  "0051-changes": changesMigration,
  "0060-earnings": earningsMigration,
  "0060-keys": apiKeyMigration,
  "0061-price-regions": priceRegionsMigration,
  "0062-trace-owner": traceOwnerMigration,
  "0070-teams": teamsMigration,
  "0071-acts": actsMigration,
  "0072-inbox": inboxMigration,
  "0073-members": membersMigration,
  "0074-policy": policyMigration,
  "0075-watches": watchesMigration,
  "0075b-webhooks": webhooksMigration,
  "0076-mandates": mandatesMigration,
  "0077-job-decisions": spendMigration,
  "0078-audit": auditMigration,
};
