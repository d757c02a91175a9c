import { type RoleLog, readRole, readRoleLogs, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import type { Role } from "@necto/tools/protocol/team";
import type { Kysely } from "kysely";
import type { Address, Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { Database } from "../../store/schema.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { ChainRoles } from "./chain-roles.ts";
import { settleInvitations } from "./invitation-queries.ts";

type Db = Kysely<Database>;

/** Blocks that may be replaced: what they told is read again each time. */
const REORG_BLOCKS = 64;

export interface FollowRolesOptions {
  readonly store: Store;
  readonly at: TeamRolesAt;
  readonly chainId: number;
  /** Where the contract was deployed, or any block before that. */
  readonly fromBlock: bigint;
  readonly roles: Pick<ChainRoles, "forget">;
  readonly now: () => number;
}

/** Writes down what the chain told of the organisations that are known here: who is in them, and what was done. */
export interface RoleFollower {
  /** Reads up to the newest block. One at a time; who asks while one is going on waits for the next. */
  readonly poll: () => Promise<void>;
}

export function followRoles({ store, at, chainId, fromBlock, roles, now }: FollowRolesOptions): RoleFollower {
  const key = `team-roles ${chainId} ${at.roles.toLowerCase()}`;
  let reading: Promise<void> = Promise.resolve();
  let seen: Hex | null = null;

  async function readOnce(): Promise<void> {
    const head = await at.client.getBlock();
    if (head.hash === seen) return;
    const next = await cursorOf(store.db, key);
    const again = next === null ? Number(fromBlock) : Math.max(Number(fromBlock), next - REORG_BLOCKS);
    const logs: RoleLog[] = [];
    for await (const page of readRoleLogs(at, { fromBlock: BigInt(again), block: head.number }))
      logs.push(...page);
    for (const { org, account } of logs) roles.forget(org, account);
    const unsure = await rolesThatWent(logs, again);
    await store.db.transaction().execute(async (db) => {
      await saveCursor(db, key, Number(head.number) + 1);
      const known = await knownOrgs(db, logs);
      const own = logs.filter(({ org }) => known.has(org));
      // Only what they are now: what they once were is read again too.
      const last = new Map(own.map((log) => [`${log.org} ${log.account}`, log]));
      for (const now of [...last.values(), ...unsure]) await saveRole(db, now);
      await recordNew(db, own);
    });
    seen = head.hash;
  }

  /** Roles that were told in a block which is another one now, as they are. */
  async function rolesThatWent(logs: readonly RoleLog[], again: number): Promise<readonly RoleNow[]> {
    const rows = await store.db
      .selectFrom("org_members")
      .selectAll()
      .where("block_number", ">=", again)
      .execute();
    const gone = rows.filter(
      (row) => !logs.some(({ org, account }) => org === row.org && account === row.account),
    );
    return Promise.all(
      gone.map(async ({ org, account, block_number: block }) => ({
        ...{ org, account, block: Number(block) },
        role: await readRole(at, org as Hex, account as Address),
      })),
    );
  }

  async function saveRole(db: Db, { org, account, role, block }: RoleNow): Promise<void> {
    if (role === null) {
      await db.deleteFrom("org_members").where("org", "=", org).where("account", "=", account).execute();
      return;
    }
    await db
      .insertInto("org_members")
      .values({ org, account, role, block_number: block })
      .onConflict((conflict) =>
        conflict.columns(["org", "account"]).doUpdateSet({ role, block_number: block }),
      )
      .execute();
    await settleInvitations(db, { org, account, at: iso() });
  }

  /** Acts of transactions that have none yet: whoever reads again, this process or another, adds none. */
  async function recordNew(db: Db, logs: readonly RoleLog[]): Promise<void> {
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
          ...{ subject: is === "org-created" ? null : account, result: "done", at: iso() },
          facts: is === "org-created" ? {} : { role },
        });
    }
  }

  const iso = (): string => new Date(now()).toISOString();

  return {
    poll() {
      const mine = reading.catch(() => {}).then(readOnce);
      reading = mine;
      return mine;
    },
  };
}

type RoleNow = Pick<RoleLog, "account" | "block"> & { readonly org: string; readonly role: Role | null };

const actionOf = ({ is, account, role, by }: Pick<RoleLog, "is" | "account" | "role" | "by">): string => {
  if (is === "org-created") return "org.created";
  if (role !== null) return "role.set";
  return account === by ? "member.left" : "role.removed";
};

async function cursorOf(db: Db, key: string): Promise<number | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  return row === undefined ? null : Number(row.value);
}

/** The first statement of its transaction: of several processes one writes at a time. The cursor goes forward only. */
async function saveCursor(db: Db, key: string, next: number): Promise<void> {
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

async function knownOrgs(db: Db, logs: readonly RoleLog[]): Promise<ReadonlySet<string>> {
  const orgs = [...new Set(logs.map(({ org }) => org))];
  if (orgs.length === 0) return new Set();
  const rows = await db.selectFrom("orgs").select("id").where("id", "in", orgs).execute();
  return new Set(rows.map(({ id }) => id));
}
