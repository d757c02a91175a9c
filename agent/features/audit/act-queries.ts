import { randomBytes } from "node:crypto";
import { commitTo } from "@necto/tools/audit/commit-to";
import { hashAct, NO_ACT, type SealedAct } from "@necto/tools/audit/sealed-act";
import { keccakText } from "@necto/tools/core/digest";
import { type Kysely, sql } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Act, ActScope } from "./act.ts";

type Db = Kysely<Database>;

/**
 * Writes an act down, in the transaction of what was done: both stand, or neither. The acts of one scope wait for each other, so
 * call it last.
 *
 * @returns its place in the log of its scope; that of the first with its key
 */
export async function recordAct(transaction: Db, act: Act): Promise<number> {
  const { scope, action, actor, subject = null, result, at, key = null } = act;
  await holdLog(transaction, scope);
  const known = key === null ? null : await findKey(transaction, scope, key);
  if (known !== null) return known;
  const last = await findHead(transaction, scope);
  const [salt, subjectSalt] = [newSalt(), subject === null ? null : newSalt()];
  const sealed: SealedAct = {
    ...{ format: "necto.act/1", scope, seq: (last?.seq ?? 0) + 1, previous: last?.hash ?? NO_ACT },
    ...{ at, action, result, target: act.target ?? null, facts: act.facts ?? {} },
    ...{ decisionRoot: act.decisionRoot ?? null, txHash: act.txHash ?? null },
    commitments: {
      actor: commitTo(salt, actor),
      subject: subject === null || subjectSalt === null ? null : commitTo(subjectSalt, subject),
    },
  };
  await transaction
    .insertInto("acts")
    .values({
      ...{ scope, seq: sealed.seq, at, action, actor, salt, subject, subject_salt: subjectSalt, result },
      ...{ commitments: JSON.stringify(sealed.commitments), facts: JSON.stringify(sealed.facts) },
      ...{ target: sealed.target, decision_root: sealed.decisionRoot, tx_hash: sealed.txHash },
      ...{ previous_hash: sealed.previous, hash: hashAct(sealed), key },
    })
    .execute();
  return sealed.seq;
}

/** Several, in an order in which no two transactions wait for each other. */
export async function recordActs(transaction: Db, acts: readonly Act[]): Promise<void> {
  for (const act of acts.toSorted((a, b) => lockOf(a.scope).localeCompare(lockOf(b.scope))))
    await recordAct(transaction, act);
}

/** Where a log ends; null for an empty one. */
export async function findHead(db: Db, scope: string): Promise<{ seq: number; hash: string } | null> {
  const row = await db
    .selectFrom("acts")
    .select(["seq", "hash"])
    .where("scope", "=", scope)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? { seq: Number(row.seq), hash: row.hash } : null;
}

async function findKey(db: Db, scope: ActScope, key: string): Promise<number | null> {
  const row = await db
    .selectFrom("acts")
    .select("seq")
    .where("key", "=", key)
    .where("scope", "=", scope)
    .executeTakeFirst();
  return row ? Number(row.seq) : null;
}

const newSalt = (): string => `0x${randomBytes(32).toString("hex")}`;

/** The row of `meta` that whoever writes to a log holds: one of 4,096, so that none says whose log there is. */
const lockOf = (scope: ActScope): string => `acts ${keccakText(scope).slice(2, 5)}`;

/** One transaction after the other, of all processes: two acts never take the same place. */
async function holdLog(transaction: Db, scope: ActScope): Promise<void> {
  await transaction
    .insertInto("meta")
    .values({ key: lockOf(scope), value: "held while an act is written" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: sql.ref("meta.value") }))
    .execute();
}
