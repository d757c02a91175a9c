import { afterEach, beforeEach, expect, test } from "vitest";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import { insertRun, saveDecision } from "./runs.ts";
import { insertThread } from "./threads.ts";
import { ownTraces } from "./trace-owner-migration.ts";

const AT = "2026-11-26T12:00:00.000Z";

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

test("traces of before find their conversation, and salts that are nobody's are gone", async () => {
  for (const mode of ["tracked", "untracked"] as const) {
    await insertThread(store, { id: `thread-${mode}`, mode, createdAt: AT });
    await insertRun(store, { id: `run-${mode}`, threadId: `thread-${mode}`, startedAt: AT });
    await saveDecision(store, `run-${mode}`, `decision-${mode}`);
  }
  const trace = (root: string, decision_id: string | null, salt: string | null) => ({
    ...{ root, decision_id, salt, kind: decision_id ? ("decision" as const) : ("run" as const) },
    ...{ digest: root, size: 1, state: "stored" as const, tries: 0, next_try_at: AT, created_at: AT },
  });
  const rows = [
    trace("decision", "decision-tracked", "salt-1"),
    trace("its run", null, "salt-1"),
    trace("a run that decided nothing", null, "salt-2"),
    trace("untracked", "decision-untracked", null),
  ];
  await store.db
    .insertInto("traces")
    .values(rows as never)
    .execute();
  await ownTraces(store.db as never);
  const after = await store.db.selectFrom("traces").select(["root", "thread_id", "salt"]).execute();
  expect(Object.fromEntries(after.map(({ root, thread_id, salt }) => [root, [thread_id, salt]]))).toEqual({
    decision: ["thread-tracked", "salt-1"],
    "its run": ["thread-tracked", "salt-1"],
    "a run that decided nothing": [null, null],
    untracked: [null, null],
  });
});
