import type { TeamCall } from "@necto/tools/chain/team-roles";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { OpenTeams } from "./create-teams.ts";
import { insertOrg } from "./org-queries.ts";

const KEY = "demo team";
const NAME = "Demo team";
const ADMIN = "team-admin";
const MEMBERS = { "team-user": "user", "team-viewer": "viewer" } as const satisfies Partial<
  Record<DemoAccountName, string>
>;

export interface SeedOptions {
  readonly store: Store;
  readonly teams: Pick<OpenTeams, "teller" | "follower">;
  readonly now: () => number;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/**
 * The sandbox's organisation with its three demo accounts, once: what they change of it stays changed. A crash in between goes on
 * where it stopped, since every step is the same one the second time.
 */
export async function seedDemoTeam({ store, teams, now, newSecret }: SeedOptions): Promise<void> {
  const { db } = store;
  const { teller, follower } = teams;
  const by = devAccount(ADMIN).address.toLowerCase();
  const org = await db.transaction().execute(async (transaction) => {
    const value = JSON.stringify({ org: newSecret(), isDone: false });
    const fresh = await transaction
      .insertInto("meta")
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .returning("value")
      .executeTakeFirst();
    const row = await transaction
      .selectFrom("meta")
      .select("value")
      .where("key", "=", KEY)
      .executeTakeFirstOrThrow();
    const { org: id, isDone } = JSON.parse(row.value) as { readonly org: Hex; readonly isDone: boolean };
    const created_at = new Date(now()).toISOString();
    if (fresh) await insertOrg(transaction, { id, name: NAME, created_at, created_by: by });
    return isDone ? null : id;
  });
  if (org === null) return;

  async function tell(call: TeamCall, key: string): Promise<void> {
    const telling = { call, by, role: "admin" as const, key: `demo:${key}` };
    const { id } = await db.transaction().execute((transaction) => teller.record(transaction, telling));
    await teller.follow(id);
  }
  await tell({ call: "createOrg", org }, "create");
  for (const [account, role] of Object.entries(MEMBERS) as [keyof typeof MEMBERS, "user" | "viewer"][])
    await tell({ call: "setRole", org, account: devAccount(account).address, role }, account);
  await follower.poll();
  await db
    .updateTable("meta")
    .set({ value: JSON.stringify({ org, isDone: true }) })
    .where("key", "=", KEY)
    .execute();
}
