import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NEW_THREAD } from "../graph/state.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { openStore, type Store } from "./open-store.ts";
import {
  appendRunEvents,
  findDecisionView,
  findRun,
  insertRun,
  listRunEvents,
  listRuns,
  saveDecision,
} from "./runs.ts";
import { findThread, insertThread, saveThreadState } from "./threads.ts";

const AT = "2026-11-22T08:00:00.000Z";
const step = (timestamp: number): RunEvent => ({ type: "STEP_STARTED", timestamp, stepName: "rank" });
const finished: RunEvent = {
  type: "RUN_FINISHED",
  timestamp: 9,
  threadId: "t",
  runId: "r",
  outcome: { type: "success" },
};
const failed = (code: string): RunEvent => ({ type: "RUN_ERROR", timestamp: 9, code, message: "…" });
/** Events as the log takes them, from a seq on. */
const from = (first: number, ...events: RunEvent[]) => events.map((event, i) => ({ seq: first + i, event }));

describe("a store", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore(":memory:", () => "epoch-1");
    await insertThread(store, { id: "t", mode: "untracked", createdAt: AT });
  });
  afterEach(() => store.close());
  const aRun = (id = "r", startedAt = AT) => insertRun(store, { id, threadId: "t", startedAt });

  test("gives threads back as they were put in, and knows no others", async () => {
    expect(await findThread(store, "t")).toEqual({
      id: "t",
      mode: "untracked",
      createdAt: AT,
      state: NEW_THREAD,
    });
    expect(await findThread(store, "' or 1=1 --")).toBeNull();
    const state = {
      requirements: null,
      decisionId: "d",
      shown: [{ offerId: "o'1", provider: "Nørd \u0000 “GPU” 🚀", source: "necto" }],
    };
    await saveThreadState(store, "t", state);
    expect((await findThread(store, "t"))!.state).toEqual(state);
  });

  test("lists the runs of a thread oldest first, and those of a status", async () => {
    await aRun("r-late", "2026-11-22T09:00:00.000Z");
    await aRun("r-early");
    await appendRunEvents(store, "r-late", from(1, finished));
    expect((await listRuns(store, { threadId: "t" })).map(({ id }) => id)).toEqual(["r-early", "r-late"]);
    expect((await listRuns(store, { status: "running" })).map(({ id }) => id)).toEqual(["r-early"]);
    expect(await listRuns(store, { threadId: "nobody" })).toEqual([]);
    expect(await findRun(store, "nothing")).toBeNull();
  });

  test("gives events back in order after a cursor, and moves the run's last seq", async () => {
    expect(await aRun()).toEqual({ id: "r", threadId: "t", startedAt: AT, status: "running", lastSeq: 0 });
    await appendRunEvents(store, "r", from(1, step(1), step(2)));
    await appendRunEvents(store, "r", from(3, step(3)));
    expect(await listRunEvents(store, "r", 0)).toEqual(from(1, step(1), step(2), step(3)));
    expect(await listRunEvents(store, "r", 2)).toEqual(from(3, step(3)));
    expect(await listRunEvents(store, "r", 3)).toEqual([]);
    expect(await findRun(store, "r")).toMatchObject({ lastSeq: 3, status: "running" });
  });

  test("refuses a seq twice, and keeps nothing of the refused batch", async () => {
    await aRun();
    await appendRunEvents(store, "r", from(1, step(1), step(2)));
    const twice = [...from(3, step(3)), { seq: 2, event: finished }];
    await expect(appendRunEvents(store, "r", twice)).rejects.toThrow(/UNIQUE/);
    expect(await listRunEvents(store, "r", 0)).toHaveLength(2);
    expect(await findRun(store, "r")).toMatchObject({ lastSeq: 2, status: "running" });
  });

  test("refuses events of a run and runs of a thread that do not exist", async () => {
    await expect(appendRunEvents(store, "ghost", from(1, step(1)))).rejects.toThrow(/FOREIGN KEY/);
    await expect(insertRun(store, { id: "x", threadId: "ghost", startedAt: AT })).rejects.toThrow(
      /FOREIGN KEY/,
    );
  });

  test.each([
    [finished, "finished"],
    [failed("run/stopped"), "stopped"],
    [failed("run/internal"), "failed"],
    [failed("run/interrupted"), "failed"],
  ] as const)("ends a run with its last event: %o", async (event, status) => {
    await aRun();
    await appendRunEvents(store, "r", from(1, step(1), event));
    expect(await findRun(store, "r")).toMatchObject({ status, lastSeq: 2 });
  });

  test("keeps what a decision showed", async () => {
    await aRun();
    const view = { id: "d", offersSeen: 3 } as never;
    const event = { type: "CUSTOM" as const, timestamp: 0, name: "decision" as const, value: view };
    await appendRunEvents(store, "r", from(1, step(1), event));
    await saveDecision(store, "r", "d");
    expect(await findDecisionView(store, "d")).toEqual(view);
    expect(await findDecisionView(store, "e")).toBeNull();
  });

  test("takes many writers at once without losing or mixing events", async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`);
    await Promise.all(ids.map((id) => aRun(id)));
    await Promise.all(
      ids.flatMap((id) => [1, 2, 3].map((seq) => appendRunEvents(store, id, from(seq, step(seq))))),
    );
    for (const id of ids)
      expect((await listRunEvents(store, id, 0)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});

describe("a store in a folder", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  test("keeps its epoch and its rows when it is opened again, and a new file has another epoch", async () => {
    const first = await openStore(folder.path, () => "epoch-1");
    await insertThread(first, { id: "t", mode: "tracked", createdAt: AT });
    await first.close();
    const again = await openStore(folder.path, () => "epoch-2");
    expect(again.epoch).toBe("epoch-1");
    expect(await findThread(again, "t")).toMatchObject({ mode: "tracked" });
    await again.close();
    const other = await openStore(join(folder.path, "other"), () => "epoch-2");
    expect(other.epoch).toBe("epoch-2");
    await other.close();
  });

  test("that cannot be one says which variable to set", async () => {
    const path = join(folder.path, "file");
    await writeFile(path, "");
    await expect(openStore(path, () => "e")).rejects.toMatchObject({
      code: "config/home",
      message: expect.stringContaining("NECTO_HOME"),
    });
  });

  test("loses no acknowledged event when its process is killed while it writes", async () => {
    for (let round = 0; round < 3; round++) {
      const runId = `r-${round}`;
      const before = await openStore(folder.path, () => "epoch-1");
      if (round === 0) await insertThread(before, { id: "t", mode: "tracked", createdAt: AT });
      await insertRun(before, { id: runId, threadId: "t", startedAt: AT });
      await before.close();
      const acknowledged = await appendUntilKilled(folder.path, runId, 30 + 50 * round);
      const after = await openStore(folder.path, () => "epoch-2");
      const seqs = (await listRunEvents(after, runId, 0)).map(({ seq }) => seq);
      expect(seqs.length).toBeGreaterThanOrEqual(acknowledged);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      expect(await findRun(after, runId)).toMatchObject({ lastSeq: seqs.length, status: "running" });
      await after.close();
    }
  });
});

/** Starts the writer, kills it once it has acknowledged so many events, and answers how many it did in the end. */
async function appendUntilKilled(home: string, runId: string, enough: number): Promise<number> {
  const script = fileURLToPath(new URL("../testing/append-forever.ts", import.meta.url));
  const writer = spawn(process.execPath, [script, home, runId], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  writer.stdout.on("data", (chunk) => {
    printed += chunk;
    if (printed.split("\n").length > enough) writer.kill("SIGKILL");
  });
  const [, signal] = await once(writer, "close");
  expect(signal).toBe("SIGKILL");
  return printed.slice(0, printed.lastIndexOf("\n")).split("\n").length;
}
