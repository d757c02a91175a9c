import type { DecisionView } from "@necto/tools/protocol/decision-view";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import type { Store } from "./open-store.ts";
import type { Database } from "./schema.ts";
import { insertTrace, type NewTrace } from "./traces.ts";

export interface Run {
  readonly id: string;
  readonly threadId: string;
  readonly status: Database["runs"]["status"];
  readonly startedAt: string;
  readonly lastSeq: number;
}

const toRun = (row: Database["runs"] & { last_seq: unknown }): Run => ({
  id: row.id,
  threadId: row.thread_id,
  status: row.status,
  startedAt: row.started_at,
  lastSeq: Number(row.last_seq),
});

export async function insertRun(
  { db }: Store,
  run: Pick<Run, "id" | "threadId" | "startedAt">,
): Promise<Run> {
  const row = { id: run.id, thread_id: run.threadId, status: "running" as const, started_at: run.startedAt };
  await db.insertInto("runs").values(row).execute();
  return { ...run, status: "running", lastSeq: 0 };
}

export async function findRun({ db }: Store, id: string): Promise<Run | null> {
  const row = await db.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toRun(row as never) : null;
}

/** Oldest first. */
export async function listRuns(
  { db }: Store,
  where: { threadId: string } | { status: Run["status"] },
): Promise<Run[]> {
  const query = db.selectFrom("runs").selectAll().orderBy("started_at").orderBy("id");
  const rows = await ("threadId" in where
    ? query.where("thread_id", "=", where.threadId)
    : query.where("status", "=", where.status)
  ).execute();
  return rows.map((row) => toRun(row as never));
}

/**
 * Appends events whose seqs follow the run's last one; the primary key refuses a seq twice. A final event ends the run
 * with it, and `traces` are kept with them or not at all.
 */
export async function appendRunEvents(
  { db }: Store,
  runId: string,
  events: readonly { readonly seq: number; readonly event: RunEvent }[],
  traces: readonly NewTrace[] = [],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const rows = events.map(({ seq, event }) => ({ run_id: runId, seq, event: JSON.stringify(event) }));
    await transaction.insertInto("run_events").values(rows).execute();
    const { seq, event } = events.at(-1)!;
    await transaction
      .updateTable("runs")
      .set({ last_seq: seq, ...(isTerminal(event) && { status: statusAfter(event) }) })
      .where("id", "=", runId)
      .execute();
    for (const trace of traces) await insertTrace(transaction, trace);
  });
}

const statusAfter = (event: RunEvent): Run["status"] =>
  event.type === "RUN_FINISHED"
    ? "finished"
    : event.type === "RUN_ERROR" && event.code === "run/stopped"
      ? "stopped"
      : "failed";

/** Events after `afterSeq`, in order. */
export async function listRunEvents(
  { db }: Store,
  runId: string,
  afterSeq: number,
): Promise<{ seq: number; event: RunEvent }[]> {
  const rows = await db
    .selectFrom("run_events")
    .select(["seq", "event"])
    .where("run_id", "=", runId)
    .where("seq", ">", afterSeq)
    .orderBy("seq")
    .execute();
  return rows.map(({ seq, event }) => ({ seq, event: JSON.parse(event) as RunEvent }));
}

export async function saveDecision({ db }: Store, runId: string, decisionId: string): Promise<void> {
  await db.insertInto("decisions").values({ id: decisionId, run_id: runId }).execute();
}

/** The decision as the page of its run showed it: an event of the run's log. */
export async function findDecisionView(store: Store, id: string): Promise<DecisionView | null> {
  const row = await store.db.selectFrom("decisions").select("run_id").where("id", "=", id).executeTakeFirst();
  if (!row) return null;
  for (const { event } of await listRunEvents(store, row.run_id, 0))
    if (event.type === "CUSTOM" && event.name === "decision" && event.value.id === id) return event.value;
  return null;
}
