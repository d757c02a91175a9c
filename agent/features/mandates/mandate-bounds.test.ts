import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, engineUnderTest, type TestDatabase } from "../../testing/test-database.ts";
import { happenings, letHappen } from "./testing/random-mandates.ts";
import type { Bounds } from "./testing/scripted-mandates.ts";

/** SQLite has one process; two that share its connection interleave at every await. */
const SEQUENCES = engineUnderTest === "postgres" ? 60 : 1_000;
const FIRST: Bounds = {
  ...{ maxUsdMicrosPerGpuHour: 2_000_000, maxOrderUsdMicros: 4_000_000, maxDayUsdMicros: 7_000_000 },
  ...{ maxOrders: 3, minutes: 60 },
};

let database: TestDatabase;
let stores: [Store, Store];
const isShared = engineUnderTest === "sqlite";
beforeAll(async () => {
  database = await databaseOf(":memory:");
  const one = await openStore(database.place, () => "e");
  const other = isShared ? { ...one, processId: "the other" } : await openStore(database.place, () => "e");
  stores = [one, other];
});
afterAll(async () => {
  if (!isShared) await stores[1].close();
  await stores[0].close();
  await database.remove();
});

test(`no mandate is ever exceeded, and no firing lost: ${SEQUENCES} sequences of firings, crashes, restarts, moves and revocations`, async () => {
  const seen = { booked: 0, waiting: 0, skipped: new Map<string, number>() };
  await fc.assert(
    fc.asyncProperty(happenings, async (sequence) => {
      const { booked, waiting, skipped } = await letHappen(stores, FIRST, sequence);
      seen.booked += booked;
      seen.waiting += waiting;
      for (const reason of skipped) seen.skipped.set(reason, (seen.skipped.get(reason) ?? 0) + 1);
    }),
    { numRuns: SEQUENCES, seed: 20_261_126 },
  );
  // Nobody is there to answer in person: what a process found void before it died is asked anew.
  expect(seen.skipped.has("answered")).toBe(false);
  // The sequences reach what they are to try.
  expect(seen.booked).toBeGreaterThan(SEQUENCES / 4);
  expect(seen.waiting).toBeGreaterThan(0);
  const reasons = [
    "revoked",
    "expired",
    "used-up",
    "bad-signature",
    "day-cap",
    "price",
    "no-offer",
    "payment-failed",
  ];
  if (isShared) expect([...seen.skipped.keys()]).toEqual(expect.arrayContaining(reasons));
}, 600_000);
