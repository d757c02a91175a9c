import type { RunEvent } from "@necto/tools/protocol/run-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NEW_THREAD } from "../graph/state.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import {
  appendRunEvents,
  beginRun,
  findDecisionView,
  findRun,
  insertRun,
  listRunEvents,
  listRuns,
  saveDecision,
} from "./runs.ts";
import { findThread, insertThread, listThreads, saveThreadState } from "./threads.ts";

const AT = "2026-11-22T08:00:00.000Z";
const step = (timestamp: number): RunEvent => ({ type: "STEP_STARTED", timestamp, stepName: "rank" });
const finished: RunEvent = {
  type: "RUN_FINISHED",
  timestamp: 9,
  threadId: "t",
  runId: "r",
  outcome: { type: "success" },
};
const failed = (code: string): RunEvent => ({ type: "RUN_ERROR", timestamp: 9, code, message: "…" });
/** Events as the log takes them, from a seq on. */
const from = (first: number, ...events: RunEvent[]) => events.map((event, i) => ({ seq: first + i, event }));

describe("a store", () => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
    await insertThread(store, { id: "t", mode: "untracked", createdAt: AT });
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });
  const aRun = (id = "r", startedAt = AT) => insertRun(store, { id, threadId: "t", startedAt });

  test("gives threads back as they were put in, and knows no others", async () => {
    expect(await findThread(store, "t")).toEqual({
      id: "t",
      mode: "untracked",
      createdAt: AT,
      state: NEW_THREAD,
      owner: null,
      org: null,
      role: "buyer",
    });
    expect(await findThread(store, "' or 1=1 --")).toBeNull();
    const state = {
      requirements: null,
      decisionId: "d",
      shown: [{ offerId: "o'1", provider: "Nørd \u0000 “GPU” 🚀", source: "necto" }],
    };
    await saveThreadState(store, "t", state);
    expect((await findThread(store, "t"))!.state).toEqual(state);
  });

  test("keeps whose a tracked thread is, and refuses to keep it of an untracked one", async () => {
    const owned = { id: "o", createdAt: AT, owner: "0xa", role: "provider" } as const;
    await insertThread(store, { ...owned, mode: "tracked" });
    expect(await findThread(store, "o")).toMatchObject({ ...owned, mode: "tracked" });
    await expect(insertThread(store, { ...owned, id: "u", mode: "untracked" })).rejects.toThrow(/no owner/);
    expect(await findThread(store, "u")).toBeNull();
  });

  test("lists the threads of an account by their first words, and nobody else's", async () => {
    const open = (id: string, owner: string, createdAt: string) =>
      insertThread(store, { id, mode: "tracked", owner, createdAt });
    await open("old", "0xa", "2026-11-22T08:00:00.000Z");
    await open("new", "0xa", "2026-11-22T09:00:00.000Z");
    await open("others", "0xb", "2026-11-22T09:30:00.000Z");
    const say = async (id: string, delta: string, startedAt: string) => {
      await insertRun(store, { id, threadId: "old", startedAt });
      const message = { timestamp: 1, messageId: "m" };
      const started: RunEvent = { type: "RUN_STARTED", timestamp: 1, threadId: "old", runId: id };
      const begun: RunEvent = { type: "TEXT_MESSAGE_START", role: "user", ...message };
      const words: RunEvent = { type: "TEXT_MESSAGE_CONTENT", delta, ...message };
      await appendRunEvents(store, id, from(1, started, begun, words));
    };
    await say("second", "only spot", "2026-11-22T08:02:00.000Z");
    await say("first", "H100 in EU", "2026-11-22T08:01:00.000Z");
    expect(await listThreads(store, "0xa")).toEqual([
      { id: "new", role: "buyer", org: null, createdAt: "2026-11-22T09:00:00.000Z", title: null },
      { id: "old", role: "buyer", org: null, createdAt: "2026-11-22T08:00:00.000Z", title: "H100 in EU" },
    ]);
    expect(await listThreads(store, "0xc")).toEqual([]);
  });

  test("lists the runs of a thread oldest first, and those of a status", async () => {
    await aRun("r-late", "2026-11-22T09:00:00.000Z");
    await aRun("r-early");
    await appendRunEvents(store, "r-late", from(1, finished));
    expect((await listRuns(store, { threadId: "t" })).map(({ id }) => id)).toEqual(["r-early", "r-late"]);
    expect((await listRuns(store, { status: "running" })).map(({ id }) => id)).toEqual(["r-early"]);
    expect(await listRuns(store, { threadId: "nobody" })).toEqual([]);
    expect(await findRun(store, "nothing")).toBeNull();
  });

  test("gives events back in order after a cursor, and moves the run's last seq", async () => {
    expect(await aRun()).toEqual({ id: "r", threadId: "t", startedAt: AT, status: "running", lastSeq: 0 });
    await appendRunEvents(store, "r", from(1, step(1), step(2)));
    await appendRunEvents(store, "r", from(3, step(3)));
    expect(await listRunEvents(store, "r", 0)).toEqual(from(1, step(1), step(2), step(3)));
    expect(await listRunEvents(store, "r", 2)).toEqual(from(3, step(3)));
    expect(await listRunEvents(store, "r", 3)).toEqual([]);
    expect(await findRun(store, "r")).toMatchObject({ lastSeq: 3, status: "running" });
  });

  test("refuses a seq twice, and keeps nothing of the refused batch", async () => {
    await aRun();
    await appendRunEvents(store, "r", from(1, step(1), step(2)));
    const twice = [...from(3, step(3)), { seq: 2, event: finished }];
    await expect(appendRunEvents(store, "r", twice)).rejects.toThrow(/unique/i);
    expect(await listRunEvents(store, "r", 0)).toHaveLength(2);
    expect(await findRun(store, "r")).toMatchObject({ lastSeq: 2, status: "running" });
  });

  test("refuses events of a run and runs of a thread that do not exist", async () => {
    await expect(appendRunEvents(store, "ghost", from(1, step(1)))).rejects.toMatchObject({
      code: "run/lost",
    });
    await expect(insertRun(store, { id: "x", threadId: "ghost", startedAt: AT })).rejects.toThrow(
      /foreign key/i,
    );
  });

  test.each([
    [finished, "finished"],
    [failed("run/stopped"), "stopped"],
    [failed("run/internal"), "failed"],
    [failed("run/interrupted"), "failed"],
  ] as const)("ends a run with its last event: %o", async (event, status) => {
    await aRun();
    await appendRunEvents(store, "r", from(1, step(1), event));
    expect(await findRun(store, "r")).toMatchObject({ status, lastSeq: 2 });
  });

  test("keeps what a decision showed", async () => {
    await aRun();
    const view = { id: "d", offersSeen: 3 } as never;
    const event = { type: "CUSTOM" as const, timestamp: 0, name: "decision" as const, value: view };
    await appendRunEvents(store, "r", from(1, step(1), event));
    await saveDecision(store, "r", "d");
    expect(await findDecisionView(store, "d")).toEqual(view);
    expect(await findDecisionView(store, "e")).toBeNull();
  });

  test("takes many writers at once without losing or mixing events", async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`);
    await Promise.all(ids.map((id) => aRun(id)));
    const write = async (id: string) => {
      for (const seq of [1, 2, 3]) await appendRunEvents(store, id, from(seq, step(seq)));
    };
    await Promise.all(ids.map(write));
    for (const id of ids)
      expect((await listRunEvents(store, id, 0)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("gives a seq to one of several writers of one run, and to none before the one below it", async () => {
    await aRun();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, writer) =>
        appendRunEvents(store, "r", from(1, step(writer), step(writer))),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [first, second] = await listRunEvents(store, "r", 0);
    expect(first!.event).toEqual(second!.event);
    await expect(appendRunEvents(store, "r", from(4, step(4)))).rejects.toMatchObject({ code: "run/lost" });
    expect(await listRunEvents(store, "r", 0)).toHaveLength(2);
    expect(await findRun(store, "r")).toMatchObject({ lastSeq: 2 });
  });

  test("keeps what is larger than 32 bits as numbers", async () => {
    const large = 2 ** 52;
    await store.db.insertInto("processes").values({ id: "p", beat_at: large }).execute();
    expect(await store.db.selectFrom("processes").selectAll().execute()).toEqual([
      { id: "p", beat_at: large },
    ]);
  });
});

describe("a thread", () => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
    await insertThread(store, { id: "t", mode: "untracked", createdAt: AT });
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });
  const begin = (id: string, threadId = "t") => beginRun(store, { id, threadId, startedAt: AT });

  test("is given to one of many runs that want it at once, until that run's last event", async () => {
    const begun = await Promise.all(Array.from({ length: 20 }, (_, index) => begin(`r-${index}`)));
    const given = begun.filter((run) => run !== "busy");
    expect(given).toMatchObject([{ threadId: "t", status: "running", lastSeq: 0 }]);
    expect(await listRuns(store, { threadId: "t" })).toHaveLength(1);
    const { id } = given[0] as { id: string };
    await appendRunEvents(store, id, from(1, step(1)));
    expect(await begin("next")).toBe("busy");
    await appendRunEvents(store, id, from(2, finished));
    expect(await begin("next")).toMatchObject({ id: "next" });
  });

  test("that is not there begins no run", async () => {
    expect(await begin("r", "nobody")).toBeNull();
    expect(await findRun(store, "r")).toBeNull();
  });

  test("remembers nothing of a run that has lost it", async () => {
    const state = { ...NEW_THREAD, decisionId: "d" };
    await begin("r");
    await saveThreadState(store, "t", state, "r");
    await appendRunEvents(store, "r", from(1, finished));
    await saveThreadState(store, "t", NEW_THREAD, "r");
    expect((await findThread(store, "t"))!.state).toEqual(state);
  });
});
