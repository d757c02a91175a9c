import type { RoleLog } from "@necto/tools/chain/team-roles";
import type { Role } from "@necto/tools/protocol/team";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { recordAct } from "../audit/act-queries.ts";
import { settleInvitations } from "./invitation-queries.ts";

type Db = Kysely<Database>;

/** What the chain says of an account. */
export type RoleNow = Pick<RoleLog, "account" | "block"> & {
  readonly org: string;
  readonly role: Role | null;
};

const actionOf = ({ is, account, role, by }: Pick<RoleLog, "is" | "account" | "role" | "by">): string => {
  if (is === "org-created") return "org.created";
  if (role !== null) return "role.set";
  return account === by ? "member.left" : "role.removed";
};

/** The next block to read; null before the first reading. */
export async function cursorOf(db: Db, key: string): Promise<number | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  return row === undefined ? null : Number(row.value);
}

/** The first statement of its transaction: of several processes one writes at a time. The cursor goes forward only. */
export async function saveCursor(db: Db, key: string, next: number): Promise<void> {
  const before = await db
    .insertInto("meta")
    .values({ key, value: String(next) })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(({ ref }) => ({ value: ref("meta.value") })))
    .returning("value")
    .executeTakeFirstOrThrow();
  if (Number(before.value) < next)
    await db
      .updateTable("meta")
      .set({ value: String(next) })
      .where("key", "=", key)
      .execute();
}

/** Organisations that are known here: others share the chain. */
export async function knownOrgs(db: Db, logs: readonly RoleLog[]): Promise<ReadonlySet<string>> {
  const orgs = [...new Set(logs.map(({ org }) => org))];
  if (orgs.length === 0) return new Set();
  const rows = await db.selectFrom("orgs").select("id").where("id", "in", orgs).execute();
  return new Set(rows.map(({ id }) => id));
}

/** What an account is now; an invitation that it accepted is settled with it. */
export async function saveRole(db: Db, { org, account, role, block }: RoleNow, at: string): Promise<void> {
  if (role === null) {
    await db.deleteFrom("org_members").where("org", "=", org).where("account", "=", account).execute();
    return;
  }
  await db
    .insertInto("org_members")
    .values({ org, account, role, block_number: block })
    .onConflict((conflict) => conflict.columns(["org", "account"]).doUpdateSet({ role, block_number: block }))
    .execute();
  await settleInvitations(db, { org, account, at });
}

/** Acts of transactions that have none yet: whoever reads again, this process or another, adds none. */
export async function recordNew(db: Db, logs: readonly RoleLog[], at: string): Promise<void> {
  const byTransaction = Map.groupBy(logs, ({ org, txHash }) => `${org} ${txHash}`);
  for (const told of byTransaction.values()) {
    const { org, txHash } = told[0]!;
    const { acts } = await db
      .selectFrom("acts")
      .select(({ fn }) => fn.countAll().as("acts"))
      .where("scope", "=", `org:${org}`)
      .where("tx_hash", "=", txHash)
      .executeTakeFirstOrThrow();
    const first = told.some(({ is }) => is === "org-created");
    // The role that comes with a new organisation is part of its creation.
    const consequential = first ? told.filter(({ is }) => is === "org-created") : told;
    for (const { is, account, role, by } of consequential.slice(Number(acts)))
      await recordAct(db, {
        ...{ scope: `org:${org}`, action: actionOf({ is, account, role, by }), actor: by, txHash },
        ...{ subject: is === "org-created" ? null : account, result: "done", at },
        facts: is === "org-created" ? {} : { role },
      });
  }
}

/** Roles that a block from that one on told. */
export const listToldSince = (db: Db, block: number): Promise<Database["org_members"][]> =>
  db.selectFrom("org_members").selectAll().where("block_number", ">=", block).execute();
