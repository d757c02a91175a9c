import { setTimeout as sleep } from "node:timers/promises";
import { runChannel } from "@necto/tools/protocol/frame";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import { openZeroGSandbox, type ZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkTraces } from "../chaos/check-traces.ts";
import { type ServerProcess, startServerProcess } from "../chaos/server-process.ts";
import { paidRoots, settingsOf } from "../chaos/trace-chaos.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { findRun, listRunEvents } from "../store/runs.ts";
import { countQueued } from "../store/traces.ts";
import { TEST_SIGNER } from "../testing/conversation.ts";
import { eventsIn, type FeedPage, openFeed } from "../testing/feed-page.ts";
import { signInOver } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import type { Failpoint } from "../traces/failpoints.ts";

// Real processes: `necto start` twice on one database and one 0G, one of them killed without a word.

const QUESTIONS = ["cheapest H100 in EU under $3", "8x A100 for 12 hours", "help"];

let database: TestDatabase;
let zeroG: ZeroGSandbox;
let store: Store;
let folders: Awaited<ReturnType<typeof tempFolder>>[];
let children: ServerProcess[];
let pages: FeedPage[];
let session: { readonly cookie: string } | undefined;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  zeroG = await openZeroGSandbox({ folder: null, now: Date.now, faults: {} });
  store = await openStore(database.place, () => "epoch-of-the-test");
  folders = [];
  children = [];
  pages = [];
  session = undefined;
});
afterEach(async () => {
  for (const { socket } of pages) socket.terminate();
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(children.map(({ exited }) => exited));
  await store.close();
  await zeroG.close();
  await database.remove();
  for (const folder of folders) await folder.remove();
});

async function start(failpoint?: Failpoint): Promise<{ url: string; process: ServerProcess }> {
  const folder = await tempFolder();
  folders.push(folder);
  const process = startServerProcess({
    PATH: globalThis.process.env.PATH ?? "",
    NECTO_SOURCES: "lambda,aws-spot",
    NECTO_HOME: folder.path,
    NECTO_AGENT_KEY: `0x${"11".repeat(32)}`,
    DATABASE_URL: database.place,
    PORT: "0",
    ...settingsOf(zeroG),
    ...(failpoint && { NECTO_FAILPOINT: failpoint }),
  });
  children.push(process);
  const url = await process.ready;
  if (url === null) throw new Error(`The server did not start: ${process.notes()}`);
  return { url, process };
}
async function post(url: string, body: object, session: object = {}): Promise<{ id: string }> {
  const headers = { "content-type": "application/json", ...session };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}
async function ask(url: string, text: string): Promise<string> {
  session ??= await signInOver(url, "buyer");
  const { id } = await post(`${url}/api/threads`, { mode: "tracked" }, session);
  return (await post(`${url}/api/threads/${id}/runs`, { text }, session)).id;
}
async function follow(url: string, runId: string): Promise<FeedPage> {
  const page = await openFeed(url, session);
  pages.push(page);
  page.send({ t: "sub", ch: [runChannel(runId)] });
  return page;
}
/** The events of a run on a page, once it has seen the last one. */
async function allOf(page: FeedPage, runId: string) {
  const heartbeat = setInterval(() => page.send({ t: "pong" }), 5_000);
  await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
  clearInterval(heartbeat);
  return eventsIn(page.frames, runChannel(runId));
}
async function everythingUploaded(): Promise<void> {
  while ((await countQueued(store)) > 0) await sleep(100);
}
const check = (accepted: readonly string[]) =>
  checkTraces(
    store,
    {
      paidRoots: () => paidRoots(zeroG),
      gateway: zeroG.url,
      registry: {
        agentKeys: { from: "a list", isValid: async (signer) => signer === TEST_SIGNER.address },
        registry: null,
      },
    },
    accepted,
  );
const NOTHING_WRONG = { lostRuns: [], lostTraces: [], paidTwice: [] };

test("what one process does is seen at the other, and the traces of both are on 0G exactly once", async () => {
  const [a, b] = await Promise.all([start(), start()]);
  const accepted: string[] = [];
  for (const [index, text] of [...QUESTIONS, ...QUESTIONS].entries()) {
    const [at, elsewhere] = index % 2 === 0 ? [a, b] : [b, a];
    const runId = await ask(at.url, text);
    accepted.push(runId);
    const page = await follow(elsewhere.url, runId);
    expect(await allOf(page, runId)).toEqual(await listRunEvents(store, runId, 0));
  }
  await everythingUploaded();
  expect(await check(accepted)).toMatchObject({ runs: 6, ...NOTHING_WRONG });
  for (const { process } of [a, b]) {
    process.kill("SIGTERM");
    await process.exited;
    expect(process.notes()).not.toContain("fault:");
  }
});

describe("a process that is killed", () => {
  test.each<Failpoint>(["trace-kept"])(
    "at %s, in the middle of a run, has that run ended by the other, gapless on the sockets there",
    { timeout: 120_000 },
    async (failpoint) => {
      const [a, b] = await Promise.all([start(failpoint), start()]);
      const runId = await ask(a.url, QUESTIONS[0]!);
      const page = await follow(b.url, runId);
      await a.process.exited;
      const seen = await allOf(page, runId);
      expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
      expect(seen).toEqual(await listRunEvents(store, runId, 0));
      const end = seen.at(-1)!.event as RunEvent;
      expect(end).toMatchObject({ type: "RUN_ERROR", code: "run/interrupted" });
      expect((await findRun(store, runId))!.status).toBe("failed");
      await everythingUploaded();
      expect(await check([runId])).toMatchObject({ runs: 1, ...NOTHING_WRONG });
    },
  );

  test.each<Failpoint>(["attempt-kept", "submitted-told"])(
    "at %s, in the middle of an upload, has it finished by the other, which pays once",
    { timeout: 120_000 },
    async (failpoint) => {
      // The first to start is the one that uploads.
      const a = await start(failpoint);
      const b = await start();
      const runId = await ask(b.url, QUESTIONS[0]!);
      await a.process.exited;
      await everythingUploaded();
      expect(await check([runId])).toMatchObject({ runs: 1, decisions: 1, traces: 2, ...NOTHING_WRONG });
    },
  );
});
