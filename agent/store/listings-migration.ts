import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of what providers list; `listings-schema.ts` says what is in them. */
export const listingsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable("listings")
      .addColumn("listing_id", "text", (column) => column.primaryKey())
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("provider", "text", (column) => column.notNull())
      .addColumn("salt", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("draft", "text", (column) => column.notNull())
      .addColumn("published", "text")
      .addColumn("specs_hash", "text")
      .addColumn("ceiling_rate", "bigint")
      .addColumn("intent_id", "text")
      .addColumn("uptime_bps", "integer")
      .addColumn("rating_bps", "integer")
      .addColumn("seq", "integer", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("updated_at", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("listings_by_owner")
      .on("listings")
      .columns(["owner", "created_at"])
      .execute();
    await db.schema
      .createTable("listing_terms")
      .addColumn("listing_id", "text", (column) => column.notNull().references("listings.listing_id"))
      .addColumn("specs_hash", "text", (column) => column.notNull())
      .addColumn("terms", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("listing_terms_key", ["listing_id", "specs_hash"])
      .execute();
    await db.schema
      .createTable("listing_edits")
      .addColumn("listing_id", "text", (column) => column.notNull().references("listings.listing_id"))
      .addColumn("seq", "integer", (column) => column.notNull())
      .addColumn("at", "text", (column) => column.notNull())
      .addColumn("by", "text", (column) => column.notNull())
      .addColumn("what", "text", (column) => column.notNull())
      .addColumn("detail", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("listing_edits_key", ["listing_id", "seq"])
      .execute();
    await db.schema
      .createTable("reservations")
      .addColumn("job_id", "text", (column) => column.primaryKey())
      .addColumn("chain_id", "integer", (column) => column.notNull())
      .addColumn("escrow", "text", (column) => column.notNull())
      .addColumn("listing_id", "text", (column) => column.notNull())
      .addColumn("units", "integer", (column) => column.notNull())
      .addColumn("until", "text", (column) => column.notNull())
      .addColumn("is_released", "integer", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("reservations_by_listing").on("reservations").column("listing_id").execute();
    await db.schema
      .createTable("heartbeats")
      .addColumn("listing_id", "text", (column) => column.notNull().references("listings.listing_id"))
      .addColumn("agent", "text", (column) => column.notNull())
      .addColumn("units", "integer", (column) => column.notNull())
      .addColumn("signed_at", "bigint", (column) => column.notNull())
      .addColumn("seen_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("heartbeats_key", ["listing_id", "agent"])
      .execute();
  },
};
