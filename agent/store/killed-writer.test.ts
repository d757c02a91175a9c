import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder.ts";
import { databaseOf } from "../testing/test-database.ts";
import { openStore } from "./open-store.ts";
import { findRun, insertRun, listRunEvents } from "./runs.ts";
import { insertThread } from "./threads.ts";

const AT = "2026-11-22T08:00:00.000Z";

test("a store loses no acknowledged event when its process is killed while it writes", async () => {
  const folder = await tempFolder();
  const { place } = await databaseOf(folder.path);
  for (let round = 0; round < 3; round++) {
    const runId = `r-${round}`;
    const before = await openStore(place, () => "epoch-1");
    if (round === 0) await insertThread(before, { id: "t", mode: "tracked", createdAt: AT });
    await insertRun(before, { id: runId, threadId: "t", startedAt: AT });
    await before.close();
    const acknowledged = await appendUntilKilled(place, runId, 30 + 50 * round);
    const after = await openStore(place, () => "epoch-2");
    expect(after.epoch).toBe("epoch-1");
    const seqs = (await listRunEvents(after, runId, 0)).map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThanOrEqual(acknowledged);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(await findRun(after, runId)).toMatchObject({ lastSeq: seqs.length, status: "running" });
    await after.close();
  }
  await folder.remove();
});

/** Starts the writer, kills it once it has acknowledged so many events, and answers how many it did in the end. */
async function appendUntilKilled(place: string, runId: string, enough: number): Promise<number> {
  const script = fileURLToPath(new URL("../testing/append-forever.ts", import.meta.url));
  const writer = spawn(process.execPath, [script, place, runId], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  writer.stdout.on("data", (chunk) => {
    printed += chunk;
    if (printed.split("\n").length > enough) writer.kill("SIGKILL");
  });
  const [, signal] = await once(writer, "close");
  expect(signal).toBe("SIGKILL");
  return printed.slice(0, printed.lastIndexOf("\n")).split("\n").length;
}
