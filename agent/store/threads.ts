import type { ThreadState } from "../graph/state.ts";
import { NEW_THREAD } from "../graph/state.ts";
import type { Store } from "./open-store.ts";
import type { Database } from "./schema.ts";

export interface Thread {
  readonly id: string;
  readonly mode: Database["threads"]["mode"];
  readonly createdAt: string;
  readonly state: ThreadState;
}

export async function insertThread({ db }: Store, thread: Omit<Thread, "state">): Promise<Thread> {
  const row = {
    id: thread.id,
    mode: thread.mode,
    created_at: thread.createdAt,
    state: JSON.stringify(NEW_THREAD),
  };
  await db.insertInto("threads").values(row).execute();
  return { ...thread, state: NEW_THREAD };
}

export async function findThread({ db }: Store, id: string): Promise<Thread | null> {
  const row = await db.selectFrom("threads").selectAll().where("id", "=", id).executeTakeFirst();
  return row
    ? { id: row.id, mode: row.mode, createdAt: row.created_at, state: JSON.parse(row.state) as ThreadState }
    : null;
}

/** @param byRun changes nothing once another run has the thread */
export async function saveThreadState(
  { db }: Store,
  id: string,
  state: ThreadState,
  byRun: string | null = null,
): Promise<void> {
  const query = db
    .updateTable("threads")
    .set({ state: JSON.stringify(state) })
    .where("id", "=", id);
  await (byRun === null ? query : query.where("run_id", "=", byRun)).execute();
}
