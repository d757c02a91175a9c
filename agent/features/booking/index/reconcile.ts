import { type EscrowDoor, readBalance, readCredit, readLocked, readRules } from "@necto/tools/chain/escrow";
import type { Address, Hex } from "viem";
import type { Store } from "../../../store/open-store.ts";
import { type IndexKey, listPostings } from "./index-queries.ts";
import { balancesOf } from "./ledger.ts";

/** An account whose books and chain differ. Base units. */
export interface Drift {
  readonly account: string;
  readonly ledger: bigint;
  readonly chain: bigint;
}

export interface Reconciliation {
  readonly accounts: number;
  readonly drifts: readonly Drift[];
  /** What the escrow has and owes to nobody: tokens that were sent to it without a job. */
  readonly excess: bigint;
}

/** Requests at once; a node answers them one after the other anyway. */
const AT_ONCE = 50;

/**
 * Holds the books against the chain at one block: every job, credit and the fees, to the base unit, and their sum against
 * what the escrow has.
 *
 * @param block the last block that the books have read
 */
export async function reconcile(
  { db }: Store,
  key: IndexKey,
  door: EscrowDoor,
  block: bigint,
): Promise<Reconciliation> {
  const balances = balancesOf(await listPostings(db, key));
  const inside = [...balances].filter(([account]) => !account.startsWith("account:"));
  const at = { blockNumber: block };
  const { token, fees } = await readRules(door, at);
  const chainOf = (account: string): Promise<bigint> | bigint => {
    const [kind, id] = account.split(":") as [string, string];
    if (kind === "job") return readLocked(door, id as Hex, at);
    return kind === "owed" ? readCredit(door, id as Address, at) : fees;
  };
  const drifts: Drift[] = [];
  for (let first = 0; first < inside.length; first += AT_ONCE) {
    const some = inside.slice(first, first + AT_ONCE);
    const found = await Promise.all(some.map(([account]) => chainOf(account)));
    for (const [index, [account, ledger]] of some.entries())
      if (found[index] !== ledger) drifts.push({ account, ledger, chain: found[index]! });
  }
  if (!balances.has("fees") && fees !== 0n) drifts.push({ account: "fees", ledger: 0n, chain: fees });
  const owned = inside.reduce((sum, [, amount]) => sum + amount, 0n);
  const held = await readBalance(door.client, token, door.escrow, at);
  if (held < owned) drifts.push({ account: "escrow", ledger: owned, chain: held });
  return { accounts: inside.length, drifts, excess: held - owned };
}
