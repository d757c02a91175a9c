import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import { rootOf } from "@necto/tools/trace/merkle-root";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFeedHub } from "../server/feed-hub.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { findTraceFile } from "../store/traces.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { createTraceService, type TraceService } from "./trace-service.ts";

const AT = "2026-11-22T08:00:00.000Z";
const GATEWAY = "http://gateway.example/";
/** On a busy machine, over a socket to a database. */
const waitFor = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000 });
const signal = new AbortController().signal;

function aTrace(text: string, kind: SealedTrace["kind"] = "decision"): SealedTrace {
  const bytes = new TextEncoder().encode(JSON.stringify({ text }));
  return { kind, bytes, root: rootOf(bytes), digest: `0x${"00".repeat(32)}` };
}
const of = (trace: SealedTrace, decisionId: string | null = null, at = AT) => ({
  trace,
  decisionId,
  salt: null,
  at,
});

let database: TestDatabase;
let store: Store;
let network: InProcessNetwork;
let now: number;
const faults: unknown[] = [];
const open: { traces: TraceService; storage: ReturnType<typeof openInProcessStorage> }[] = [];

/** A server's traces; a second one over the same store and network is the server after a crash. */
function serve() {
  const storage = openInProcessStorage({ network, signer: "agent", chainId: 16602, deadlineMs: 300 });
  const hub = createFeedHub<TraceStatus>();
  const told: string[] = [];
  const traces = createTraceService({
    store,
    storage,
    gatewayUrl: GATEWAY,
    hub,
    now: () => now,
    onFault: (error) => faults.push(error),
  });
  open.push({ traces, storage });
  return {
    traces,
    told,
    hear: ({ root }: SealedTrace) =>
      hub.subscribe(root, ({ state, problem }) => told.push(problem ? `${state} ${problem.code}` : state)),
  };
}

beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
  network = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
  now = Date.parse(AT);
});
afterEach(async () => {
  for (const { traces, storage } of open.splice(0)) {
    await traces.close();
    await storage.close();
  }
  await store.close();
  await database.remove();
  expect(faults.splice(0)).toEqual([]);
});

describe("a kept trace", () => {
  test("is stored once, tells how far it is, and leaves no copy here", async () => {
    const { traces, told, hear } = serve();
    const trace = aTrace("one");
    hear(trace);
    await traces.keep(of(trace, "decision-1"));
    await traces.keep(of(trace, "decision-1"));
    await waitFor(async () =>
      expect((await traces.find({ decisionId: "decision-1" }))!.state).toBe("stored"),
    );
    expect(await traces.find({ root: trace.root })).toEqual({
      kind: "decision",
      root: trace.root,
      digest: trace.digest,
      size: trace.bytes.length,
      state: "stored",
      tries: 0,
      txHash: expect.stringMatching(/^0x/),
      txSeq: 0,
      problem: null,
      nextTryAt: null,
      url: `http://gateway.example/file?root=${trace.root}`,
    });
    expect(network.payments()).toBe(1);
    expect(await findTraceFile(store, trace.root)).toBeNull();
    expect(await traces.read(trace.root, signal)).toEqual(trace.bytes);
    expect(told).toContain("sending");
    expect(told.at(-1)).toBe("stored");
  });

  test("can be read here while 0G does not have it, and waits until 0G is back", async () => {
    network.setFaults({ dropped: true });
    const { traces, told, hear } = serve();
    const trace = aTrace("patience");
    hear(trace);
    await traces.keep(of(trace));
    await waitFor(async () => expect((await traces.find({ root: trace.root }))!.tries).toBe(1));
    expect(await traces.find({ root: trace.root })).toMatchObject({
      state: "queued",
      problem: { code: "storage/unreachable" },
      nextTryAt: "2026-11-22T08:00:01.000Z",
      url: null,
    });
    expect(await traces.read(trace.root, signal)).toEqual(trace.bytes);
    network.setFaults({ dropped: false });
    now += 2_000;
    traces.wake();
    await waitFor(async () => expect((await traces.find({ root: trace.root }))!.state).toBe("stored"));
    expect(told).toContain("queued storage/unreachable");
    expect(network.payments()).toBe(1);
  });

  test("that was paid for before a crash is not paid for again", async () => {
    network.setFaults({ paused: true });
    const trace = aTrace("crash");
    const before = serve();
    await before.traces.keep(of(trace));
    await waitFor(() => expect(network.payments()).toBe(1));
    await before.traces.close();
    network.setFaults({ paused: false });
    now += 60_000;
    const after = serve();
    await waitFor(async () => expect((await after.traces.find({ root: trace.root }))!.state).toBe("stored"));
    expect(network.payments()).toBe(1);
    expect((await after.traces.find({ root: trace.root }))!.txHash).toMatch(/^0x/);
  });

  test("waits for 0G beside others, and one that fails holds up none of them", async () => {
    network.setFaults({ paused: true });
    const { traces } = serve();
    const several = Array.from({ length: 20 }, (_, index) => aTrace(`side by side ${index}`));
    for (const trace of several) await traces.keep(of(trace));
    await waitFor(() => expect(network.payments()).toBe(16));
    network.setFaults({ paused: false });
    await waitFor(async () => {
      now += 2_000;
      traces.wake();
      const states = await Promise.all(several.map(async ({ root }) => (await traces.find({ root }))!.state));
      expect(new Set(states)).toEqual(new Set(["stored"]));
    });
    expect(network.payments()).toBe(20);
  });

  test("that a booking waits for goes before all others", async () => {
    network.setFaults({ dropped: true });
    const first = serve();
    const [decision, run] = [aTrace("decision"), aTrace("wanted", "run")];
    await first.traces.keep(of(decision));
    await first.traces.keep(of(run, null, new Date(now + 1).toISOString()));
    await first.traces.want(run.root);
    await first.traces.close();
    network.setFaults({ dropped: false });
    now += 120_000;
    const { traces } = serve();
    await waitFor(async () => expect((await traces.find({ root: decision.root }))!.txSeq).toBe(1));
    expect((await traces.find({ root: run.root }))!.txSeq).toBe(0);
  });

  test("of a decision goes before those of runs, the older first", async () => {
    network.setFaults({ dropped: true });
    const first = serve();
    const inOrder = [aTrace("d1"), aTrace("d2"), aTrace("r1", "run"), aTrace("r2", "run")];
    for (const [i, trace] of [...inOrder.entries()].reverse())
      await first.traces.keep(of(trace, null, new Date(now + i).toISOString()));
    await first.traces.close();
    network.setFaults({ dropped: false });
    now += 120_000;
    const { traces } = serve();
    await waitFor(() => expect(network.payments()).toBe(4));
    await waitFor(async () => {
      const seqs = await Promise.all(inOrder.map(async ({ root }) => (await traces.find({ root }))!.txSeq));
      expect(seqs).toEqual([0, 1, 2, 3]);
    });
  });
});

test("a root nobody kept is unknown, and read from 0G", async () => {
  const { traces } = serve();
  const root = `0x${"12".repeat(32)}`;
  expect(await traces.find({ root })).toBeNull();
  await expect(traces.read(root, signal)).rejects.toMatchObject({ code: "storage/not-found" });
});
