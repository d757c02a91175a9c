import { runChannel } from "@necto/tools/protocol/frame";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import { traceChannel } from "@necto/tools/protocol/trace-status";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appendRunEvents, findRun, listRunEvents } from "../store/runs.ts";
import { findThread, insertThread } from "../store/threads.ts";
import { countQueued, listTraces } from "../store/traces.ts";
import { cursorAfter, eventsIn, type FeedPage, isReady, openFeed, type Seen } from "../testing/feed-page.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import {
  heldScan,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from "../testing/test-server.ts";

const QUESTION = "cheapest H100 in EU under $3";
const PATIENCE = { timeout: 30_000 };

let database: TestDatabase;
let zeroG: InProcessNetwork;
let servers: TestServer[];
let pages: FeedPage[];
let threads = 0;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
  servers = [];
  pages = [];
});
afterEach(async () => {
  for (const { socket } of pages) socket.terminate();
  for (const server of servers) await server.close();
  for (const { faults } of servers) expect(faults).toEqual([]);
  await database.remove();
});

async function serve(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ database: database.place, zeroG, ...options });
  servers.push(server);
  return server;
}
async function openPage(server: TestServer): Promise<FeedPage> {
  const url = server.app.server.listening
    ? server.app.listeningOrigin
    : await server.app.listen({ host: "127.0.0.1", port: 0 });
  const page = await openFeed(url);
  pages.push(page);
  return page;
}
async function openThread({ store }: TestServer, mode: "tracked" | "untracked" = "tracked"): Promise<string> {
  const id = `thread-${++threads}`;
  await insertThread(store, { id, mode, createdAt: new Date().toISOString() });
  return id;
}
const ended = ({ store }: TestServer, id: string) =>
  vi.waitFor(async () => expect((await findRun(store, id))!.status).not.toBe("running"), PATIENCE);
