import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Act } from "../audit/act.ts";
import { recordActs } from "../audit/act-queries.ts";

type Db = Kysely<Database>;

export interface Session {
  /** SHA-256 of its cookie. */
  readonly id: string;
  readonly address: string;
  readonly demo: Database["sessions"]["demo"];
  readonly createdAt: string;
  readonly expiresAt: string;
}

type Nonce = Database["sign_in_nonces"];

/** Keeps a nonce, and forgets those whose time is over. */
export async function insertNonce(db: Db, nonce: Nonce, at: string): Promise<void> {
  await db.deleteFrom("sign_in_nonces").where("expires_at", "<=", at).execute();
  await db.insertInto("sign_in_nonces").values(nonce).execute();
}

/** Whether a nonce can still be used, by the browser that asked for it. */
export async function isNonceOpen(
  db: Db,
  { nonce, cookie_hash }: Pick<Nonce, "nonce" | "cookie_hash">,
  at: string,
): Promise<boolean> {
  const found = await db
    .selectFrom("sign_in_nonces")
    .select("nonce")
    .where("nonce", "=", nonce)
    .where("cookie_hash", "=", cookie_hash)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Opens a session in the place of another one, and uses up the nonce that it was opened with, all or nothing.
 *
 * @returns false when the nonce was used up meanwhile; then nothing has changed
 */
export async function openSession(
  db: Db,
  session: Session,
  used: { readonly nonce: string | null; readonly inPlaceOf: string | null },
): Promise<boolean> {
  const { id, address, demo, createdAt, expiresAt } = session;
  return db.transaction().execute(async (transaction) => {
    if (used.nonce !== null) {
      const mine = await transaction
        .deleteFrom("sign_in_nonces")
        .where("nonce", "=", used.nonce)
        .returning("nonce")
        .executeTakeFirst();
      if (mine === undefined) return false;
    }
    await transaction
      .insertInto("accounts")
      .values({ address, created_at: createdAt, signed_in_at: createdAt })
      .onConflict((conflict) => conflict.column("address").doUpdateSet({ signed_in_at: createdAt }))
      .execute();
    const before = used.inPlaceOf === null ? [] : await endSessions(transaction, { id: used.inPlaceOf });
    await transaction.deleteFrom("sessions").where("expires_at", "<=", createdAt).execute();
    await transaction
      .insertInto("sessions")
      .values({ id, address, demo, created_at: createdAt, expires_at: expiresAt })
      .execute();
    const how = demo === null ? "wallet" : "demo";
    await recordActs(transaction, [
      ...before.map((one) => signedOut(one.address, createdAt)),
      { ...ownAct(address, "session.opened", createdAt), facts: { how } },
    ]);
    return true;
  });
}

/** The session, unless it has ended. */
export async function findSession(db: Db, id: string, at: string): Promise<Session | null> {
  const row = await db
    .selectFrom("sessions")
    .selectAll()
    .where("id", "=", id)
    .where("expires_at", ">", at)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { address, demo } = row;
  return { id, address, demo, createdAt: row.created_at, expiresAt: row.expires_at };
}

/** Which of some sessions have not ended. */
export async function listOpenSessions(db: Db, ids: readonly string[], at: string): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("sessions")
    .select("id")
    .where("id", "in", ids)
    .where("expires_at", ">", at)
    .execute();
  return rows.map(({ id }) => id);
}

/** Sessions and nonces that count for nothing any more. */
export async function deleteExpired(db: Db, at: string): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at", "<=", at).execute();
  await db.deleteFrom("sign_in_nonces").where("expires_at", "<=", at).execute();
}

type WhichSessions = { readonly id: string } | { readonly address: string };

/** Whose sessions it ended. */
function endSessions(
  transaction: Db,
  which: WhichSessions,
): Promise<readonly Pick<Session, "id" | "address">[]> {
  const query = transaction.deleteFrom("sessions").returning(["id", "address"]);
  return (
    "id" in which ? query.where("id", "=", which.id) : query.where("address", "=", which.address)
  ).execute();
}

/** Somebody signs out. The ids of the sessions that it ended. */
export const closeSessions = (db: Db, which: WhichSessions, at: string): Promise<string[]> =>
  db.transaction().execute(async (transaction) => {
    const ended = await endSessions(transaction, which);
    const [first] = ended;
    if (first)
      await recordActs(transaction, [{ ...signedOut(first.address, at), facts: { sessions: ended.length } }]);
    return ended.map(({ id }) => id);
  });

/** The ids of the sessions that it ended. */
export const deleteSessions = async (db: Db, which: WhichSessions): Promise<string[]> =>
  (await endSessions(db, which)).map(({ id }) => id);

const ownAct = (address: string, action: string, at: string): Act => ({
  ...{ scope: `account:${address}`, actor: address, action, result: "done", at },
});

const signedOut = (address: string, at: string): Act => ownAct(address, "session.closed", at);
