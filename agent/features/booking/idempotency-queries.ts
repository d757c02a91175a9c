import { createHash } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;

/** A POST that moves money, as it came in. */
export interface MoneyRequest {
  /** Who asks: an account, or the capability of an untracked job. */
  readonly principal: string;
  /** Method and route pattern, such as `POST /api/bookings`. */
  readonly route: string;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** The body as it came in. */
  readonly body: string;
}

/** An answer as it is sent, byte for byte. */
export interface MoneyAnswer {
  readonly status: number;
  readonly body: string;
}

/** The first answer to a request; while it is still on its way to the chain, what was recorded for it instead. */
export interface Replay extends MoneyAnswer {
  /** Null once there is an answer. */
  readonly intentId: string | null;
}

/** Status of a row whose response is the id of the intent that it waits for. */
const UNDER_WAY = 102;

/**
 * Does the work of a request once, and gives its first answer to every repeat. The row, the work and the answer are one
 * transaction: there is no moment at which one of them is there without the others, and a repeat that arrives meanwhile
 * waits for it. Work that throws leaves nothing, so that the key can be used again.
 *
 * @param work writes to this transaction only, and waits for nothing but the database
 * @throws NectoError `request/idempotency-mismatch` when the key was used for another body,
 *   `request/idempotency-key` when it is none
 */
export async function answerOnce(
  db: Db,
  request: MoneyRequest & { readonly at: string },
  work: (transaction: Db) => Promise<MoneyAnswer>,
): Promise<Replay & { readonly isReplay: boolean }> {
  const { principal, route, key, body, at } = request;
  if (!/^[\x21-\x7e]{16,255}$/.test(key))
    throw new NectoError({
      code: "request/idempotency-key",
      message:
        "This request moves money and needs an Idempotency-Key header of 16 to 255 characters, such as a UUID. Use a new one for each payment, and the same one to repeat it.",
    });
  return db.transaction().execute(async (transaction) => {
    const begun = await transaction
      .insertInto("idempotency")
      .values({
        principal,
        route,
        key,
        body_hash: hashOf(body),
        status: null,
        response: null,
        created_at: at,
      })
      .onConflict((conflict) => conflict.columns(["principal", "route", "key"]).doNothing())
      .returning("key")
      .executeTakeFirst();
    if (begun === undefined) return { ...(await findReplay(transaction, request))!, isReplay: true };
    const answer = await work(transaction);
    await transaction
      .updateTable("idempotency")
      .set({ status: answer.status, response: answer.body })
      .where("principal", "=", principal)
      .where("route", "=", route)
      .where("key", "=", key)
      .execute();
    return { ...answer, intentId: null, isReplay: false };
  });
}

/**
 * Keeps what was recorded for a request, in the transaction that records it: whoever repeats it before it is answered finds it.
 *
 * @returns false when something else was recorded for it
 */
export async function keepUnderWay(
  transaction: Db,
  { principal, route, key, body, at }: MoneyRequest & { readonly at: string },
  intentId: string,
): Promise<boolean> {
  const row = { principal, route, key, body_hash: hashOf(body), created_at: at };
  const kept = await transaction
    .insertInto("idempotency")
    .values({ ...row, status: UNDER_WAY, response: intentId })
    .onConflict((conflict) => conflict.columns(["principal", "route", "key"]).doNothing())
    .returning("key")
    .executeTakeFirst();
  return kept !== undefined || (await findReplay(transaction, { ...row, body }))?.intentId === intentId;
}

/** Puts the answer in the place of what was recorded; null leaves the key to be used again. */
export async function settle(
  db: Db,
  { principal, route, key }: MoneyRequest,
  { intentId, answer }: { readonly intentId: string; readonly answer: MoneyAnswer | null },
): Promise<void> {
  const isItsRow = sql<boolean>`principal = ${principal} and route = ${route} and key = ${key}
    and status = ${UNDER_WAY} and response = ${intentId}`;
  if (answer === null) await db.deleteFrom("idempotency").where(isItsRow).execute();
  else
    await db
      .updateTable("idempotency")
      .set({ status: answer.status, response: answer.body })
      .where(isItsRow)
      .execute();
}

/**
 * The first answer to a request that was answered before; null for a new one. To be asked before anything that may refuse
 * a repeat for what has changed since.
 *
 * @throws NectoError `request/idempotency-mismatch`
 */
export async function findReplay(db: Db, request: MoneyRequest): Promise<Replay | null> {
  const { principal, route, key, body } = request;
  const row = await db
    .selectFrom("idempotency")
    .select(["body_hash", "status", "response"])
    .where("principal", "=", principal)
    .where("route", "=", route)
    .where("key", "=", key)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.body_hash !== hashOf(body))
    throw new NectoError({
      code: "request/idempotency-mismatch",
      message:
        "This Idempotency-Key was used for another request. Nothing was done. Use a new key for a new payment.",
    });
  if (row.status === null || row.response === null)
    throw new Error(`The answer to ${key} is not there although its transaction has ended.`);
  const [status, response] = [Number(row.status), row.response];
  return { status, body: response, intentId: status === UNDER_WAY ? response : null };
}

const hashOf = (body: string): string => createHash("sha256").update(body).digest("hex");
