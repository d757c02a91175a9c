import { NectoError } from "@necto/tools/errors";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import type { Store } from "./open-store.ts";
import { isGone } from "./processes.ts";
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
  { db }: Pick<Store, "db">,
  run: Pick<Run, "id" | "threadId" | "startedAt"> & { readonly owner?: string },
): Promise<Run> {
  const { id, threadId, startedAt, owner = null } = run;
  const row = { id, thread_id: threadId, status: "running" as const, started_at: startedAt, owner };
  await db.insertInto("runs").values(row).execute();
  return { id, threadId, startedAt, status: "running", lastSeq: 0 };
}

/**
 * Begins a run of this process, which has its thread until its last event is written: of all processes that try, one
 * gets it.
 *
 * @returns `busy` while another run has the thread, null when there is no such thread
 */
export async function beginRun(
  store: Store,
  run: Pick<Run, "id" | "threadId" | "startedAt">,
): Promise<Run | "busy" | null> {
  return store.db.transaction().execute(async (transaction) => {
    const taken = await transaction
      .updateTable("threads")
      .set({ run_id: run.id })
      .where("id", "=", run.threadId)
      .where("run_id", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (taken) return insertRun({ db: transaction }, { ...run, owner: store.processId });
    const thread = await transaction
      .selectFrom("threads")
      .select("id")
      .where("id", "=", run.threadId)
      .executeTakeFirst();
    return thread ? "busy" : null;
  });
}

/**
 * Takes over the runs that nobody executes any more: those of processes that are gone, and those that this process
 * could not end. Of several processes that ask at once, each gets others.
 *
 * @param executing the runs that this process is executing
 */
export async function takeOrphans({ db, processId }: Store, executing: readonly string[]): Promise<Run[]> {
  const rows = await db
    .updateTable("runs")
    .set({ owner: processId })
    .where("status", "=", "running")
    .where(({ eb, or, and }) =>
      or([
        eb("owner", "is", null),
        and([eb("owner", "!=", processId), isGone("owner")]),
        and([eb("owner", "=", processId), ...(executing.length > 0 ? [eb("id", "not in", executing)] : [])]),
      ]),
    )
    .returningAll()
    .execute();
  return rows.map((row) => toRun(row as never));
}

/** Asks whichever other process executes a run to stop it. Whether there was one to ask. */
export async function askToStop({ db, processId, notices }: Store, runId: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const asked = await transaction
      .updateTable("runs")
      .set({ stop_asked: 1 })
      .where("id", "=", runId)
      .where("status", "=", "running")
      .where("owner", "!=", processId)
      .returning("id")
      .executeTakeFirst();
    if (asked) await notices.send(transaction, { kind: "stop", id: runId });
    return asked !== undefined;
  });
}

/** The runs of this process that another one was asked to stop. */
export async function listStopAsked({ db, processId }: Store): Promise<string[]> {
  const rows = await db
    .selectFrom("runs")
    .select("id")
    .where("status", "=", "running")
    .where("owner", "=", processId)
    .where("stop_asked", "=", 1)
    .execute();
  return rows.map(({ id }) => id);
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
 * Appends events whose seqs follow the run's last one; no seq is given twice and none left out, whoever else tries. A
 * final event ends the run and frees its thread, and `traces` are kept with it or not at all.
 *
 * @throws NectoError `run/lost` when the run belongs to another process, or its log has gone on without this one
 */
export async function appendRunEvents(
  { db, processId, notices }: Store,
  runId: string,
  events: readonly { readonly seq: number; readonly event: RunEvent }[],
  traces: readonly NewTrace[] = [],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { seq, event } = events.at(-1)!;
    const isEnd = isTerminal(event);
    const ours = await transaction
      .updateTable("runs")
      .set({ last_seq: seq, ...(isEnd && { status: statusAfter(event) }) })
      .where("id", "=", runId)
      .where("last_seq", "=", events[0]!.seq - 1)
      .where(({ eb, or }) => or([eb("owner", "is", null), eb("owner", "=", processId)]))
      .returning("thread_id")
      .executeTakeFirst();
    if (!ours) throw lost(runId);
    const rows = events.map(({ seq, event }) => ({ run_id: runId, seq, event: JSON.stringify(event) }));
    await transaction.insertInto("run_events").values(rows).execute();
    if (isEnd)
      await transaction
        .updateTable("threads")
        .set({ run_id: null })
        .where("id", "=", ours.thread_id)
        .where("run_id", "=", runId)
        .execute();
    for (const trace of traces) {
      await insertTrace(transaction, trace);
      await notices.send(transaction, { kind: "trace", id: trace.trace.root, isNew: true });
    }
    await notices.send(transaction, { kind: "run", id: runId, seq });
  });
}

const lost = (runId: string): NectoError =>
  new NectoError({
    code: "run/lost",
    message: `The log of the run ${runId} has gone on without this process, which was not heard of for too long.`,
    meta: { runId },
  });

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
