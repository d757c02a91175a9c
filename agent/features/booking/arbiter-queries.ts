import type { EscrowEvent } from "@necto/contracts/abi/fold-events";
import type { Resolution } from "@necto/tools/protocol/job";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { toEscrowEvent } from "./index/event-json.ts";

type Db = Kysely<Database>;
type Reason = Database["resolutions"];

/** Keeps the words behind a reason's hash; the last ones count. */
export async function saveReason(db: Db, row: Reason): Promise<void> {
  const { reason, reason_hash, created_at } = row;
  await db
    .insertInto("resolutions")
    .values(row)
    .onConflict((conflict) => conflict.column("job_id").doUpdateSet({ reason, reason_hash, created_at }))
    .execute();
}

export const findReason = async (db: Db, jobId: string): Promise<Reason | null> =>
  (await db.selectFrom("resolutions").selectAll().where("job_id", "=", jobId).executeTakeFirst()) ?? null;

/** What the arbiter decided, by a job's events; words that the chain's hash does not bind are not shown. */
export function resolutionOf(
  logs: readonly Database["escrow_logs"][],
  known: Reason | null,
): Resolution | null {
  const log = logs.find(({ event }) => event === "JobResolved");
  if (log === undefined) return null;
  const { args } = toEscrowEvent(log) as Extract<EscrowEvent, { eventName: "JobResolved" }>;
  const reasonHash = args.reason;
  return {
    ...{ providerSeconds: Number(args.providerSecs), reasonHash },
    reason: known?.reason_hash === reasonHash ? known.reason : null,
  };
}
