import { type Kysely, sql } from "kysely";
import { bytesToHex, zeroHash } from "viem";
import type { Database } from "../../store/schema.ts";
import { commitTo } from "../../traces/commit-to.ts";
import { type Act, hashAct, type SealedAct } from "./act.ts";

/**
 * Writes an act down, in the transaction of what was done: both stand, or neither. The acts of one scope wait for each other, so
 * call it last.
 *
 * @returns its place in the log of its scope
 */
export async function recordAct(transaction: Kysely<Database>, act: Act): Promise<number> {
  const { scope, action, actor, subject = null, result, at } = act;
  await holdLog(transaction, scope);
  const last = await transaction
    .selectFrom("acts")
    .select(["seq", "hash"])
    .where("scope", "=", scope)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
  const sealed: SealedAct = {
    ...{ format: "necto.act/1", scope, seq: Number(last?.seq ?? 0) + 1, previous: last?.hash ?? zeroHash },
    ...{ at, action, result, target: act.target ?? null, facts: act.facts ?? {} },
    ...{ decisionRoot: act.decisionRoot ?? null, txHash: act.txHash ?? null },
    commitments: { actor: commitTo(salt, actor), subject: subject === null ? null : commitTo(salt, subject) },
  };
  await transaction
    .insertInto("acts")
    .values({
      ...{ scope, seq: sealed.seq, at, action, actor, subject, salt, result, target: sealed.target },
      ...{ commitments: JSON.stringify(sealed.commitments), facts: JSON.stringify(sealed.facts) },
      ...{ decision_root: sealed.decisionRoot, tx_hash: sealed.txHash },
      ...{ previous_hash: sealed.previous, hash: hashAct(sealed) },
    })
    .execute();
  return sealed.seq;
}

/** One transaction after the other, of all processes: two acts never take the same place. */
async function holdLog(transaction: Kysely<Database>, scope: string): Promise<void> {
  await transaction
    .insertInto("meta")
    .values({ key: `acts ${scope}`, value: "held while an act is written" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: sql.ref("meta.value") }))
    .execute();
}
