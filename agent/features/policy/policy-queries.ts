import { FREE_POLICY, TeamPolicy } from "@necto/tools/protocol/policy";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;

export interface PolicyVersion {
  /** 0 for a team that never set one. */
  readonly version: number;
  readonly policy: TeamPolicy;
  readonly by: string | null;
  readonly at: string | null;
}

const NEVER_SET: PolicyVersion = { version: 0, policy: FREE_POLICY, by: null, at: null };

/** Newest first; of a team that never set one, none. Fields that a version did not know yet restrict nothing. */
export async function listPolicies(db: Db, org: string, limit = 100): Promise<PolicyVersion[]> {
  const rows = await db
    .selectFrom("team_policies")
    .selectAll()
    .where("org", "=", org)
    .orderBy("version", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ version, policy, by, created_at }) => ({
    ...{ version: Number(version), policy: TeamPolicy.parse(JSON.parse(policy)), by, at: created_at },
  }));
}

export const findPolicy = async (db: Db, org: string): Promise<PolicyVersion> =>
  (await listPolicies(db, org, 1))[0] ?? NEVER_SET;

/** False when that version is there already: somebody else was faster. */
export async function insertPolicy(
  db: Db,
  row: { readonly org: string; readonly version: number; readonly policy: TeamPolicy } & {
    readonly by: string;
    readonly at: string;
  },
): Promise<boolean> {
  const { org, version, policy, by, at } = row;
  const inserted = await db
    .insertInto("team_policies")
    .values({ org, version, policy: JSON.stringify(policy), by, created_at: at })
    .onConflict((conflict) => conflict.columns(["org", "version"]).doNothing())
    .returning("version")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** What a team is called; null for none. */
export async function findTeamName(db: Db, org: string): Promise<string | null> {
  const row = await db.selectFrom("orgs").select("name").where("id", "=", org).executeTakeFirst();
  return row?.name ?? null;
}
