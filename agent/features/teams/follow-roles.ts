import { type RoleLog, readRole, readRoleLogs, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import type { Address, Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { ChainRoles } from "./chain-roles.ts";
import {
  cursorOf,
  knownOrgs,
  listToldSince,
  type RoleNow,
  recordNew,
  saveCursor,
  saveRole,
} from "./role-log-queries.ts";

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
      for (const role of [...last.values(), ...unsure]) await saveRole(db, role, iso());
      await recordNew(db, own, iso());
    });
    seen = head.hash;
  }

  /** Roles that were told in a block which is another one now, as they are. */
  async function rolesThatWent(logs: readonly RoleLog[], again: number): Promise<readonly RoleNow[]> {
    const rows = await listToldSince(store.db, again);
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

  const iso = (): string => new Date(now()).toISOString();

  return {
    poll() {
      const once = () => readOnce().catch(readOnce);
      const mine = reading.then(once, once);
      reading = mine;
      return mine;
    },
  };
}
