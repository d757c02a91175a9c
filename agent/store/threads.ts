import type { Selectable } from "kysely";
import type { ThreadState } from "../graph/state.ts";
import { NEW_THREAD } from "../graph/state.ts";
import type { Store } from "./open-store.ts";
import type { Database } from "./schema.ts";

export interface Thread {
  readonly id: string;
  readonly mode: Database["threads"]["mode"];
  readonly createdAt: string;
  readonly state: ThreadState;
  /** Address of the account that a tracked thread is of; null for every untracked one. */
  readonly owner: string | null;
  readonly role: Selectable<Database["threads"]>["role"];
}

export type NewThread = Omit<Thread, "state" | "owner" | "role"> & Partial<Pick<Thread, "owner" | "role">>;

const toThread = ({ id, mode, created_at, state, owner, role }: Selectable<Database["threads"]>): Thread => ({
  ...{ id, mode, createdAt: created_at, owner, role, state: JSON.parse(state) as ThreadState },
});

/** @throws Error when an untracked thread is said to be somebody's */
export async function insertThread({ db }: Store, thread: NewThread): Promise<Thread> {
  const { id, mode, createdAt, owner = null, role = "buyer" } = thread;
  if (mode === "untracked" && owner !== null) throw new Error("An untracked thread has no owner.");
  const row = { id, mode, created_at: createdAt, state: JSON.stringify(NEW_THREAD), owner, role };
  await db.insertInto("threads").values(row).execute();
  return { id, mode, createdAt, owner, role, state: NEW_THREAD };
}

export async function findThread({ db }: Store, id: string): Promise<Thread | null> {
  const row = await db.selectFrom("threads").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toThread(row) : null;
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
