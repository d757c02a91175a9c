import { NectoError } from "@necto/tools/errors";
import type { Kysely } from "kysely";
import type { Database } from "../../../store/schema.ts";
import type { Account, Transaction } from "./intent-queries.ts";

type Db = Kysely<Database>;

/** The right to write for an account, until somebody else has a higher fence. */
export interface Lease extends Account {
  readonly owner: string;
  readonly fence: number;
}

export interface LeaseTerm {
  /** ISO times. */
  readonly now: string;
  readonly until: string;
}

/**
 * Takes the lease when nobody has it or its holder has let it lapse. Null while somebody else has it.
 *
 * @param chainNonce the account's next nonce by the chain; the counter never goes below it
 */
export function acquireLease(
  db: Db,
  { chainId, address }: Account,
  { owner, now, until, chainNonce }: LeaseTerm & { readonly owner: string; readonly chainNonce: number },
): Promise<Lease | null> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("senders")
      .values({
        ...{ chain_id: chainId, address, next_nonce: chainNonce },
        ...{ lease_owner: null, lease_until: "", fence: 0 },
      })
      .onConflict((conflict) => conflict.columns(["chain_id", "address"]).doNothing())
      .execute();
    const taken = await transaction
      .updateTable("senders")
      .set((row) => ({ lease_owner: owner, lease_until: until, fence: row("fence", "+", 1) }))
      .where("chain_id", "=", chainId)
      .where("address", "=", address)
      .where((row) => row.or([row("lease_owner", "is", null), row("lease_until", "<", now)]))
      .returning(["fence", "next_nonce"])
      .executeTakeFirst();
    if (taken === undefined) return null;
    const lease: Lease = { chainId, address, owner, fence: Number(taken.fence) };
    if (Number(taken.next_nonce) < chainNonce) await setNonce(transaction, lease, chainNonce);
    return lease;
  });
}

/**
 * Keeps the lease. To be the first statement of every transaction that writes for the account: a holder that was replaced
 * while it slept can write nothing.
 *
 * @returns the next nonce
 * @throws NectoError `chain/not-the-writer`
 */
export async function keepLease(db: Db, lease: Lease, until: string): Promise<number> {
  const { chainId, address, owner, fence } = lease;
  const row = await db
    .updateTable("senders")
    .set({ lease_until: until })
    .where("chain_id", "=", chainId)
    .where("address", "=", address)
    .where("lease_owner", "=", owner)
    .where("fence", "=", fence)
    .returning("next_nonce")
    .executeTakeFirst();
  if (row !== undefined) return Number(row.next_nonce);
  throw new NectoError({
    code: "chain/not-the-writer",
    message: `Another process sends for ${address} on chain ${chainId} now. This one writes nothing more for it.`,
    meta: { address, chainId },
    retryable: true,
  });
}

export async function releaseLease(db: Db, { chainId, address, owner, fence }: Lease): Promise<void> {
  await db
    .updateTable("senders")
    .set({ lease_owner: null, lease_until: "" })
    .where("chain_id", "=", chainId)
    .where("address", "=", address)
    .where("lease_owner", "=", owner)
    .where("fence", "=", fence)
    .execute();
}

/** Gives the account's next nonce to an intent, for good. In a transaction that keeps the lease. */
export async function reserveNonce(
  db: Db,
  lease: Lease,
  { nonce, intentId }: { readonly nonce: number; readonly intentId: string },
): Promise<void> {
  const { chainId, address } = lease;
  await db.insertInto("nonces").values({ chain_id: chainId, address, nonce, intent_id: intentId }).execute();
  await setNonce(db, lease, nonce + 1);
}

async function setNonce(db: Db, { chainId, address }: Account, nonce: number): Promise<void> {
  await db
    .updateTable("senders")
    .set({ next_nonce: nonce })
    .where("chain_id", "=", chainId)
    .where("address", "=", address)
    .execute();
}

/** Adds an unsigned transaction to an intent, as its last turn. */
export async function insertTransaction(
  db: Db,
  transaction: Omit<Transaction, "turn" | "raw" | "hash">,
): Promise<Transaction> {
  const { last } = await db
    .selectFrom("transactions")
    .select(({ fn }) => fn.max("turn").as("last"))
    .where("intent_id", "=", transaction.intent_id)
    .executeTakeFirstOrThrow();
  const row = { ...transaction, turn: Number(last ?? 0) + 1, raw: null, hash: null };
  await db.insertInto("transactions").values(row).execute();
  return row;
}

/** Keeps the bytes that will be sent. The first ones kept are the only ones: false when there were some. */
export async function saveSigned(
  db: Db,
  { intent_id, turn }: Pick<Transaction, "intent_id" | "turn">,
  { raw, hash }: { readonly raw: string; readonly hash: string },
): Promise<boolean> {
  const kept = await db
    .updateTable("transactions")
    .set({ raw, hash })
    .where("intent_id", "=", intent_id)
    .where("turn", "=", turn)
    .where("raw", "is", null)
    .returning("turn")
    .executeTakeFirst();
  return kept !== undefined;
}

/** All transactions of intents, in order of turns. */
export async function listTransactions(db: Db, intentIds: readonly string[]): Promise<Transaction[]> {
  if (intentIds.length === 0) return [];
  return db
    .selectFrom("transactions")
    .selectAll()
    .where("intent_id", "in", intentIds)
    .orderBy("intent_id")
    .orderBy("turn")
    .execute();
}
