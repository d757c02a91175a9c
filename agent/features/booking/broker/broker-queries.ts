import type { HandOff } from "@necto/tools/protocol/hand-off";
import type { BrokeredJob } from "@necto/tools/protocol/job";
import type { Order } from "@necto/tools/protocol/order";
import type { Kysely } from "kysely";
import type { Database } from "../../../store/schema.ts";

type Db = Kysely<Database>;

/** What a broker does for a job. */
export interface BrokerLaunch {
  readonly jobId: string;
  readonly source: string;
  readonly broker: string;
  readonly state: BrokeredJob["state"];
  /** Ids at the source, by place. */
  readonly machines: readonly string[];
  readonly handOff: HandOff | null;
  readonly problem: BrokeredJob["problem"];
  readonly createdAt: string;
}

const toLaunch = (row: Database["broker_launches"]): BrokerLaunch => ({
  ...{ jobId: row.job_id, source: row.source, broker: row.broker, state: row.state },
  ...{ machines: JSON.parse(row.machines) as string[], createdAt: row.created_at },
  handOff: row.hand_off === null ? null : (JSON.parse(row.hand_off) as HandOff),
  problem:
    row.problem_code === null || row.problem_message === null
      ? null
      : { code: row.problem_code, message: row.problem_message },
});

/** Gives a job to its broker; the same one again changes nothing. */
export async function insertLaunch(
  db: Db,
  { jobId, order, at }: { readonly jobId: string; readonly order: Order; readonly at: string },
): Promise<void> {
  await db
    .insertInto("broker_launches")
    .values({
      ...{ job_id: jobId, source: order.source, broker: order.fulfilledBy, state: "waiting", machines: "[]" },
      ...{ hand_off: null, is_over: 0, next_try_at: at, problem_code: null, problem_message: null },
      created_at: at,
    })
    .onConflict((conflict) => conflict.column("job_id").doNothing())
    .execute();
}

export async function findLaunch(db: Db, jobId: string): Promise<BrokerLaunch | null> {
  const row = await db
    .selectFrom("broker_launches")
    .selectAll()
    .where("job_id", "=", jobId)
    .executeTakeFirst();
  return row ? toLaunch(row) : null;
}

/** Those that something is left to do for, oldest first. */
export async function listOpenLaunches(db: Db, at: string): Promise<readonly BrokerLaunch[]> {
  const rows = await db
    .selectFrom("broker_launches")
    .selectAll()
    .where("is_over", "=", 0)
    .where("next_try_at", "<=", at)
    .orderBy("created_at")
    .orderBy("job_id")
    .limit(200)
    .execute();
  return rows.map(toLaunch);
}

export interface LaunchChange {
  readonly state?: BrokeredJob["state"];
  readonly machines?: readonly string[];
  readonly handOff?: HandOff | null;
  readonly problem?: BrokeredJob["problem"];
  readonly isOver?: true;
  readonly nextTryAt?: string;
}

export async function saveLaunch(
  db: Db,
  jobId: string,
  { state, machines, handOff, problem, isOver, nextTryAt }: LaunchChange,
): Promise<void> {
  await db
    .updateTable("broker_launches")
    .set({
      ...(state && { state }),
      ...(machines && { machines: JSON.stringify(machines) }),
      ...(handOff && { hand_off: JSON.stringify(handOff) }),
      ...(problem !== undefined && {
        ...{ problem_code: problem?.code ?? null, problem_message: problem?.message ?? null },
      }),
      ...(isOver && { is_over: 1 }),
      ...(nextTryAt && { next_try_at: nextTryAt }),
    })
    .where("job_id", "=", jobId)
    .execute();
}
