import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of the money; `money-schema.ts` says what is in them. */
export const moneyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await journal(db);
    await chain(db);
  },
};

async function journal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("idempotency")
    .addColumn("principal", "text", (column) => column.notNull())
    .addColumn("route", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("body_hash", "text", (column) => column.notNull())
    .addColumn("status", "integer")
    .addColumn("response", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_key", ["principal", "route", "key"])
    .execute();
  await db.schema
    .createTable("intents")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("job_id", "text")
    .addColumn("effect", "text")
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("facts", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("wants_cancel", "integer", (column) => column.notNull())
    .addColumn("tx_hash", "text")
    .addColumn("block_number", "integer")
    .addColumn("block_hash", "text")
    .addColumn("problem_code", "text")
    .addColumn("problem_message", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("updated_at", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("intents_by_state")
    .on("intents")
    .columns(["chain_id", "account", "state", "created_at"])
    .execute();
  await db.schema.createIndex("intents_by_job").on("intents").column("job_id").execute();
  await db.schema
    .createTable("intent_events")
    .addColumn("intent_id", "text", (column) => column.notNull().references("intents.id"))
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("what", "text", (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("intent_events_key", ["intent_id", "seq"])
    .execute();
  await db.schema
    .createTable("senders")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("next_nonce", "integer", (column) => column.notNull())
    .addColumn("lease_owner", "text")
    .addColumn("lease_until", "text", (column) => column.notNull())
    .addColumn("fence", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("senders_key", ["chain_id", "address"])
    .execute();
  await db.schema
    .createTable("nonces")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("nonce", "integer", (column) => column.notNull())
    .addColumn("intent_id", "text", (column) => column.notNull().references("intents.id"))
    .addPrimaryKeyConstraint("nonces_key", ["chain_id", "address", "nonce"])
    .execute();
  await db.schema
    .createTable("transactions")
    .addColumn("intent_id", "text", (column) => column.notNull().references("intents.id"))
    .addColumn("turn", "integer", (column) => column.notNull())
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("nonce", "integer", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("gas", "text", (column) => column.notNull())
    .addColumn("max_fee", "text", (column) => column.notNull())
    .addColumn("priority_fee", "text", (column) => column.notNull())
    .addColumn("raw", "text")
    .addColumn("hash", "text", (column) => column.unique())
    .addPrimaryKeyConstraint("transactions_key", ["intent_id", "turn"])
    .execute();
}

async function chain(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("chain_cursors")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("next_block", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("chain_cursors_key", ["chain_id", "address"])
    .execute();
  await db.schema
    .createTable("chain_blocks")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("chain_blocks_key", ["chain_id", "address", "number"])
    .execute();
  await db.schema
    .createTable("escrow_logs")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("block_hash", "text", (column) => column.notNull())
    .addColumn("log_index", "integer", (column) => column.notNull())
    .addColumn("block_number", "integer", (column) => column.notNull())
    .addColumn("block_time", "bigint", (column) => column.notNull())
    .addColumn("tx_hash", "text", (column) => column.notNull())
    .addColumn("job_id", "text")
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("args", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("escrow_logs_key", ["chain_id", "address", "block_hash", "log_index"])
    .execute();
  await db.schema.createIndex("escrow_logs_by_job").on("escrow_logs").column("job_id").execute();
  await db.schema
    .createIndex("escrow_logs_by_block")
    .on("escrow_logs")
    .columns(["chain_id", "address", "block_number"])
    .execute();
  await db.schema
    .createTable("escrow_jobs")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("job_id", "text", (column) => column.notNull())
    .addColumn("buyer", "text", (column) => column.notNull())
    .addColumn("provider", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("block_number", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("escrow_jobs_key", ["chain_id", "address", "job_id"])
    .execute();
  await db.schema.createIndex("escrow_jobs_by_provider").on("escrow_jobs").column("provider").execute();
  await db.schema.createIndex("escrow_jobs_by_buyer").on("escrow_jobs").column("buyer").execute();
  await db.schema.createIndex("escrow_jobs_by_status").on("escrow_jobs").column("status").execute();
  await db.schema
    .createTable("ledger_entries")
    .addColumn("chain_id", "integer", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("block_hash", "text", (column) => column.notNull())
    .addColumn("log_index", "integer", (column) => column.notNull())
    .addColumn("line", "integer", (column) => column.notNull())
    .addColumn("turn", "integer", (column) => column.notNull())
    .addColumn("job_id", "text")
    .addColumn("from_account", "text", (column) => column.notNull())
    .addColumn("to_account", "text", (column) => column.notNull())
    .addColumn("amount", "bigint", (column) => column.notNull())
    .addColumn("booked_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("ledger_entries_key", [
      ...(["chain_id", "address", "block_hash", "log_index", "line", "turn"] as const),
    ] as never)
    .execute();
  await db.schema.createIndex("ledger_entries_by_job").on("ledger_entries").column("job_id").execute();
}
