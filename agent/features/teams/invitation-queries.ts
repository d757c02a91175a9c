import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type Invitation = Database["invitations"];

export async function insertInvitation(db: Db, invitation: Invitation): Promise<void> {
  await db.insertInto("invitations").values(invitation).execute();
}

export const findInvitation = async (
  db: Db,
  by: Pick<Invitation, "secret_hash"> | Pick<Invitation, "id" | "org">,
): Promise<Invitation | null> => {
  const query = db.selectFrom("invitations").selectAll();
  const found =
    "secret_hash" in by
      ? query.where("secret_hash", "=", by.secret_hash)
      : query.where("id", "=", by.id).where("org", "=", by.org);
  return (await found.executeTakeFirst()) ?? null;
};

/** Newest first; those that are over stay for a while to be looked at. */
export const listInvitations = (db: Db, org: string): Promise<Invitation[]> =>
  db
    .selectFrom("invitations")
    .selectAll()
    .where("org", "=", org)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(100)
    .execute();

/** Whether it was open: of two who accept at once, or one who accepts while it is revoked, one comes first. */
export async function takeInvitation(
  db: Db,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: string },
): Promise<boolean> {
  const taken = await db
    .updateTable("invitations")
    .set({ accepted_by: by, accepted_at: at })
    .where("id", "=", id)
    .where("accepted_by", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", at)
    .returning("id")
    .executeTakeFirst();
  return taken !== undefined;
}

/** Whether it was still to be settled. One that was accepted is turned down by it. */
export async function revokeInvitation(
  db: Db,
  { id, org, at }: Pick<Invitation, "id" | "org"> & { readonly at: string },
): Promise<boolean> {
  const revoked = await db
    .updateTable("invitations")
    .set({ revoked_at: at })
    .where("id", "=", id)
    .where("org", "=", org)
    .where("revoked_at", "is", null)
    .where("settled_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return revoked !== undefined;
}

/** The chain has the role of whoever accepted. */
export async function settleInvitations(
  db: Db,
  { org, account, at }: { readonly org: string; readonly account: string; readonly at: string },
): Promise<void> {
  await db
    .updateTable("invitations")
    .set({ settled_at: at })
    .where("org", "=", org)
    .where("accepted_by", "=", account)
    .where("settled_at", "is", null)
    .execute();
}
