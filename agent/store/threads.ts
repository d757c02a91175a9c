import type { RunEvent } from "@necto/tools/protocol/run-event";
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
  /** The organisation that its owner acts for in it; null for none. */
  readonly org: string | null;
}

export type NewThread = Omit<Thread, "state" | "owner" | "role" | "org"> &
  Partial<Pick<Thread, "owner" | "role" | "org">>;

const toThread = ({ id, mode, created_at, state, ...row }: Selectable<Database["threads"]>): Thread => ({
  ...{ id, mode, createdAt: created_at, state: JSON.parse(state) as ThreadState },
  ...{ owner: row.owner, role: row.role, org: row.org },
});

/** @throws Error when an untracked thread is said to be somebody's, or one of nobody an organisation's */
export async function insertThread({ db }: Store, thread: NewThread): Promise<Thread> {
  const { id, mode, createdAt, owner = null, role = "buyer", org = null } = thread;
  if (mode === "untracked" && owner !== null) throw new Error("An untracked thread has no owner.");
  if (owner === null && org !== null) throw new Error("A thread of an organisation is a member's.");
  const row = { id, mode, created_at: createdAt, state: JSON.stringify(NEW_THREAD), owner, role, org };
  await db.insertInto("threads").values(row).execute();
  return { id, mode, createdAt, owner, role, org, state: NEW_THREAD };
}

export async function findThread({ db }: Pick<Store, "db">, id: string): Promise<Thread | null> {
  const row = await db.selectFrom("threads").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? toThread(row) : null;
}

/** What `listThreads` says of a thread. */
export interface OwnThread extends Pick<Thread, "id" | "role" | "org" | "createdAt"> {
  /** The first message of its first runs; null when none was in words. */
  readonly title: string | null;
}

/** Seq of the words in the log of a tracked run: after its start and the message's. */
const WORDS_SEQ = 3;
const MOST_THREADS = 50;

/** The tracked threads of an account, newest first. */
export async function listThreads({ db }: Store, owner: string): Promise<OwnThread[]> {
  const threads = await db
    .selectFrom("threads")
    .select(["id", "role", "org", "created_at"])
    .where("owner", "=", owner)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(MOST_THREADS)
    .execute();
  if (threads.length === 0) return [];
  const said = await db
    .selectFrom("runs")
    .innerJoin("run_events", "run_events.run_id", "runs.id")
    .select(["runs.thread_id", "run_events.event"])
    .where("run_events.seq", "=", WORDS_SEQ)
    .where(
      "runs.thread_id",
      "in",
      threads.map(({ id }) => id),
    )
    .orderBy("runs.started_at")
    .execute();
  const titles = new Map<string, string>();
  for (const { thread_id, event } of said) {
    const words = JSON.parse(event) as RunEvent;
    if (words.type === "TEXT_MESSAGE_CONTENT" && !titles.has(thread_id)) titles.set(thread_id, words.delta);
  }
  return threads.map(({ id, role, org, created_at }) => ({
    ...{ id, role, org, createdAt: created_at, title: titles.get(id) ?? null },
  }));
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
