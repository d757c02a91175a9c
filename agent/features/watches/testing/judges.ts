import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Requirements } from "@necto/tools/core/requirements";
import { expect } from "vitest";
import { openStore } from "../../../store/open-store.ts";
import { createWatches } from "../watch-service.ts";
import { crossingsOf, marketAt, timeOf, wavePath } from "./price-path.ts";

const OWNER = { account: `0x${"a".repeat(40)}` };
const TERMS = { requirements: Requirements.parse({ gpuModels: ["H100"] }), usdMicrosPerGpuHour: 2_000_000 };
const STEPS = 400;
const SCRIPT = fileURLToPath(new URL("./judge-forever.ts", import.meta.url));

/** Puts some watches for the path's line into a database. */
export async function prepareWatches(place: string): Promise<void> {
  const store = await openStore(place, () => "epoch");
  const snapshot = async () => marketAt(wavePath(1), 0);
  let ids = 0;
  const newId = (kind: string) => `${kind}-${++ids}`;
  const watches = createWatches({ store, now: () => timeOf(0), newId, snapshot });
  for (let n = 0; n < 5; n++) await watches.create(OWNER, TERMS);
  await store.close();
}

/** Starts a process that judges from a step on; it is killed when it has judged so many. The last step that it told. */
export async function judgeFrom(
  place: string,
  step: number,
  enough = Number.POSITIVE_INFINITY,
): Promise<number> {
  const judge = spawn(process.execPath, [SCRIPT, place, String(step), String(STEPS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  judge.stdout.on("data", (chunk) => {
    printed += chunk;
    if (printed.split("\n").length > enough) judge.kill("SIGKILL");
  });
  const [code, signal] = await once(judge, "close");
  expect(code ?? signal).toBe(enough === Number.POSITIVE_INFINITY ? 0 : "SIGKILL");
  return Number(printed.trim().split("\n").at(-1));
}

/** That every watch told every crossing of the whole path once, and the inbox as often. */
export async function expectEachCrossingOnce(place: string): Promise<void> {
  const store = await openStore(place, () => "epoch");
  const expected = crossingsOf(wavePath(STEPS), 2_000, 2_020).map(timeOf);
  expect(expected.length).toBeGreaterThan(50);
  const watches = await store.db.selectFrom("watches").selectAll().execute();
  expect(watches).toHaveLength(5);
  for (const { id, crossing } of watches) {
    const firings = store.db.selectFrom("firings").select("at").where("watch_id", "=", id);
    const rows = await firings.orderBy("crossing").execute();
    expect([crossing, rows.map(({ at }) => Date.parse(at))]).toEqual([expected.length, expected]);
  }
  const inbox = await store.db.selectFrom("inbox").select("id").execute();
  expect(inbox).toHaveLength(expected.length * watches.length);
  await store.close();
}
