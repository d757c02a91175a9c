import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Who is in which organisation, as the chain last told, and who is invited (`members-schema.ts`). */
export const membersMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("orgs").addColumn("created_by", "text").execute();
    await db.schema
      .createTable("org_members")
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("account", "text", (column) => column.notNull())
      .addColumn("role", "text", (column) => column.notNull())
      .addColumn("block_number", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("org_members_key", ["org", "account"])
      .execute();
    await db.schema.createIndex("org_members_by_account").on("org_members").column("account").execute();
    await db.schema
      .createTable("invitations")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("org", "text", (column) => column.notNull())
      .addColumn("role", "text", (column) => column.notNull())
      .addColumn("secret_hash", "text", (column) => column.notNull().unique())
      .addColumn("created_by", "text", (column) => column.notNull())
      .addColumn("created_at", "text", (column) => column.notNull())
      .addColumn("expires_at", "text", (column) => column.notNull())
      .addColumn("revoked_at", "text")
      .addColumn("accepted_by", "text")
      .addColumn("accepted_at", "text")
      .addColumn("settled_at", "text")
      .execute();
    await db.schema
      .createIndex("invitations_by_org")
      .on("invitations")
      .columns(["org", "created_at"])
      .execute();
  },
};
