import type { RunEvent } from "@necto/tools/protocol/run-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../store/open-store.ts";
import { insertRun, listRunEvents } from "../store/runs.ts";
import { insertThread } from "../store/threads.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { createFeedHub, type FeedHub } from "./feed-hub.ts";
import { createRunLog } from "./run-log.ts";

const AT = "2026-11-22T08:00:00.000Z";
const step = (timestamp: number): RunEvent => ({ type: "STEP_STARTED", timestamp, stepName: "rank" });

let database: TestDatabase;
let store: Store;
let hub: FeedHub;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  hub = createFeedHub();
  await insertThread(store, { id: "t", mode: "untracked", createdAt: AT });
  await insertRun(store, { id: "r", threadId: "t", startedAt: AT });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const written = async () => (await listRunEvents(store, "r", 0)).map(({ seq }) => seq);

test("what is published is written already, in order and once", async () => {
  const published: number[] = [];
  const checks: Promise<void>[] = [];
  hub.subscribe("r", ({ seq }) => {
    published.push(seq);
    checks.push(written().then((seqs) => expect(seqs).toContain(seq)));
  });
  const log = createRunLog(store, hub, "r", 0);
  for (let at = 1; at <= 50; at++) {
    log.append(step(at));
    if (at % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await log.flushed();
  await Promise.all(checks);
  expect(published).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(await written()).toEqual(published);
});

test("a write that failed is made up for before the next, without a gap", async () => {
  const { db } = store;
  let failures = 2;
  const flaky: Store = {
    ...store,
    db: {
      transaction: () =>
        failures-- > 0 ? { execute: () => Promise.reject(new Error("disk busy")) } : db.transaction(),
    } as never,
  };
  const log = createRunLog(flaky, hub, "r", 0);
  for (let at = 1; at <= 5; at++) {
    log.append(step(at));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await log.flushed();
  expect(await written()).toEqual([1, 2, 3, 4, 5]);
});

test("tells when its events cannot be written", async () => {
  const log = createRunLog(store, hub, "no such run", 0);
  log.append(step(1));
  await expect(log.flushed()).rejects.toMatchObject({ code: "run/lost" });
});
