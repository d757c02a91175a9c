import { createActsVerifier } from "@necto/tools/audit/verify-acts";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { toEscrowEvent } from "../booking/index/event-json.ts";
import { findHead } from "./act-queries.ts";
import { toldBy } from "./chain-acts-queries.ts";
import { readActs } from "./read-acts-queries.ts";

type Db = Kysely<Database>;

/**
 * Whether every log is whole, and tells exactly what the chain has of tracked jobs: each event once, and none that was taken back.
 *
 * @returns what is wrong, in words; empty when nothing is
 */
export async function checkActs(db: Db): Promise<readonly string[]> {
  const wrong: string[] = [];
  const standing = new Map<string, number>();
  const scopes = await db.selectFrom("acts").select("scope").distinct().execute();
  for (const { scope } of scopes) {
    const head = await findHead(db, scope);
    const verifier = createActsVerifier({ scope, head, isPartial: false });
    for await (const act of readActs(db, { scope, onlyOf: null }, { upTo: head?.seq ?? 0 }))
      verifier.add(act);
    const { verdict } = verifier.end();
    if (verdict !== "verified") wrong.push(`the log ${scope} is ${verdict}`);
  }
  const keys = await db.selectFrom("acts").select("key").where("key", "like", "event %").execute();
  for (const { key } of keys) {
    const event = key!.split(" ").slice(1, 3).join(" ");
    standing.set(event, (standing.get(event) ?? 0) + 1);
  }
  const logs = await db
    .selectFrom("escrow_logs")
    .innerJoin("jobs", "jobs.job_id", "escrow_logs.job_id")
    .select(["block_hash", "log_index", "event", "args", "block_time"])
    .where("jobs.thread_id", "is not", null)
    .execute();
  for (const log of logs.filter((one) => toldBy(toEscrowEvent(one)) !== null)) {
    const event = `${log.block_hash} ${log.log_index}`;
    if ((standing.get(event) ?? 0) % 2 !== 1) wrong.push(`${log.event} ${event} is on chain and not told`);
    standing.delete(event);
  }
  for (const [event, turns] of standing) if (turns % 2 === 1) wrong.push(`${event} is told and not on chain`);
  return wrong;
}
