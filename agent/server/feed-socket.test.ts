import { EventEmitter } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { runChannel } from "@necto/tools/protocol/frame";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { isTerminal } from "@necto/tools/protocol/run-event";
import { traceChannel } from "@necto/tools/protocol/trace-status";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import type { Scan } from "../market/market.ts";
import { appendRunEvents, insertRun, listRunEvents } from "../store/runs.ts";
import { insertThread } from "../store/threads.ts";
import { cursorAfter, eventsIn, type FeedPage, isReady, openFeed, type Seen } from "../testing/feed-page.ts";
import { sandboxScan } from "../testing/sandbox-scan.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { createFeedHub } from "./feed-hub.ts";
import { serveFeed } from "./feed-socket.ts";

let server: TestServer;
let url: string;
let pages: FeedPage[];

async function serve(scan?: Scan) {
  server = await startTestServer(scan ? { scan } : {});
  url = await server.app.listen({ host: "127.0.0.1", port: 0 });
  pages = [];
}
async function open(headers?: Record<string, string>): Promise<FeedPage> {
  const page = await openFeed(url, headers);
  pages.push(page);
  return page;
}
afterEach(async () => {
  for (const { socket } of pages) socket.terminate();
  await server.close();
  expect(server.faults).toEqual([]);
});

let threads = 0;
async function openThread(): Promise<string> {
  const id = `thread-${++threads}`;
  await insertThread(server.store, { id, mode: "untracked", createdAt: new Date().toISOString() });
  return id;
}
async function finishedRun(): Promise<string> {
  const page = await open();
  const { id } = await server.runs.start(await openThread(), { text: "cheapest H100 in EU under $3" });
  page.send({ t: "sub", ch: [runChannel(id)] });
  await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
  page.socket.terminate();
  return id;
}
const logOf = (runId: string): Promise<Seen[]> => listRunEvents(server.store, runId, 0);

