import { rootOf } from "@necto/tools/trace/merkle-root";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import { appendRunEvents, insertRun } from "./runs.ts";
import { insertThread } from "./threads.ts";
import {
  countQueued,
  findTrace,
  findTraceFile,
  insertTrace,
  listTraces,
  nextTrace,
  nextTryAt,
  postponeTrace,
  saveAttempt,
  saveStored,
  saveTransaction,
  wantTrace,
} from "./traces.ts";

const AT = "2026-11-22T08:00:00.000Z";
const LATER = "2026-11-22T08:00:05.000Z";
const ATTEMPT = { nonce: 7, fromBlock: 90, txHash: null };
const PROBLEM = { code: "storage/unreachable", message: "0G does not answer." };

function aTrace(text: string, kind: SealedTrace["kind"] = "decision"): SealedTrace {
  const bytes = new TextEncoder().encode(JSON.stringify({ text, odd: "Nørd \u0000 🚀" }));
  return { kind, bytes, root: rootOf(bytes), digest: `0x${"00".repeat(32)}` };
}

describe("the queue of traces", () => {
  let database: TestDatabase;
  let store: Store;
  /** The same database as another living process sees it. */
  let other: Store;
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
    other = { ...store, processId: "process-other" };
    for (const { processId } of [store, other])
      await store.db.insertInto("processes").values({ id: processId, beat_at: 0 }).execute();
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });
  const keep = (trace: SealedTrace, decisionId: string | null = null, at = AT) =>
    insertTrace(store.db, { trace, decisionId, salt: null, at });
  const remove = (who: Store) => store.db.deleteFrom("processes").where("id", "=", who.processId).execute();

  test("keeps a trace once, byte for byte, and finds it by root and by decision", async () => {
    const trace = aTrace("one");
    await keep(trace, "d");
    await keep(trace, "d");
    expect(await countQueued(store)).toBe(1);
    expect(await listTraces(store)).toEqual([{ root: trace.root, kind: "decision", state: "queued" }]);
    expect(await findTraceFile(store, trace.root)).toEqual(trace.bytes);
    const { kind, root, digest } = trace;
    const record = {
      kind,
      root,
      digest,
      size: trace.bytes.length,
      state: "queued",
      tries: 0,
      txHash: null,
      txSeq: null,
      problem: null,
      nextTryAt: null,
    };
    expect(await findTrace(store, { root })).toEqual(record);
    expect(await findTrace(store, { decisionId: "d" })).toEqual(record);
    expect(await findTrace(store, { decisionId: "e" })).toBeNull();
    expect(await findTraceFile(store, "0x00")).toBeNull();
  });

  test("gives decisions before runs, the older first, and none before it is due", async () => {
    const [run, late, early] = [aTrace("run", "run"), aTrace("late"), aTrace("early")];
    await keep(run);
    await keep(late, "d-2", "2026-11-22T08:00:02.000Z");
    await keep(early, "d-1", "2026-11-22T08:00:01.000Z");
    expect(await nextTryAt(store)).toBe(AT);
    expect((await nextTrace(store, AT))!.root).toBe(run.root);
    const order: string[] = [];
    for (let next = await nextTrace(store, LATER); next; next = await nextTrace(store, LATER)) {
      order.push(next.root);
      await saveStored(
        store,
        { root: next.root, size: 1, txHash: null, txSeq: order.length, blockNumber: 1 },
        LATER,
      );
    }
    expect(order).toEqual([early.root, late.root, run.root]);
    expect(await nextTryAt(store)).toBeNull();
  });

  test("gives first what a booking waits for, and nothing that is under way here", async () => {
    const [run, early, late] = [aTrace("run", "run"), aTrace("early"), aTrace("late")];
    await keep(early, "d-1");
    await keep(late, "d-2", LATER);
    await keep(run, null, LATER);
    await wantTrace(store, run.root);
    const order: string[] = [];
    for (let next = await nextTrace(store, LATER); next; next = await nextTrace(store, LATER, order))
      order.push(next.root);
    expect(order).toEqual([run.root, early.root, late.root]);
    expect(await nextTryAt(store, [early.root])).toBe(LATER);
    expect(await nextTryAt(store, order)).toBeNull();
  });

  test("never gives one trace to two living processes, however many ask at once", async () => {
    const traces = Array.from({ length: 8 }, (_, index) => aTrace(`t-${index}`));
    for (const [index, trace] of traces.entries()) await keep(trace, `d-${index}`);
    const askers = Array.from(
      { length: 12 },
      (_, index): Store => ({ ...store, processId: `process-${index}` }),
    );
    for (const { processId } of askers)
      await store.db.insertInto("processes").values({ id: processId, beat_at: 0 }).execute();
    const given = await Promise.all(askers.map((asker) => nextTrace(asker, AT)));
    const roots = given.flatMap((trace) => (trace ? [trace.root] : []));
    expect(new Set(roots).size).toBe(roots.length);
    expect(roots).toHaveLength(8);
  });

  test("gives the trace of a process that is gone to another, with what it may have paid with", async () => {
    const { root, bytes } = aTrace("left over");
    await keep({ ...aTrace("left over") }, "d");
    expect(await nextTrace(other, AT)).toEqual({ root, bytes, tries: 0, attempt: null });
    await saveAttempt(other, root, ATTEMPT);
    await saveTransaction(other, root, "0xabc");
    expect(await nextTrace(store, AT)).toBeNull();
    expect((await findTrace(store, { root }))!.state).toBe("sending");
    await remove(other);
    expect((await findTrace(store, { root }))!.state).toBe("queued");
    expect(await nextTrace(store, AT)).toEqual({
      root,
      bytes,
      tries: 0,
      attempt: { ...ATTEMPT, txHash: "0xabc" },
    });
  });

  test("lets nobody pay for a trace that another process has taken over meanwhile", async () => {
    const { root } = aTrace("taken");
    await keep(aTrace("taken"), "d");
    await nextTrace(other, AT);
    await remove(other);
    await nextTrace(store, AT);
    await expect(saveAttempt(other, root, ATTEMPT)).rejects.toMatchObject({ code: "storage/claim-lost" });
    await postponeTrace(other, root, PROBLEM, LATER);
    expect(await findTrace(store, { root })).toMatchObject({ state: "sending", tries: 0, problem: null });
    await saveAttempt(store, root, ATTEMPT);
  });

  test("counts what failed, says when the next try is, and forgets both once the trace is stored", async () => {
    const { root } = aTrace("again");
    await keep(aTrace("again"), "d");
    await nextTrace(store, AT);
    await postponeTrace(store, root, PROBLEM, LATER);
    expect(await findTrace(store, { root })).toMatchObject({
      state: "queued",
      tries: 1,
      problem: PROBLEM,
      nextTryAt: LATER,
    });
    expect(await nextTrace(store, AT)).toBeNull();
    expect(await nextTrace(store, LATER)).toMatchObject({ root, tries: 1 });
    await saveStored(store, { root, size: 1, txHash: "0xabc", txSeq: 3, blockNumber: 99 }, LATER);
    expect(await findTrace(store, { root })).toMatchObject({
      state: "stored",
      txHash: "0xabc",
      txSeq: 3,
      problem: null,
      nextTryAt: null,
    });
    expect(await findTraceFile(store, root)).toBeNull();
    expect(await countQueued(store)).toBe(0);
  });

  test("takes the trace of a run with the run's last event, or neither", async () => {
    await insertThread(store, { id: "t", mode: "untracked", createdAt: AT });
    await insertRun(store, { id: "r", threadId: "t", startedAt: AT });
    const end = { type: "RUN_ERROR", timestamp: 1, code: "run/stopped", message: "Stopped." } as const;
    const traces = [{ trace: aTrace("of a run", "run"), decisionId: null, salt: null, at: AT }];
    await expect(appendRunEvents(store, "r", [{ seq: 2, event: end }], traces)).rejects.toThrow();
    expect(await countQueued(store)).toBe(0);
    await appendRunEvents(store, "r", [{ seq: 1, event: end }], traces);
    expect(await countQueued(store)).toBe(1);
  });
});