async function say(server: TestServer, threadId: string, text: string): Promise<RunEvent[]> {
  const { id } = await server.runs.start(threadId, { text });
  await ended(server, id);
  return (await listRunEvents(server.store, id, 0)).map(({ event }) => event);
}
const isEnd = (seen: Seen | undefined) => seen !== undefined && isTerminal(seen.event as RunEvent);
const cutListeners = ({ store }: TestServer) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and (query like 'LISTEN%' or query = 'select 1')`.execute(store.db);

describe("a run of one server", () => {
  test("is seen live on a socket of the other, gapless and to its end", async () => {
    const { scan, started, release } = heldScan();
    const [a, b] = [await serve({ scan }), await serve()];
    const { id } = await a.runs.start(await openThread(a), { text: QUESTION });
    await started;
    const ch = runChannel(id);
    const page = await openPage(b);
    page.send({ t: "sub", ch: [ch] });
    await page.until(isReady);
    const before = eventsIn(page.frames, ch);
    expect(before.length).toBeGreaterThan(0);
    expect(isEnd(before.at(-1))).toBe(false);
    release();
    await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
    expect(eventsIn(page.frames, ch)).toEqual(await listRunEvents(a.store, id, 0));
  });

  test("misses and repeats nothing for pages that move between the servers", async () => {
    const [a, b] = [await serve(), await serve()];
    for (let round = 0; round < 8; round++) {
      const at = round % 2 === 0 ? a : b;
      const { id } = await at.runs.start(await openThread(a), { text: QUESTION });
      const seen = await Promise.all(Array.from({ length: 4 }, (_, index) => watch(id, round + index)));
      const log = await listRunEvents(a.store, id, 0);
      for (const events of seen) expect(events).toEqual(log);
    }

    /** Follows a run to its end on sockets that are cut after a few events, now at one server, now at the other. */
    async function watch(runId: string, first: number): Promise<Seen[]> {
      const ch = runChannel(runId);
      const seen: Seen[] = [];
      for (let hop = first; !isEnd(seen.at(-1)); hop++) {
        const page = await openPage(hop % 2 === 0 ? a : b);
        const patience = 1 + (hop % 7);
        const cursor = cursorAfter(a.store.epoch, seen);
        page.send({ t: "sub", ch: [ch], ...(cursor && { cur: { [ch]: cursor } }) });
        await page.until(
          (frame) =>
            (frame.t === "ev" && isTerminal(frame.d)) || eventsIn(page.frames, ch).length >= patience,
        );
        page.socket.terminate();
        seen.push(...eventsIn(page.frames, ch).slice(0, patience));
      }
      return seen;
    }
  });

  test("goes on without a gap on the other when its ear was cut off meanwhile", async () => {
    const { scan, started, release } = heldScan();
    const [a, b] = [await serve({ scan }), await serve()];
    const { id } = await a.runs.start(await openThread(a), { text: QUESTION });
    await started;
    const ch = runChannel(id);
    const page = await openPage(b);
    page.send({ t: "sub", ch: [ch] });
    await page.until(isReady);
    await cutListeners(a);
    release();
    await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
    expect(eventsIn(page.frames, ch)).toEqual(await listRunEvents(a.store, id, 0));
  });

  test.each(["heard", "missed, and found with the next beat"])(
    "is stopped from the other, whose wish is %s",
    async (how) => {
      const { scan, started, release } = heldScan();
      const [a, b] = [await serve({ scan, beatMs: how === "heard" ? 3_600_000 : 100 }), await serve()];
      const { id } = await a.runs.start(await openThread(a), { text: QUESTION });
      await started;
      if (how === "heard") expect(await b.runs.stop(id)).toBe(true);
      else await b.store.db.updateTable("runs").set({ stop_asked: 1 }).where("id", "=", id).execute();
      await ended(b, id);
      release();
      expect((await listRunEvents(b.store, id, 0)).at(-1)!.event).toMatchObject({ code: "run/stopped" });
      expect(await b.runs.stop(id)).toBe(false);
    },
  );

  test("keeps its thread from the other, and of two that begin at once one gets it", async () => {
    const { scan, started, release } = heldScan();
    const [a, b] = [await serve({ scan }), await serve()];
    const thread = await openThread(a);
    const { id } = await a.runs.start(thread, { text: QUESTION });
    await started;
    await expect(b.runs.start(thread, { text: "only spot" })).rejects.toMatchObject({ code: "run/busy" });
    release();
    await ended(b, id);
  });

  test("begins at one of them when both are asked at once", async () => {
    const held = [heldScan(), heldScan()];
    const [a, b] = [await serve({ scan: held[0]!.scan }), await serve({ scan: held[1]!.scan })];
    const wanted = await Promise.all(Array.from({ length: 10 }, () => openThread(a)));
    const begun = await Promise.all(
      wanted.map(async (thread) => {
        const both = await Promise.allSettled(
          [a, b].map(({ runs }) => runs.start(thread, { text: QUESTION })),
        );
        return both.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
      }),
    );
    expect(begun.map(({ length }) => length)).toEqual(wanted.map(() => 1));
    for (const { release } of held) release();
    for (const id of begun.flat()) await ended(a, id);
  });

  test("is remembered by the other: a frame, and a decision that is explained from its trace", async () => {
    const [a, b] = [await serve(), await serve()];
    const thread = await openThread(a);
    await say(a, thread, "H100 under $1");
    const reply = (await say(b, thread, "why not lambda?"))
      .flatMap((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? [event.delta] : []))
      .join("");
    expect(reply).toMatch(/from Lambda in US was left out: costs/);
    const frames = (await say(b, thread, "only spot")).flatMap((event) =>
      event.type === "CUSTOM" && event.name === "understood" ? [event.value.requirements] : [],
    );
    expect(frames).toMatchObject([{ gpuModels: ["H100"], pricingModels: ["spot"] }]);
  });
});

describe("a server that is not heard of", () => {
  test("loses its run to the other, which ends it; what it says later is refused and its memory kept out", async () => {
    const { scan, started, release } = heldScan();
    const a = await serve({ scan });
    const thread = await openThread(a);
    const { id } = await a.runs.start(thread, { text: QUESTION });
    await started;
    const b = await serve({ beatMs: 50, leaseMs: 300 });
    const page = await openPage(b);
    const ch = runChannel(id);
    page.send({ t: "sub", ch: [ch] });
    await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
    const log = await listRunEvents(b.store, id, 0);
    expect(eventsIn(page.frames, ch)).toEqual(log);
    expect(log.at(-1)!.event).toMatchObject({ type: "RUN_ERROR", code: "run/interrupted" });

    const before = (await findThread(b.store, thread))!.state;
    release();
    await vi.waitFor(() => expect(a.faults).toMatchObject([{ code: "run/lost" }]), PATIENCE);
    a.faults.length = 0;
    expect(await listRunEvents(b.store, id, 0)).toEqual(log);
    expect((await findThread(b.store, thread))!.state).toEqual(before);
    expect((await say(b, thread, QUESTION)).at(-1)!.type).toBe("RUN_FINISHED");
  });

  test("keeps its runs while it beats, whatever the other sees to", async () => {
    const { scan, started, release } = heldScan();
    const [a, b] = [
      await serve({ scan, beatMs: 50, leaseMs: 2_000 }),
      await serve({ beatMs: 50, leaseMs: 2_000 }),
    ];
    const { id } = await a.runs.start(await openThread(a), { text: QUESTION });
    await started;
    for (let round = 0; round < 5; round++) await b.runs.endInterrupted();
    release();
    await ended(a, id);
    expect((await findRun(b.store, id))!.status).toBe("finished");
  });

  test("frees the thread of its run for whoever asks next, before anybody's beat", async () => {
    const a = await serve();
    const thread = await openThread(a);
    await a.store.db
      .insertInto("runs")
      .values({
        id: "cut",
        thread_id: thread,
        status: "running",
        started_at: "2026-11-22T08:00:00.000Z",
        owner: "gone",
      })
      .execute();
    await a.store.db.updateTable("threads").set({ run_id: "cut" }).where("id", "=", thread).execute();
    expect((await say(a, thread, QUESTION)).at(-1)!.type).toBe("RUN_FINISHED");
    expect((await findRun(a.store, "cut"))!.status).toBe("failed");
  });
});

describe("traces of two servers", () => {
  const allStored = ({ store }: TestServer) =>
    vi.waitFor(async () => expect(await countQueued(store)).toBe(0), PATIENCE);

  test("are uploaded exactly once, and their way is told on sockets of both", async () => {
    const [a, b] = [await serve(), await serve()];
    zeroG.setFaults({ paused: true });
    const [event] = (await say(b, await openThread(b), QUESTION)).filter(
      (event) => event.type === "CUSTOM" && event.name === "sealed",
    );
    const root = event?.type === "CUSTOM" && event.name === "sealed" ? event.value.root : "";
    const ch = traceChannel(root);
    const watching = await Promise.all([a, b].map(openPage));
    for (const page of watching) {
      page.send({ t: "sub", ch: [ch] });
      await page.until((frame) => frame.t === "state" && frame.d.state === "sending");
    }
    zeroG.setFaults({ paused: false });
    for (const page of watching)
      await page.until((frame) => frame.t === "state" && frame.d.state === "stored");

    await Promise.all(
      [a, b, a, b].map(async (server) => {
        const thread = await openThread(server);
        for (const text of [QUESTION, "only spot"]) await say(server, thread, text);
      }),
    );
    await allStored(a);
    const traces = await listTraces(a.store);
    expect(traces).toHaveLength(2 + 4 * 4);
    expect(zeroG.payments()).toBe(traces.length);
  });

  test("go on being uploaded by the other when the one that uploads leaves in the middle of one", async () => {
    const [a, b] = [await serve(), await serve()];
    zeroG.setFaults({ paused: true });
    await say(b, await openThread(b), QUESTION);
    // Both of the run's traces wait side by side.
    await vi.waitFor(() => expect(zeroG.payments()).toBeGreaterThan(0), PATIENCE);
    servers.shift();
    await a.close();
    zeroG.setFaults({ paused: false });
    await allStored(b);
    expect(zeroG.payments()).toBe(2);
  });
});

test("events of a run nobody here follows are not read", async () => {
  const [a, b] = [await serve(), await serve()];
  const heard: string[] = [];
  const { publish } = b.hub;
  (b.hub as { publish: typeof publish }).publish = (id, logged) => {
    heard.push(id);
    publish(id, logged);
  };
  await say(a, await openThread(a), "help");
  const { id } = await a.runs.start(await openThread(a), { text: "help" });
  b.hub.subscribe(id, () => {});
  await ended(a, id);
  await appendRunEvents(a.store, id, [
    {
      seq: (await findRun(a.store, id))!.lastSeq + 1,
      event: { type: "STEP_STARTED", timestamp: 1, stepName: "rank" },
    },
  ]);
  await vi.waitFor(() => expect(heard).toContain(id), PATIENCE);
  expect(new Set(heard)).toEqual(new Set([id]));
});
