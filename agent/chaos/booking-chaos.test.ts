import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "../testing/temp-folder.ts";
import { databaseOf } from "../testing/test-database.ts";
import { type BookingChaosOptions, runBookingChaos } from "./booking-chaos.ts";
import { randomFrom } from "./random-from.ts";
import { runServerBookingChaos } from "./server-booking-chaos.ts";

async function run(fields: Pick<BookingChaosOptions, "bookings" | "kills" | "points" | "worker">) {
  const folder = await tempFolder();
  const database = await databaseOf(folder.path);
  try {
    return await runBookingChaos({
      ...{ ...fields, home: database.place, random: randomFrom(3), now: Date.now, onRound: () => {} },
      signal: new AbortController().signal,
    });
  } finally {
    await database.remove();
    await folder.remove();
  }
}

// A few kills of each run of the suite; `necto chaos --bookings 2000 --kills 500` is the whole of it.
test("workers that are killed lose no booking and pay for none twice", { timeout: 180_000 }, async () => {
  const points = ["order-recorded", "nonce-reserved", "bytes-kept", "broadcast-answered", "logs-fetched"];
  const report = await run({ bookings: 30, kills: 10, points });
  expect(report).toMatchObject({
    ...{ kills: 10, bookings: 30, jobs: 30, duplicated: [], lost: [], strange: [], drifts: [], mistold: [] },
  });
});

test("whole servers that are killed, with their chains, lose no booking and pay for none twice", {
  timeout: 180_000,
}, async () => {
  const folder = await tempFolder();
  const report = await runServerBookingChaos({
    ...{ bookings: 4, kills: 3, home: folder.path, environment: { PATH: process.env.PATH ?? "" } },
    ...{ random: randomFrom(5), now: Date.now, onRound: () => {} },
    signal: new AbortController().signal,
  });
  await folder.remove();
  expect(report).toMatchObject({
    ...{ kills: 3, bookings: 4, duplicated: [], lost: [], strange: [], drifts: [] },
  });
  expect(report.jobs).toBeGreaterThanOrEqual(4);
});

test("a worker that pays and then writes it down is found out by the same check", {
  timeout: 180_000,
}, async () => {
  const worker = fileURLToPath(new URL("testing/naive-worker.ts", import.meta.url));
  const report = await run({
    bookings: 18,
    kills: 6,
    points: ["broadcast-answered", "receipt-seen"],
    worker,
  });
  expect(report.duplicated.length).toBeGreaterThan(0);
});
