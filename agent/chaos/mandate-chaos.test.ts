import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder.ts";
import { databaseOf } from "../testing/test-database.ts";
import { type MandateChaosOptions, type MandateChaosReport, runMandateChaos } from "./mandate-chaos.ts";
import { randomFrom } from "./random-from.ts";

async function run({
  seed = 3,
  ...fields
}: Pick<MandateChaosOptions, "mandates" | "kills" | "points" | "worker"> & { readonly seed?: number }) {
  const folder = await tempFolder();
  const database = await databaseOf(folder.path);
  try {
    return await runMandateChaos({
      ...{ ...fields, folder: folder.path, random: randomFrom(seed), now: Date.now, onRound: () => {} },
      ...(database.place !== folder.path && { database: database.place }),
      signal: new AbortController().signal,
    });
  } finally {
    await database.remove();
    await folder.remove();
  }
}

const wrongOf = (report: MandateChaosReport): readonly string[] =>
  [
    ...[report.misfired, report.untold, report.duplicated, report.lost, report.strange],
    ...[report.exceeded, report.drifts, report.mistold],
  ].flat();

// A few kills of each run of the suite; `necto chaos --mandates 100 --kills 500` is the whole of it.
test("workers that are killed fire each crossing once, and book by no mandate twice or too much", {
  timeout: 240_000,
}, async () => {
  const points = ["firing-kept", "order-answered"];
  const report = await run({ mandates: 3, kills: 3, points });
  expect(wrongOf(report)).toEqual([]);
  expect(report.kills).toBe(3);
  expect(report.firings).toBeGreaterThan(0);
  expect(report.orders).toBeGreaterThan(0);
});

test("a worker that remembers what to book after it has told of the firing is found out by the same check", {
  timeout: 480_000,
}, async () => {
  const worker = fileURLToPath(new URL("testing/naive-mandate-worker.ts", import.meta.url));
  // Which firing a kill strikes is up to the machine, and not each has a mandate: killed until one had.
  let lost: readonly string[] = [];
  for (let seed = 1; lost.length === 0 && seed <= 8; seed++)
    ({ lost } = await run({ seed, mandates: 3, kills: 6, points: ["firing-kept"], worker }));
  expect(lost).not.toEqual([]);
});
