import { createHash } from "node:crypto";
import { commitTo } from "@necto/tools/audit/commit-to";
import { keccakText } from "@necto/tools/core/digest";
import { NectoError } from "@necto/tools/errors";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { RunBody, Trace } from "@necto/tools/trace/trace";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { Witnesses } from "@necto/tools/trace/witnesses";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appendRunEvents, findRun, insertRun, listRunEvents } from "../store/runs.ts";
import { insertThread } from "../store/threads.ts";
import { TEST_SIGNER } from "../testing/conversation.ts";
import { everythingKept, PLACE_OF_WORDS } from "../testing/everything-kept.ts";
import { scriptedModel } from "../testing/scripted-model.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import {
  heldScan,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from "../testing/test-server.ts";

// What is on 0G after a run, whoever it was for and however it ended.

const QUESTION = "cheapest H100 in EU under $3";

/** On a busy machine, over a socket to a database. */
const PATIENCE = { timeout: 30_000 };

let server: TestServer;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let threads = 0;
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
  const id = `thread-${mode}-${++threads}`;
  await insertThread(server.store, { id, mode, createdAt: new Date().toISOString() });
  return id;
}

async function say(threadId: string, text: string): Promise<RunEvent[]> {
  const { id } = await server.runs.start(threadId, { text });
  await ended(id);
  return (await listRunEvents(server.store, id, 0)).map(({ event }) => event);
}
const ended = (id: string) =>
  vi.waitFor(async () => expect((await findRun(server.store, id))!.status).not.toBe("running"), PATIENCE);

interface Stored {
  readonly root: string;
  readonly bytes: Uint8Array;
  readonly trace: Trace;
  readonly salt: string | null;
}

/** Everything the server has kept, once 0G has it. */
async function stored(): Promise<Stored[]> {
  await vi.waitFor(async () => {
    const left = await server.store.db
      .selectFrom("traces")
      .select("root")
      .where("state", "=", "queued")
      .execute();
    expect(left).toEqual([]);
  }, PATIENCE);
  const rows = await server.store.db.selectFrom("traces").selectAll().orderBy("tx_seq").execute();
  return rows.map(({ root, salt }) => {
    const bytes = server.zeroG.read(root)!;
    return { root, bytes, salt, trace: JSON.parse(new TextDecoder().decode(bytes)) as Trace };
  });
}

const runsOf = (files: readonly Stored[]): RunBody[] =>
  files.flatMap(({ trace: { body } }) => (body.kind === "run" ? [body] : []));

const witnesses = (): Witnesses => ({
  storage: { from: "0G", fetch: async (root) => server.zeroG.read(root) },
  agentKeys: { from: "a list", isValid: async (signer) => signer === TEST_SIGNER.address },
  registry: null,
});

describe("after a run, 0G has", () => {
  test("its decision and all its node transitions, each verified, the run naming the decision", async () => {
    await serve();
    await say(await openThread(), QUESTION);
    const files = await stored();
    expect(files.map(({ trace }) => trace.body.kind)).toEqual(["decision", "run"]);
    expect(runsOf(files)[0]).toMatchObject({
      role: "buyer",
      outcome: { status: "finished", code: null },
      decision: { root: files[0]!.root },
      commitment: null,
    });
    expect(runsOf(files)[0]!.steps.map(({ node }) => node)).toEqual([
      "understand",
      "fetch-quotes",
      "normalise",
      "filter",
      "rank",
      "seal",
      "reply",
    ]);
    for (const { root } of files)
      expect((await verifyTrace({ kind: "root", root }, witnesses())).overall).toBe("verified");
    expect(server.faults).toEqual([]);
  });

  test.each([
    ["H100 under 3 euros", ["understand", "clarify"]],
    ["help", ["understand", "reply"]],
    ["who is the president", ["understand", "reply"]],
  ])("the transitions of “%s”, which decided nothing", async (text, nodes) => {
    await serve();
    await say(await openThread(), text);
    const files = await stored();
    expect(files).toHaveLength(1);
    expect(runsOf(files)[0]).toMatchObject({ decision: null, outcome: { status: "finished" } });
    expect(runsOf(files)[0]!.steps.map(({ node }) => node)).toEqual(nodes);
  });

  test("those of a run that failed, with the code and not the words", async () => {
    const fail = new NectoError({ code: "model/broken", message: "The model said: secret insides." });
    const model = { ...scriptedModel(), understand: () => Promise.reject(fail) };
    await serve({ model });
    await say(await openThread(), QUESTION);
    const [file] = await stored();
    expect(runsOf([file!])[0]).toMatchObject({
      outcome: { status: "failed", code: "model/broken" },
      steps: [{ node: "understand", error: "model/broken" }],
    });
    expect(new TextDecoder().decode(file!.bytes)).not.toContain("secret insides");
  });

  test("those of a run that was stopped", async () => {
    const { scan, started, release } = heldScan();
    await serve({ scan });
    const { id } = await server.runs.start(await openThread(), { text: QUESTION });
    await started;
    await server.runs.stop(id);
    await ended(id);
    release();
    expect(runsOf(await stored())[0]).toMatchObject({
      outcome: { status: "stopped", code: "run/stopped" },
      decision: null,
    });
  });

  test("those of a run that a crash cut off, once the server is back", async () => {
    await serve();
    const thread = await openThread();
    const events = await say(thread, QUESTION);
    const half = events
      .filter((event) => event.type !== "RUN_FINISHED")
      .map((event, i) => ({ seq: i + 1, event }));
    await insertRun(server.store, { id: "cut-off", threadId: thread, startedAt: new Date().toISOString() });
    await appendRunEvents(server.store, "cut-off", half);
    await server.runs.endInterrupted();
    const [whole, cutOff] = runsOf(await stored());
    expect(cutOff).toMatchObject({
      outcome: { status: "failed", code: "run/interrupted" },
      decision: whole!.decision,
      steps: whole!.steps,
    });
    await server.runs.endInterrupted();
    expect(await stored()).toHaveLength(3);
  });

  test("a commitment for tracked threads only, another one for every run", async () => {
    await serve();
    const thread = await openThread("tracked");
    await say(thread, QUESTION);
    await say(thread, "only spot");
    await say(await openThread(), QUESTION);
    const files = await stored();
    const tracked = files.filter(({ salt }) => salt !== null);
    expect(tracked).toHaveLength(4);
    for (const { salt, trace } of tracked) expect(trace.body.commitment).toBe(commitTo(salt!, thread));
    expect(new Set(tracked.map(({ salt }) => salt)).size).toBe(2);
    for (const { trace } of files.filter(({ salt }) => salt === null))
      expect(trace.body.commitment).toBeNull();
  });
});

