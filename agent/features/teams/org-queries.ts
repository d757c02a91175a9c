import type { Role } from "@necto/tools/protocol/team";
import type { Kysely, Selectable } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type Org = Selectable<Database["orgs"]>;

export interface MemberRow {
  readonly account: string;
  readonly role: Role;
}

export async function insertOrg(db: Db, org: Org): Promise<void> {
  await db.insertInto("orgs").values(org).execute();
}

export const findOrg = async (db: Db, id: string): Promise<Org | null> =>
  (await db.selectFrom("orgs").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;

export async function renameOrg(db: Db, { id, name }: Pick<Org, "id" | "name">): Promise<void> {
  await db.updateTable("orgs").set({ name }).where("id", "=", id).execute();
}

/** Those that an account is in, as the chain last told, by name. */
export const listOrgsOf = (db: Db, account: string): Promise<(Org & { readonly role: Role })[]> =>
  db
    .selectFrom("org_members")
    .innerJoin("orgs", "orgs.id", "org_members.org")
    .selectAll("orgs")
    .select("org_members.role")
    .where("account", "=", account)
    .orderBy("orgs.name")
    .orderBy("orgs.id")
    .execute();

/** Those that an account asked for and that the chain does not have yet. */
export const listUncreatedOf = (db: Db, account: string): Promise<Org[]> =>
  db
    .selectFrom("orgs")
    .selectAll()
    .where("created_by", "=", account)
    .where("id", "not in", db.selectFrom("org_members").select("org"))
    .orderBy("created_at", "desc")
    .execute();

/** Admins first, then Users, then Viewers; each by address. */
export async function listMembers(db: Db, org: string): Promise<MemberRow[]> {
  const rows = await db
    .selectFrom("org_members")
    .select(["account", "role"])
    .where("org", "=", org)
    .orderBy("account")
    .execute();
  return rows.toSorted((a, b) => ORDER[a.role] - ORDER[b.role]);
}

const ORDER: Readonly<Record<Role, number>> = { admin: 0, user: 1, viewer: 2 };

/** Organisations with other members, of which an account is the only Admin. */
export const listLastAdminOf = (db: Db, account: string): Promise<Pick<Org, "id" | "name">[]> =>
  db
    .selectFrom("org_members as own")
    .innerJoin("orgs", "orgs.id", "own.org")
    .select(["orgs.id", "orgs.name"])
    .where("own.account", "=", account)
    .where("own.role", "=", "admin")
    .where(({ not, exists, selectFrom }) => {
      const others = selectFrom("org_members as other")
        .select("other.account")
        .whereRef("other.org", "=", "own.org")
        .where("other.account", "!=", account);
      return not(exists(others.where("other.role", "=", "admin")));
    })
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("org_members as other")
          .select("other.account")
          .whereRef("other.org", "=", "own.org")
          .where("other.account", "!=", account),
      ),
    )
    .orderBy("orgs.name")
    .execute();
