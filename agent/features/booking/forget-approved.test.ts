import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { forgetApproved, sumDay } from "./day-total-queries.ts";

const NOW = Date.parse("2026-11-27T12:00:00.000Z");

let store: Store;
let remove: () => Promise<void>;
beforeEach(async () => {
  const database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  remove = database.remove;
});
afterEach(async () => {
  await store.close();
  await remove();
});

const approved = (total: number, decided_at = "2026-11-27T11:00:00.000Z") =>
  ({ status: "approved", booking_state: "funded", decided_at, total }) as const;

test("two accounts that are deleted at the same moment both still count for the day's cap", async () => {
  const { db } = store;
  let second: Promise<void> = Promise.resolve();
  await db.transaction().execute(async (first) => {
    await forgetApproved(first, [approved(5_000_000)], NOW);
    second = db.transaction().execute((other) => forgetApproved(other, [approved(7_000_000)], NOW));
    // Long enough for the other one to read what there is, if it does not wait for this one.
    for (let times = 0; times < 50; times++) await first.selectFrom("meta").select("key").execute();
  });
  await second;
  expect(await sumDay(db, NOW)).toBe(12_000_000);
});

test("what was agreed to on another day does not count", async () => {
  await store.db
    .transaction()
    .execute((db) => forgetApproved(db, [approved(5_000_000, "2026-11-26T23:59:59.999Z")], NOW));
  expect(await sumDay(store.db, NOW)).toBe(0);
  expect(await sumDay(store.db, NOW + 86_400_000)).toBe(0);
});