describe("a socket", () => {
  beforeEach(() => serve());

  test("says hello with its heartbeat, and speaks necto.v1", async () => {
    const page = await open();
    expect(page.socket.protocol).toBe("necto.v1");
    expect(await page.until(({ t }) => t === "hello")).toMatchObject({ proto: 1, hb: 10_000 });
  });

  test("replays a finished run from its first event, then says ready", async () => {
    const run = await finishedRun();
    const page = await open();
    page.send({ t: "sub", ch: [runChannel(run)] });
    expect(await page.until(isReady)).toEqual({ t: "ready", ch: [runChannel(run)] });
    expect(eventsIn(page.frames, runChannel(run))).toEqual(await logOf(run));
    expect(page.frames.at(-1)).toMatchObject({ t: "ready" });
    expect(page.frames.some(({ t }) => t === "reset")).toBe(false);
  });

  test("replays only what a cursor has not seen", async () => {
    const run = await finishedRun();
    const log = await logOf(run);
    for (const seq of [1, 7, log.length]) {
      const page = await open();
      const ch = runChannel(run);
      page.send({ t: "sub", ch: [ch], cur: { [ch]: { epoch: server.store.epoch, seq } } });
      await page.until(isReady);
      expect(eventsIn(page.frames, ch)).toEqual(log.slice(seq));
    }
  });

  test("tells how far a trace is on its way to 0G, at once and with every change", async () => {
    server.zeroG.setFaults({ paused: true });
    const run = await finishedRun();
    const events = (await listRunEvents(server.store, run, 0)).map(({ event }) => event);
    const sealed = events.flatMap((event) =>
      event.type === "CUSTOM" && event.name === "sealed" ? [event.value] : [],
    );
    const { root } = sealed[0]!;
    const page = await open();
    page.send({ t: "sub", ch: [traceChannel(root), traceChannel(`0x${"12".repeat(32)}`)] });
    const states = () => page.frames.flatMap((frame) => (frame.t === "state" ? [frame.d] : []));
    await page.until(({ t }) => t === "state");
    expect(states()[0]).toMatchObject({ ...sealed[0], state: expect.stringMatching(/queued|sending/) });
    expect(await page.until(({ t }) => t === "err")).toMatchObject({ code: "not-found" });
    expect(await page.until(isReady)).toEqual({ t: "ready", ch: [traceChannel(root)] });
    server.zeroG.setFaults({ paused: false });
    await page.until((frame) => frame.t === "state" && frame.d.state === "stored");
    expect(states().at(-1)).toMatchObject({ txHash: expect.stringMatching(/^0x/), problem: null });
  });

  test.each([
    ["another epoch", (epoch: string, last: number) => ({ epoch: `not-${epoch}`, seq: last })],
    ["a seq that was never given", (epoch: string, last: number) => ({ epoch, seq: last + 1 })],
  ])("a cursor of %s is reset and replayed from the start", async (_, cursorOf) => {
    const run = await finishedRun();
    const log = await logOf(run);
    const ch = runChannel(run);
    const page = await open();
    page.send({ t: "sub", ch: [ch], cur: { [ch]: cursorOf(server.store.epoch, log.length) } });
    await page.until(isReady);
    const [, reset] = page.frames;
    expect(reset).toEqual({ t: "reset", ch, epoch: server.store.epoch, seq: 0 });
    expect(eventsIn(page.frames, ch)).toEqual(log);
  });

  test("replays a channel from the start when asked to resync", async () => {
    const run = await finishedRun();
    const ch = runChannel(run);
    const page = await open();
    page.send({ t: "sub", ch: [ch] });
    await page.until(isReady);
    page.frames.length = 0;
    page.send({ t: "resync", ch });
    await page.until(isReady);
    expect(eventsIn(page.frames, ch)).toEqual(await logOf(run));
  });

  test("says which channel it does not know, and serves the others", async () => {
    const run = await finishedRun();
    const page = await open();
    page.send({ t: "sub", ch: ["run:nothing", "weather", runChannel(run)] });
    expect(await page.until(isReady)).toEqual({ t: "ready", ch: [runChannel(run)] });
    expect(page.frames.filter(({ t }) => t === "err")).toEqual([
      { t: "err", ch: "run:nothing", code: "not-found" },
      { t: "err", ch: "weather", code: "not-found" },
    ]);
  });

  test.each([
    "{",
    "null",
    "[]",
    '{"t":"pay"}',
    '{"t":"sub"}',
    '{"t":"sub","ch":[]}',
    '{"t":"sub","ch":["run:a\\u0000b"]}',
    '{"t":"sub","ch":["run:x"],"cur":{"run:x":{"seq":-1}}}',
  ])("answers the frame %s with an error and goes on", async (frame) => {
    const page = await open();
    page.send(frame);
    await page.until(({ t }) => t === "err");
    expect(page.frames.at(-1)).toEqual({ t: "err", ch: "", code: "bad-frame" });
    page.send({ t: "sub", ch: ["run:nothing"] });
    await page.until(isReady);
  });

  test("takes fifty channels, and a channel it has already once more", async () => {
    const thread = await openThread();
    const ids = Array.from({ length: 51 }, (_, index) => `run-many-${index}`);
    for (const id of ids)
      await insertRun(server.store, { id, threadId: thread, startedAt: "2026-11-22T08:00:00.000Z" });
    const page = await open();
    page.send({ t: "sub", ch: ids.slice(0, 50).map(runChannel) });
    await page.until(isReady);
    page.send({ t: "sub", ch: [runChannel(ids[50]!)] });
    expect(await page.until(({ t }) => t === "err")).toMatchObject({ code: "too-many-channels" });
    page.frames.length = 0;
    page.send({ t: "sub", ch: [runChannel(ids[0]!)] });
    expect(await page.until(isReady)).toMatchObject({ ch: [runChannel(ids[0]!)] });
    page.send({ t: "unsub", ch: [runChannel(ids[1]!)] });
    page.frames.length = 0;
    page.send({ t: "sub", ch: [runChannel(ids[50]!)] });
    expect(await page.until(isReady)).toMatchObject({ ch: [runChannel(ids[50]!)] });
  });

  test("hears nothing of a channel it has left", async () => {
    const thread = await openThread();
    await insertRun(server.store, {
      id: "run-left",
      threadId: thread,
      startedAt: "2026-11-22T08:00:00.000Z",
    });
    const page = await open();
    page.send({ t: "sub", ch: ["run:run-left"] });
    await page.until(isReady);
    page.send({ t: "unsub", ch: ["run:run-left"] });
    page.send({ t: "sub", ch: ["run:nothing"] });
    await page.until(({ t }) => t === "err");
    const event: RunEvent = { type: "STEP_STARTED", timestamp: 1, stepName: "rank" };
    server.hub.publish("run-left", { seq: 1, event });
    page.send({ t: "sub", ch: ["run:nothing-else"] });
    await page.until((frame) => frame.t === "err" && frame.ch === "run:nothing-else");
    expect(eventsIn(page.frames, "run:run-left")).toEqual([]);
  });

  test("that floods is closed with 4029", async () => {
    const page = await open();
    for (let at = 0; at < 30; at++) page.send({ t: "pong" });
    expect(await page.closed).toBe(4029);
  });

  test("with a frame of more than 64 kB is closed", async () => {
    const page = await open();
    page.send("x".repeat(65 * 1024));
    expect(await page.closed).toBe(1009);
  });

  test.each([
    ["a foreign origin", { origin: "https://evil.example" }],
    ["a foreign host", { host: "evil.example" }],
  ])("of %s is refused at the upgrade", async (_, headers) => {
    await expect(openFeed(url, headers)).rejects.toThrow("403");
  });

  test("of the page's own origin is let in", async () => {
    const page = await open({ origin: url });
    await page.until(({ t }) => t === "hello");
  });

  test("is told when to come back before the server stops, and the server waits for no dead page", async () => {
    const [page, dead] = [await open(), await open()];
    await page.until(({ t }) => t === "hello");
    // A page that reads nothing any more answers no goodbye either.
    dead.socket.pause();
    await server.app.close();
    expect(await page.until(({ t }) => t === "bye")).toMatchObject({ code: "deploy", retryMs: 2000 });
    expect(await page.closed).toBe(1012);
  });

  test("that cannot keep up is cut with 4008, and resumes without loss", async () => {
    const thread = await openThread();
    await insertRun(server.store, {
      id: "run-long",
      threadId: thread,
      startedAt: "2026-11-22T08:00:00.000Z",
    });
    const events = Array.from({ length: 300 }, (_, index) => ({
      seq: index + 1,
      event: {
        type: "TEXT_MESSAGE_CONTENT",
        timestamp: index,
        messageId: "m",
        delta: "x".repeat(100_000),
      } as const,
    }));
    await appendRunEvents(server.store, "run-long", events);
    const ch = runChannel("run-long");
    const seen: Seen[] = [];
    const codes: number[] = [];
    while (seen.length < events.length) {
      const page = await open();
      const cursor = cursorAfter(server.store.epoch, seen);
      page.send({ t: "sub", ch: [ch], ...(cursor && { cur: { [ch]: cursor } }) });
      const code = await Promise.race([page.closed, page.until(isReady).catch(() => page.closed)]);
      if (typeof code === "number") codes.push(code);
      seen.push(...eventsIn(page.frames, ch));
      page.socket.terminate();
    }
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set([4008]));
    expect(seen.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
  });
});

