import { EventSchemas } from "@ag-ui/core/schemas";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { RunEvent } from "@necto/tools/protocol/run-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findRun, listRunEvents } from "../store/runs.ts";
import { findThread, insertThread } from "../store/threads.ts";
import { everythingKept, PLACE_OF_WORDS } from "../testing/everything-kept.ts";
import { scriptedModel } from "../testing/scripted-model.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import {
  heldScan,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from "../testing/test-server.ts";

const QUESTION = "cheapest H100 in EU under $3";

let server: TestServer;
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

async function serve(options: TestServerOptions = {}) {
  server = await startTestServer(options);
}

async function openThread(mode: "tracked" | "untracked" = "untracked"): Promise<string> {
  const id = `thread-${mode}-${Math.floor(performance.now() * 1000)}`;
  await insertThread(server.store, { id, mode, createdAt: new Date().toISOString() });
  return id;
}

/** Every event of a run, once its last one is told. */
async function eventsOf(runId: string): Promise<RunEvent[]> {
  await new Promise<void>((resolve) => {
    const end = server.hub.subscribe(runId, ({ event }) => isEnd(event) && finish());
    const finish = () => {
      end();
      resolve();
    };
    void findRun(server.store, runId).then((run) => run?.status !== "running" && finish());
  });
  return (await listRunEvents(server.store, runId, 0)).map(({ event }) => event);
}
const isEnd = ({ type }: RunEvent) => type === "RUN_FINISHED" || type === "RUN_ERROR";

async function say(threadId: string, text: string): Promise<RunEvent[]> {
  return eventsOf((await server.runs.start(threadId, { text })).id);
}
const framesOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "CUSTOM" && event.name === "understood" ? [event.value.requirements] : [],
  );

describe("a run", () => {
  test("is logged from RUN_STARTED to RUN_FINISHED, and its decision is kept", async () => {
    await serve();
    const thread = await openThread();
    const events = await say(thread, QUESTION);
    expect(events[0]).toMatchObject({ type: "RUN_STARTED", threadId: thread });
    expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", outcome: { type: "success" } });
    expect((await findThread(server.store, thread))!.state).toMatchObject({
      requirements: { gpuModels: ["H100"] },
      shown: expect.arrayContaining([expect.objectContaining({ source: "necto" })]),
    });
    expect(server.faults).toEqual([]);
  });

  test("of an unknown thread is refused, which is no fault of Necto", async () => {
    await serve();
    await expect(server.runs.start("nobody", { text: "hi" })).rejects.toMatchObject({
      code: "request/not-found",
    });
    expect(server.faults).toEqual([]);
  });

  test("is refused while another one of the thread is going, and not of another thread", async () => {
    const { scan, started, release } = heldScan();
    await serve({ scan });
    const [thread, other] = [await openThread(), `${await openThread()}`];
    const { id } = await server.runs.start(thread, { text: QUESTION });
    await started;
    await expect(server.runs.start(thread, { text: "only spot" })).rejects.toMatchObject({
      code: "run/busy",
    });
    const second = await server.runs.start(other, { text: "help" });
    expect((await eventsOf(second.id)).at(-1)!.type).toBe("RUN_FINISHED");
    release();
    expect((await eventsOf(id)).at(-1)!.type).toBe("RUN_FINISHED");
  });

  test("has freed its thread when its end is told: the next message is never refused", async () => {
    await serve();
    const thread = await openThread();
    for (let round = 0; round < 200; round++) {
      const run = await server.runs.start(thread, { text: round === 0 ? QUESTION : "help" });
      await new Promise<void>((resolve) => {
        server.hub.subscribe(run.id, ({ event }) => isEnd(event) && resolve());
      });
    }
    expect(server.faults).toEqual([]);
  });

  test("that fails says a code and no insides, and leaves the thread free", async () => {
    let fail: Error | undefined = new TypeError("secret insides");
    const model = scriptedModel();
    await serve({
      model: {
        ...model,
        understand: (...input) => (fail ? Promise.reject(fail) : model.understand(...input)),
      },
    });
    const thread = await openThread();
    const events = await say(thread, QUESTION);
    expect(events.at(-1)).toMatchObject({ type: "RUN_ERROR", code: "run/internal" });
    expect(JSON.stringify(events)).not.toContain("secret insides");
    // The log is told where it failed, and not the message: it may quote the user.
    const [fault] = server.faults as Error[];
    expect(fault!.message).toMatch(/^TypeError in a run/);
    expect(fault!.stack).toMatch(/run-service\.test\.ts/);
    expect(fault!.stack).not.toContain("secret insides");
    fail = new NectoError({ code: "model/broken", message: "The model is broken." });
    expect((await say(thread, QUESTION)).at(-1)).toMatchObject({ code: "model/broken" });
    expect(server.faults).toHaveLength(1);
    fail = undefined;
    expect((await say(thread, QUESTION)).at(-1)!.type).toBe("RUN_FINISHED");
  });
});

