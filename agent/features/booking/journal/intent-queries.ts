import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { IntentState } from "../../../store/money-schema.ts";
import type { Database } from "../../../store/schema.ts";
import { recordIntentStep } from "../../audit/intent-acts-queries.ts";
import type { GatedOrder } from "../gate-order.ts";

type Db = Kysely<Database>;
export type Intent = Database["intents"];
export type Transaction = Database["transactions"];
export type IntentEvent = Database["intent_events"];

/** States in which something is to be sent, or to be found in a block. */
const ACTIVE_STATES = ["recorded", "reserved", "signed", "sent"] as const;
/** States of what is in a block that may still be replaced. */
const IN_BLOCK_STATES = ["mined", "reverted"] as const;
/** States in which something is still to be done. */
const OPEN_STATES = [...ACTIVE_STATES, ...IN_BLOCK_STATES] as const;
const RETRYABLE: readonly IntentState[] = ["failed", "cancelled"];

/** Which account, on which chain. Addresses in lower case. */
export interface Account {
  readonly chainId: number;
  readonly address: string;
}

/** What a step changes besides the state; what is not said stays. */
export type IntentChange = Partial<
  Pick<
    Intent,
    "tx_hash" | "block_number" | "block_hash" | "problem_code" | "problem_message" | "wants_cancel"
  >
>;

/** One step of an intent's way: only from the states it may be taken from. */
export interface Step {
  readonly from: readonly IntentState[];
  readonly to: IntentState;
  /** Stable name of what happened. */
  readonly what: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly change?: IntentChange;
  /** ISO time. */
  readonly at: string;
}

/**
 * Records an order in the caller's transaction. The same order again is the same intent, unless the first one has failed
 * or was cancelled for good: then it is a new turn.
 */
export async function insertIntent(db: Db, order: GatedOrder, at: string): Promise<Intent> {
  for (let turn = 1; ; turn++) {
    const id = intentIdOf(order, turn);
    const row: Intent = {
      ...{ id, chain_id: order.chainId, account: order.account.toLowerCase(), action: order.action },
      ...{
        subject: order.subject,
        job_id: order.jobId,
        effect: order.effect && JSON.stringify(order.effect),
      },
      ...{ target: order.target, data: order.data, facts: JSON.stringify(order.facts) },
      ...{ state: "recorded", wants_cancel: 0, tx_hash: null, block_number: null, block_hash: null },
      ...{ problem_code: null, problem_message: null, created_at: at, updated_at: at },
    };
    const inserted = await db
      .insertInto("intents")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (inserted !== undefined) {
      await insertEvent(db, row, { what: "recorded", at, detail: order.facts });
      return row;
    }
    const known = await db.selectFrom("intents").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    if (!RETRYABLE.includes(known.state)) return known;
  }
}

/** Names what it is about, not when: 32 hex digits. */
const intentIdOf = ({ chainId, account, action, subject, target }: GatedOrder, turn: number): string =>
  createHash("sha256")
    .update(JSON.stringify([chainId, account.toLowerCase(), target.toLowerCase(), action, subject, turn]))
    .digest("hex")
    .slice(0, 32);

/** Takes a step. False when the intent is in none of the states it may be taken from: somebody else took one. */
export async function takeStep(db: Db, intentId: string, step: Step): Promise<boolean> {
  const { from, to, change = {}, at } = step;
  const moved = await db
    .updateTable("intents")
    .set({ ...change, state: to, updated_at: at })
    .where("id", "=", intentId)
    .where("state", "in", from)
    .returningAll()
    .executeTakeFirst();
  if (moved === undefined) return false;
  const seq = await insertEvent(db, moved, step);
  await recordIntentStep(db, moved, { ...step, seq });
  return true;
}

async function insertEvent(
  db: Db,
  { id, state }: Pick<Intent, "id" | "state">,
  { what, at, detail = {} }: Pick<Step, "what" | "at" | "detail">,
): Promise<number> {
  const { last } = await db
    .selectFrom("intent_events")
    .select(({ fn }) => fn.max("seq").as("last"))
    .where("intent_id", "=", id)
    .executeTakeFirstOrThrow();
  const seq = Number(last ?? 0) + 1;
  await db
    .insertInto("intent_events")
    .values({ intent_id: id, seq, at, state, what, detail: JSON.stringify(detail) })
    .execute();
  return seq;
}

/** Says why it does not go on; it stays where it is. */
export async function saveProblem(
  db: Db,
  intentId: string,
  problem: { readonly code: string; readonly message: string } | null,
): Promise<void> {
  await db
    .updateTable("intents")
    .set({ problem_code: problem?.code ?? null, problem_message: problem?.message ?? null })
    .where("id", "=", intentId)
    .execute();
}

/** Asks that it should not happen. Answers its state then; null when there is none of that id. */
export async function wantCancel(db: Db, intentId: string): Promise<IntentState | null> {
  const row = await db
    .updateTable("intents")
    .set({ wants_cancel: 1 })
    .where("id", "=", intentId)
    .returning("state")
    .executeTakeFirst();
  return row?.state ?? null;
}

/** What an account has to send or to find in a block, oldest first. */
export const listActive = (db: Db, { chainId, address }: Account, limit: number): Promise<Intent[]> =>
  db
    .selectFrom("intents")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("account", "=", address)
    .where("state", "in", ACTIVE_STATES)
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();

/** What an account has in blocks up to one that stays, and in those from another one on, which may be replaced. */
export const listInBlocks = (
  db: Db,
  { chainId, address }: Account,
  { final, recent, limit }: { readonly final: number; readonly recent: number; readonly limit: number },
): Promise<Intent[]> =>
  db
    .selectFrom("intents")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("account", "=", address)
    .where("state", "in", IN_BLOCK_STATES)
    .where((row) => row.or([row("block_number", "<=", final), row("block_number", ">=", recent)]))
    .orderBy("block_number")
    .limit(limit)
    .execute();

/** Intents of a chain on which something is still to be done, those included that wait for their block to be final. */
export async function countOpen(db: Db, chainId: number): Promise<number> {
  const { open } = await db
    .selectFrom("intents")
    .select(({ fn }) => fn.countAll().as("open"))
    .where("chain_id", "=", chainId)
    .where("state", "in", OPEN_STATES)
    .executeTakeFirstOrThrow();
  return Number(open);
}

export const findIntent = async (db: Db, id: string): Promise<Intent | null> =>
  (await db.selectFrom("intents").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;

/** Everything that was ever to be done about a job, oldest first. */
export const listIntents = (db: Db, jobId: string): Promise<Intent[]> =>
  db
    .selectFrom("intents")
    .selectAll()
    .where("job_id", "=", jobId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();

/** Events after `afterSeq`, in order. */
export const listIntentEvents = (db: Db, intentId: string, afterSeq: number): Promise<IntentEvent[]> =>
  db
    .selectFrom("intent_events")
    .selectAll()
    .where("intent_id", "=", intentId)
    .where("seq", ">", afterSeq)
    .orderBy("seq")
    .execute();