describe("twelve strings planted in an untracked chat", () => {
  const CANARIES = [
    "quetzalcoatlus",
    "ada.lovelace@example.org",
    "Zebediah Thistlewaite",
    "203.0.113.77",
    "+49 170 5550199",
    "0x52908400098527886e0f7030069857d2e4169ee7",
    "Acme-Wolkenkuckucksheim GmbH",
    "Mozilla/9.9 (CanaryOS)",
    "DE89370400440532013000",
    "projekt-bernstein",
    "4111111111111111",
    "vorzimmerdrache",
  ];
  const hashes = (text: string) => [
    keccakText(text).slice(2),
    ...["sha256", "sha1", "md5"].map((name) => createHash(name).update(text).digest("hex")),
  ];
  /** Every form in which a string could have been written down. */
  const forms = (canary: string) =>
    [canary, canary.toLowerCase()].flatMap((text) => [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString("hex"),
      Buffer.from(text).toString("base64").replace(/=+$/, ""),
      ...hashes(text),
    ]);

  const MESSAGES = CANARIES.flatMap((canary) => [
    canary,
    `cheapest H100 in EU under $3 for ${canary}`,
    `${QUESTION}, only from ${canary}`,
    `why not ${canary}?`,
    `H100 in ${canary}`,
    ...["under $", "for", "within", "with", "budget", "uptime over", "rating", "at"].map(
      (word) => `H100 ${word} ${canary}`,
    ),
    ...["hours", "ms", "GB", "GPUs", "days", "cents"].map((unit) => `A100 ${canary} ${unit}`),
  ]);

  async function haystacks(): Promise<(readonly [string, Buffer])[]> {
    const kept = await everythingKept(server.store, folder.path);
    const files = kept.map(({ place, bytes }) => [place, bytes] as const);
    const traces = (await stored()).map(({ root, bytes }) => [`trace ${root}`, Buffer.from(bytes)] as const);
    return [...files, ...traces, ["log", Buffer.from(server.faults.map(String).join("\n"))]];
  }
  const found = async () =>
    (await haystacks()).flatMap(([name, bytes]) =>
      CANARIES.flatMap((canary) =>
        forms(canary).some((form) => bytes.includes(form)) ? [`${canary} in ${name}`] : [],
      ),
    );

  test("occur nowhere: not in traces, database, checkpoints or logs, plain or hashed without salt", async () => {
    await serve({ home: folder.path });
    const thread = await openThread();
    for (const message of MESSAGES) await say(thread, message);
    expect((await stored()).length).toBeGreaterThan(MESSAGES.length);
    expect(await found()).toEqual([]);
    // The search does find what is there: the words of a tracked thread are kept.
    await say(await openThread("tracked"), MESSAGES[1]!);
    expect(await found()).toContainEqual(expect.stringContaining(`quetzalcoatlus in ${PLACE_OF_WORDS}`));
  });
});

test("a list is explained from its trace on 0G when the server has forgotten it", async () => {
  await serve({ home: folder.path });
  const thread = await openThread();
  await say(thread, "H100 under $1");
  await stored();
  const { zeroG } = server;
  await server.close();
  await serve({ home: folder.path, zeroG });
  const events = await say(thread, "why not lambda?");
  const reply = events
    .flatMap((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? [event.delta] : []))
    .join("");
  expect(reply).toMatch(/from Lambda in US was left out: costs \$\d\.\d{4} per GPU-hour, at most \$1\.0000/);
});