describe("stopping", () => {
  test("before the first step ends the run as stopped", async () => {
    await serve();
    const thread = await openThread();
    const { id } = await server.runs.start(thread, { text: QUESTION });
    expect(await server.runs.stop(id)).toBe(true);
    expect((await eventsOf(id)).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "run/stopped" });
    expect(await findRun(server.store, id)).toMatchObject({ status: "stopped" });
  });

  test.each(["untracked", "tracked"] as const)(
    "a scan does not wait for it, nothing follows the end, and the %s thread goes on",
    async (mode) => {
      const { scan, started, release } = heldScan();
      await serve({ scan });
      const thread = await openThread(mode);
      const { id } = await server.runs.start(thread, { text: QUESTION });
      await started;
      await server.runs.stop(id);
      const events = await eventsOf(id);
      expect(events.slice(-2)).toMatchObject([
        { type: "STEP_FINISHED", stepName: "fetch-quotes", trace: { error: { code: "run/stopped" } } },
        { type: "RUN_ERROR", code: "run/stopped" },
      ]);
      release();
      expect((await say(thread, QUESTION)).at(-1)!.type).toBe("RUN_FINISHED");
      expect(await listRunEvents(server.store, id, 0)).toHaveLength(events.length);
      expect(server.faults).toEqual([]);
    },
  );

  test("a run that is over, or none, says so", async () => {
    await serve();
    const thread = await openThread();
    const { id } = await server.runs.start(thread, { text: "help" });
    await eventsOf(id);
    expect(await server.runs.stop(id)).toBe(false);
    expect(await server.runs.stop("nothing")).toBe(false);
  });
});

describe("a restart", () => {
  const restart = async () => {
    await server.close();
    await serve({ home: folder.path });
  };

  test("while a run is going ends that run as interrupted, and takes no new ones", async () => {
    const { scan, started } = heldScan();
    await serve({ home: folder.path, scan });
    const thread = await openThread();
    const { id } = await server.runs.start(thread, { text: QUESTION });
    await started;
    const closing = server.runs.close();
    await expect(server.runs.start(await openThread(), { text: "hi" })).rejects.toMatchObject({
      code: "run/closing",
    });
    await closing;
    expect((await listRunEvents(server.store, id, 0)).at(-1)!.event).toMatchObject({
      type: "RUN_ERROR",
      code: "run/interrupted",
    });
  });

  test("after a crash ends the log of the cut-off run where it stood, in the same epoch", async () => {
    await serve({ home: folder.path });
    const thread = await openThread();
    const { store } = server;
    await store.db
      .insertInto("runs")
      .values({
        id: "run-cut",
        thread_id: thread,
        status: "running",
        started_at: "2026-11-22T08:00:00.000Z",
        last_seq: 0,
      })
      .execute();
    const { epoch } = store;
    await restart();
    expect(server.store.epoch).toBe(epoch);
    expect(await listRunEvents(server.store, "run-cut", 0)).toMatchObject([
      { seq: 1, event: { type: "RUN_ERROR", code: "run/interrupted" } },
    ]);
    expect(await findRun(server.store, "run-cut")).toMatchObject({ status: "failed" });
  });

  test.each(["tracked", "untracked"] as const)("forgets nothing a %s thread remembers", async (mode) => {
    await serve({ home: folder.path });
    const thread = await openThread(mode);
    await say(thread, QUESTION);
    await restart();
    expect(framesOf(await say(thread, "only spot"))).toMatchObject([
      { gpuModels: ["H100"], regions: { include: ["EU"] }, pricingModels: ["spot"] },
    ]);
    const events = await say(thread, "why not the first one?");
    expect(events.at(-1)!.type).toBe("RUN_FINISHED");
  });

  test("keeps the words of tracked threads only", async () => {
    const canary = "quetzalcoatlus";
    await serve({ home: folder.path });
    const [tracked, untracked] = [await openThread("tracked"), await openThread("untracked")];
    const words = `${QUESTION} for ${canary}`;
    const ofTracked = await say(tracked, words);
    const ofUntracked = await say(untracked, words);
    expect(ofTracked.slice(1, 4)).toMatchObject([
      { type: "TEXT_MESSAGE_START", role: "user" },
      { type: "TEXT_MESSAGE_CONTENT", delta: words },
      { type: "TEXT_MESSAGE_END" },
    ]);
    expect(JSON.stringify(ofUntracked)).not.toContain(canary);
    const state = JSON.stringify((await findThread(server.store, tracked))!.state);
    expect(state).not.toContain(canary);
  });

  test("leaves no word of an untracked thread in the database or any file of the data folder", async () => {
    const canary = "quetzalcoatlus";
    const placesWithCanary = async () =>
      (await everythingKept(server.store, folder.path)).flatMap(({ place, bytes }) =>
        bytes.includes(canary) ? [place] : [],
      );
    await serve({ home: folder.path });
    const [untracked, tracked] = [await openThread("untracked"), await openThread("tracked")];
    for (const words of [`H100 for ${canary}`, canary, `why not ${canary}?`]) await say(untracked, words);
    expect(await placesWithCanary()).toEqual([]);
    await say(tracked, `H100 for ${canary}`);
    expect(new Set(await placesWithCanary())).toEqual(new Set([PLACE_OF_WORDS]));
  });
});

test("every log, of good and of bad ends, is one that AG-UI's own schemas accept", async () => {
  let fail: Error | undefined;
  const model = scriptedModel();
  const understand: typeof model.understand = (...input) =>
    fail ? Promise.reject(fail) : model.understand(...input);
  await serve({ model: { ...model, understand } });
  const thread = await openThread("tracked");
  const logs = [
    await say(thread, QUESTION),
    await say(thread, "H100 under 3 euros"),
    await say(thread, "help"),
  ];
  fail = new NectoError({ code: "model/broken", message: "The model is broken." });
  logs.push(await say(thread, QUESTION));
  for (const event of logs.flat()) {
    expect(EventSchemas.safeParse(event).error, JSON.stringify(event).slice(0, 200)).toBeUndefined();
    expect(RunEvent.parse(event)).toEqual(event);
  }
});

test("a frame in the place of words is a run like any other", async () => {
  await serve();
  const thread = await openThread();
  const requirements = { ...NOTHING_SAID, gpuModels: ["H100"] };
  const { id } = await server.runs.start(thread, { requirements });
  expect(framesOf(await eventsOf(id))).toEqual([requirements]);
});