describe("a page that comes and goes", () => {
  const PAGES = 10;
  const RUNS = 20;

  /** A scan that answers piece by piece, so that there is always something to miss. */
  const slowScan: Scan = async (onReport) => {
    const quotes = await sandboxScan().scan(() => {});
    for (const report of quotes.reports) {
      await nextTurn();
      onReport(report);
    }
    return quotes;
  };

  test(`misses and repeats nothing in ${PAGES * RUNS} trials of random disconnects`, async () => {
    await serve(slowScan);
    const random = seeded(20261122);
    let cuts = 0;
    for (let round = 0; round < RUNS; round++) {
      const { id } = await server.runs.start(await openThread(), { text: "cheapest H100 in EU under $3" });
      const seen = await Promise.all(Array.from({ length: PAGES }, () => watch(id, random, () => cuts++)));
      const log = await logOf(id);
      for (const events of seen) expect(events).toEqual(log);
    }
    expect(cuts).toBeGreaterThan(PAGES * RUNS);
  });

  /** Follows a run to its end on sockets that are cut off after a few frames each. */
  async function watch(runId: string, random: () => number, wasCut: () => void): Promise<Seen[]> {
    const ch = runChannel(runId);
    const seen: Seen[] = [];
    for (;;) {
      for (let turns = Math.floor(random() * 6); turns > 0; turns--) await nextTurn();
      const page = await openFeed(url);
      const patience = 1 + Math.floor(random() * 12);
      const cursor = cursorAfter(server.store.epoch, seen);
      page.send({ t: "sub", ch: [ch], ...(cursor && { cur: { [ch]: cursor } }) });
      await page.until(
        (frame) => (frame.t === "ev" && isTerminal(frame.d)) || eventsIn(page.frames, ch).length >= patience,
      );
      page.socket.terminate();
      // What came after the cut is lost on the way, as far as this page knows.
      seen.push(...eventsIn(page.frames, ch).slice(0, patience));
      if (isTerminal(seen.at(-1)!.event as RunEvent)) return seen;
      wasCut();
    }
  }
});

describe("silence", () => {
  beforeEach(async () => {
    await serve();
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is filled with pings, and a page that answers none for thirty seconds is let go with 4000", () => {
    let now = 0;
    const sent: string[] = [];
    const closed: number[] = [];
    const socket = Object.assign(new EventEmitter(), {
      readyState: WebSocket.OPEN,
      OPEN: WebSocket.OPEN,
      bufferedAmount: 0,
      send: (text: string) => sent.push(JSON.parse(text).t),
      close: (code: number) => closed.push(code),
    });
    serveFeed(socket as never, {
      store: server.store,
      teams: server.teams,
      hub: createFeedHub(),
      liveMarket: server.liveMarket,
      traces: server.traces,
      traceHub: createFeedHub(),
      accounts: server.accounts,
      sessionSockets: server.sessionSockets,
      inbox: server.inbox,
      session: null,
      now: () => now,
      newId: () => "c",
      onFault: () => {},
    });
    const pass = (ms: number) => {
      now += ms;
      vi.advanceTimersByTime(ms);
    };
    for (let minute = 0; minute < 6; minute++) {
      pass(10_000);
      socket.emit("message", '{"t":"pong"}');
    }
    expect(sent).toEqual(["hello", "ping", "ping", "ping", "ping", "ping", "ping"]);
    expect(closed).toEqual([]);
    for (let at = 0; at < 4; at++) pass(10_000);
    expect(closed).toEqual([4000]);
    socket.emit("close");
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** Equal seeds, equal trials (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
