import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import { joinProcesses, type Membership, takeLease } from "./processes.ts";
import {
  appendRunEvents,
  askToStop,
  beginRun,
  findRun,
  insertRun,
  listStopAsked,
  takeOrphans,
} from "./runs.ts";
import { insertThread } from "./threads.ts";

const AT = "2026-11-22T08:00:00.000Z";
const QUIET = { onBeat: async () => {}, onFault: () => {}, beatMs: 3_600_000 };

// One process after the other on one database, as far as both engines know it.
describe("a process", () => {
  let database: TestDatabase;
  let store: Store;
  /** The same database as another process sees it. */
  let other: Store;
  let memberships: Membership[];
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
    other = { ...store, processId: "process-other" };
    memberships = [];
    for (const id of ["t", "u"]) await insertThread(store, { id, mode: "untracked", createdAt: AT });
  });
  afterEach(async () => {
    for (const membership of memberships) await membership.leave();
    await store.close();
    await database.remove();
  });
  const join = async (who: Store) => {
    const membership = await joinProcesses(who, QUIET);
    memberships.push(membership);
    return membership;
  };
  const begin = (who: Store, id: string, threadId = "t") => beginRun(who, { id, threadId, startedAt: AT });

  test("takes over the runs of one that left, and of nobody; not those it executes itself", async () => {
    const membership = await join(other);
    await begin(other, "theirs");
    await membership.leave();
    await join(store);
    await begin(store, "ours", "u");
    await insertRun(store, { id: "nobodys", threadId: "u", startedAt: AT });
    const taken = await takeOrphans(store, ["ours"]);
    expect(taken.map(({ id }) => id).sort()).toEqual(["nobodys", "theirs"]);
    await expect(
      appendRunEvents(other, "theirs", [
        { seq: 1, event: { type: "STEP_STARTED", timestamp: 1, stepName: "rank" } },
      ]),
    ).rejects.toMatchObject({ code: "run/lost" });
    expect(await findRun(store, "theirs")).toMatchObject({ status: "running", lastSeq: 0 });
  });

  test("takes a lease when nobody has it, keeps it, and gets it from one that left", async () => {
    const membership = await join(other);
    expect(await takeLease(other, "upload")).toBe(true);
    expect(await takeLease(other, "upload")).toBe(true);
    expect(await takeLease(store, "upload")).toBe(false);
    expect(await takeLease(store, "something else")).toBe(true);
    await membership.leave();
    expect(await takeLease(store, "upload")).toBe(true);
  });

  test("gives a free lease to one of many that ask at once", async () => {
    const all = Array.from(
      { length: 10 },
      (_, index): Store => ({ ...store, processId: `process-${index}` }),
    );
    for (const { processId } of all)
      await store.db.insertInto("processes").values({ id: processId, beat_at: 0 }).execute();
    const got = await Promise.all(all.map((one) => takeLease(one, "upload")));
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  test("is asked to stop a run of its own by another one, and only while that run is going", async () => {
    await begin(other, "r");
    expect(await askToStop(store, "r")).toBe(true);
    expect(await listStopAsked(other)).toEqual(["r"]);
    expect(await listStopAsked(store)).toEqual([]);
    expect(await askToStop(other, "r")).toBe(false);
    expect(await askToStop(store, "nothing")).toBe(false);
    const end = { type: "RUN_ERROR", timestamp: 1, code: "run/stopped", message: "Stopped." } as const;
    await appendRunEvents(other, "r", [{ seq: 1, event: end }]);
    expect(await listStopAsked(other)).toEqual([]);
    expect(await askToStop(store, "r")).toBe(false);
  });
});
