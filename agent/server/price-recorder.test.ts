import { anOffer, fixed, iso, marketOf, NOW } from "@necto/tools/core/testing/offers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { createPriceRecorder } from "./price-recorder.ts";

let database: TestDatabase;
let store: Store;
const faults: unknown[] = [];
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch-1");
});
afterEach(async () => {
  await store.close();
  await database.remove();
  expect(faults).toEqual([]);
});

const DAY_MS = 86_400_000;
const marketAt = (takenAt: number) => {
  const offer = anOffer({ pricing: fixed("2"), priceClass: "live", observedAt: iso(takenAt) });
  return { ...marketOf([offer]), takenAt };
};

test("samples are taken once a minute at most, and hours of more than a month ago go, their days stay", async () => {
  const recorder = createPriceRecorder(store, (fault) => faults.push(fault));
  for (const at of [NOW - 40 * DAY_MS, NOW, NOW + 59_000, NOW + 60_000]) recorder.record(marketAt(at));
  await recorder.settled();
  const world = await store.db
    .selectFrom("price_series")
    .select("id")
    .where("region", "=", "WORLD")
    .execute();
  const samplesOf = async (table: "price_hours" | "price_days") =>
    (
      await store.db
        .selectFrom(table)
        .select("samples")
        .where("series", "=", world[0]!.id)
        .orderBy("at")
        .execute()
    ).map(({ samples }) => samples);
  expect([await samplesOf("price_hours"), await samplesOf("price_days")]).toEqual([[2], [1, 2]]);
});
