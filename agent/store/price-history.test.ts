import type { HistoryRange } from "@necto/tools/protocol/market";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PriceSample } from "../market/price-samples.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import { forgetPrices, listPrices, listVolatility, recordPrices } from "./price-history.ts";

const NOON = Date.parse("2026-11-22T12:00:00.000Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const aSample = (overrides: Partial<PriceSample> = {}): PriceSample => ({
  gpu: "H100",
  pricing: "fixed",
  origin: "market",
  region: "WORLD",
  p10: 2_000_000,
  p50: 2_500_000,
  min: 1_900_000,
  offers: 7,
  ...overrides,
});

describe("the price history", () => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });
  const h100 = (range: HistoryRange = "24h", now = NOON) =>
    listPrices(store, { gpu: "H100", origin: "market", range }, now);

  test("of nothing is empty, with every hour of the range", async () => {
    const { times, step, regions, series } = await h100();
    expect(series).toEqual([]);
    expect(times).toHaveLength(24);
    expect([step, regions]).toEqual(["hour", []]);
    expect([times[0], times[23]]).toEqual(["2026-11-21T13:00:00.000Z", "2026-11-22T12:00:00.000Z"]);
  });

  test("of an hour is the mean of its samples' percentiles, the lowest price, the newest count", async () => {
    await recordPrices(store, [aSample()], NOON + MINUTE);
    await recordPrices(
      store,
      [aSample({ p10: 2_100_000, p50: 2_500_001, min: 1_950_000, offers: 9 })],
      NOON + 2 * MINUTE,
    );
    await recordPrices(
      store,
      [aSample({ p10: 2_200_000, p50: 2_500_001, min: 1_800_000, offers: 8 })],
      NOON + 59 * MINUTE,
    );
    const { series } = await h100("24h", NOON + 59 * MINUTE);
    expect(series).toHaveLength(1);
    const [{ p10, p50, min, offers }] = series as [(typeof series)[0]];
    // (2.0 + 2.1 + 2.2) / 3, and 7,500,002 / 3 = 2,500,000.67 rounded up.
    expect([p10[23], p50[23], min[23], offers[23]]).toEqual([2_100_000, 2_500_001, 1_800_000, 8]);
    expect(p10.slice(0, 23)).toEqual(Array(23).fill(null));
  });

  test("keeps hours apart and leaves holes where nothing was recorded", async () => {
    await recordPrices(store, [aSample({ p50: 1 })], NOON - 2 * HOUR);
    await recordPrices(store, [aSample({ p50: 2 })], NOON);
    const { series } = await h100();
    expect(series[0]!.p50.slice(20)).toEqual([null, 1, null, 2]);
  });

  test("never mixes GPUs, pricing models or the sandbox with the market; the largest series comes first", async () => {
    await recordPrices(
      store,
      [
        aSample(),
        aSample({ pricing: "spot", p50: 900_000, offers: 30 }),
        aSample({ origin: "sandbox", p50: 1 }),
        aSample({ gpu: "A100", p50: 2 }),
      ],
      NOON,
    );
    const { series } = await h100();
    expect(series.map(({ pricing, p50 }) => [pricing, p50.at(-1)])).toEqual([
      ["spot", 900_000],
      ["fixed", 2_500_000],
    ]);
  });

  test("shows a day, a week or a month by hours, and a year by days", async () => {
    for (const days of [300, 20, 3, 0]) await recordPrices(store, [aSample()], NOON - days * 24 * HOUR);
    const counts = await Promise.all(
      (["24h", "7d", "30d", "1y"] as const).map(
        async (range) => (await h100(range)).series[0]!.p50.filter((price) => price !== null).length,
      ),
    );
    expect(counts).toEqual([1, 2, 3, 4]);
    const { step, times } = await h100("1y");
    expect([step, times.length, times[0], times.at(-1)]).toEqual([
      "day",
      365,
      "2025-11-23T00:00:00.000Z",
      "2026-11-22T00:00:00.000Z",
    ]);
  });

  test("of a day is the mean of its samples, not of its hours", async () => {
    for (const [minutes, p50] of [
      [0, 1_000_000],
      [1, 1_000_000],
      [60, 4_000_000],
    ] as const)
      await recordPrices(store, [aSample({ p50, min: p50 - 1 })], NOON + minutes * MINUTE);
    const { series } = await h100("1y", NOON + 2 * HOUR);
    expect([series[0]!.p50.at(-1), series[0]!.min.at(-1)]).toEqual([2_000_000, 999_999]);
  });

  test("keeps regions apart, and says which of them were recorded", async () => {
    await recordPrices(
      store,
      [
        aSample(),
        aSample({ region: "EUROPE", p50: 3_000_000 }),
        aSample({ region: "EU", p50: 3_100_000 }),
        aSample({ region: "ASIA", gpu: "A100" }),
      ],
      NOON,
    );
    const inEu = await listPrices(store, { gpu: "H100", origin: "market", region: "EU", range: "7d" }, NOON);
    expect(inEu.regions).toEqual(["WORLD", "EU", "EUROPE"]);
    expect(inEu.series.map(({ p50 }) => p50.at(-1))).toEqual([3_100_000]);
    const inAsia = await listPrices(
      store,
      { gpu: "H100", origin: "market", region: "ASIA", range: "7d" },
      NOON,
    );
    expect([inAsia.regions, inAsia.series]).toEqual([["WORLD", "EU", "EUROPE"], []]);
  });

  test("forgets hours after 31 days and days after 400, and nothing younger", async () => {
    for (const days of [500, 401, 399, 31, 30.9, 0])
      await recordPrices(store, [aSample()], NOON - days * 24 * HOUR);
    const before = await h100("30d");
    await forgetPrices(store, NOON);
    const count = async (table: "price_hours" | "price_days") =>
      (await store.db.selectFrom(table).select("at").execute()).length;
    expect([await count("price_hours"), await count("price_days")]).toEqual([2, 3]);
    expect(await h100("30d")).toEqual(before);
  });

  test("takes the samples of several writers at once, in whatever order each has them", async () => {
    const gpus = Array.from({ length: 20 }, (_, index) => `GPU-${index}`);
    const write = (writer: number) =>
      recordPrices(
        store,
        (writer % 2 === 0 ? gpus : gpus.toReversed()).map((gpu) => aSample({ gpu, p50: writer })),
        NOON,
      );
    await Promise.all(Array.from({ length: 9 }, (_, writer) => write(writer)));
    for (const gpu of gpus) {
      const { series } = await listPrices(store, { gpu, origin: "market", range: "24h" }, NOON);
      expect(series[0]!.p50.at(-1)).toBe(4);
    }
  });

  test("survives a hostile name", async () => {
    const gpu = "'; drop table price_history; --";
    await recordPrices(store, [aSample({ gpu })], NOON);
    expect((await listPrices(store, { gpu, origin: "market", range: "24h" }, NOON)).series).toHaveLength(1);
  });

  test("measures volatility per GPU and pricing model, of prices of one origin and of 30 days, when there is enough", async () => {
    for (let hour = 0; hour < 100; hour++) {
      const min = hour < 50 ? 2_000_000 : 2_200_000;
      const samples = [
        aSample({ min }),
        aSample({ pricing: "spot", min: 1_000_000 }),
        aSample({ gpu: "A100", origin: "sandbox", min }),
        ...(hour < 20 ? [aSample({ gpu: "B200" })] : []),
      ];
      await recordPrices(store, samples, NOON + hour * HOUR);
    }
    const now = NOON + 99 * HOUR;
    expect(await listVolatility(store, "market", now)).toEqual([
      { gpu: "H100", pricing: "fixed", hours: 100, offBps: [101, 753, 3158] },
      { gpu: "H100", pricing: "spot", hours: 100, offBps: [0, 0, 0] },
    ]);
    expect((await listVolatility(store, "sandbox", now)).map(({ gpu }) => gpu)).toEqual(["A100"]);
    expect(await listVolatility(store, "market", now + 30 * 24 * HOUR)).toEqual([]);
  });
});
