import type { KeptAct } from "@necto/tools/audit/sealed-act";
import type { AuditFilters } from "@necto/tools/protocol/audit";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
type Row = Database["acts"];

/** Which acts of one log. */
export interface Wanted extends Omit<AuditFilters, "org"> {
  readonly scope: string;
  /** Address of one who sees what it did and what was done to it, and nothing else; null for all. */
  readonly onlyOf: string | null;
}

const wanted = (db: Db, { scope, onlyOf, from, to, actor, action, target, result }: Wanted) =>
  db
    .selectFrom("acts")
    .where("scope", "=", scope)
    .$if(onlyOf !== null, (query) =>
      query.where(({ or, eb }) => or([eb("actor", "=", onlyOf), eb("subject", "=", onlyOf)])),
    )
    .$if(from !== undefined, (query) => query.where("at", ">=", from!))
    .$if(to !== undefined, (query) => query.where("at", "<", to!))
    .$if(actor !== undefined, (query) => query.where("actor", "=", actor!.toLowerCase()))
    .$if(action !== undefined, (query) =>
      query.where(({ or, and, eb }) =>
        // All of a kind: `payment.` and what follows; `/` comes after the dot.
        or([
          eb("action", "=", action!),
          and([eb("action", ">", `${action}.`), eb("action", "<", `${action}/`)]),
        ]),
      ),
    )
    .$if(target !== undefined, (query) => query.where("target", "=", target!))
    .$if(result !== undefined, (query) => query.where("result", "=", result!));

/** Newest first; before a place in the log, when there is one. */
export async function listActs(
  db: Db,
  which: Wanted,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<KeptAct[]> {
  const rows = await wanted(db, which)
    .$if(before !== undefined, (query) => query.where("seq", "<", before!))
    .selectAll()
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(toKept);
}

export async function countActs(db: Db, which: Wanted): Promise<number> {
  const { acts } = await wanted(db, which)
    .select(({ fn }) => fn.countAll().as("acts"))
    .executeTakeFirstOrThrow();
  return Number(acts);
}

/** Those of a log up to its head, oldest first, a page at a time: however long it is. */
export async function* readActs(
  db: Db,
  which: Wanted,
  { upTo, pageSize = 1_000 }: { readonly upTo: number; readonly pageSize?: number },
): AsyncGenerator<KeptAct> {
  for (let after = 0; ; ) {
    const rows = await wanted(db, which)
      .where("seq", ">", after)
      .where("seq", "<=", upTo)
      .selectAll()
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    for (const row of rows) yield toKept(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = Number(last.seq);
  }
}

/** One of a log; null when there is none, or whoever asks may not see it. */
export async function findAct(db: Db, which: Wanted, seq: number): Promise<KeptAct | null> {
  const row = await wanted(db, which).where("seq", "=", seq).selectAll().executeTakeFirst();
  return row ? toKept(row) : null;
}

const toKept = (row: Row): KeptAct => ({
  act: {
    ...{ format: "necto.act/1", scope: row.scope, seq: Number(row.seq), previous: row.previous_hash },
    ...{ at: row.at, action: row.action, result: row.result, target: row.target },
    facts: JSON.parse(row.facts) as KeptAct["act"]["facts"],
    ...{ decisionRoot: row.decision_root, txHash: row.tx_hash },
    commitments: JSON.parse(row.commitments) as KeptAct["act"]["commitments"],
  },
  hash: row.hash,
  actor: row.actor === null || row.salt === null ? null : { who: row.actor, salt: row.salt },
  subject:
    row.subject === null || row.subject_salt === null ? null : { who: row.subject, salt: row.subject_salt },
});
