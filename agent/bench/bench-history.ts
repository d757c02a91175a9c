import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";
import { HISTORY_RANGES, HISTORY_REGIONS } from "@necto/tools/protocol/market";
import { type PriceSample, priceSamples } from "../market/price-samples.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { forgetPrices, listPrices, listVolatility, recordPrices } from "../store/price-history.ts";
import { priceHistorySize } from "../store/price-history-size.ts";
import { round, type Timing, toTiming } from "./measure.ts";
import { syntheticOffers } from "./synthetic-offers.ts";

export interface HistoryBench {
  readonly engine: Store["engine"];
  readonly offers: number;
  readonly series: number;
  /** Hours and days that are kept of the year. */
  readonly rows: number;
  readonly megabytes: number;
  /** One sample of every series. */
  readonly record: Timing;
  readonly forgetMs: number;
  /** One GPU in one region over one range, each in turn. */
  readonly query: Timing;
  readonly volatility: Timing;
}

const NOW = Date.parse("2026-11-22T12:30:00Z");
const HOUR_MS = 3_600_000;
const HOURS = 31 * 24;
const DAYS = 400;
const QUERIES = 400;

/**
 * A year of the prices of a synthetic market, written and read the way a server does: one sample an hour for as long as
 * hours are kept, one a day before.
 *
 * @param place an empty database
 * @throws NectoError `config/database` when there are prices in it already
 */
export async function benchHistory(place: string, offers: number, seed: number): Promise<HistoryBench> {
  const store = await openStore(place, () => "bench");
  try {
    if ((await priceHistorySize(store)).rows > 0)
      throw new NectoError({
        code: "config/database",
        message:
          "The database has a price history already. Give the bench an empty one: it fills it with made-up prices.",
      });
    const observedAt = new Date(NOW).toISOString();
    const market = syntheticOffers(offers, seed).map((offer) => ({ ...offer, observedAt }));
    const samples = priceSamples(
      buildSnapshot({ offers: market, takenAt: NOW, tokenPrices: [], sources: [] }),
    );
    const times: number[] = [];
    for (let day = DAYS; day > HOURS / 24; day--) await record(store, samples, NOW - day * 24 * HOUR_MS);
    for (let hour = HOURS; hour >= 0; hour--) times.push(await record(store, samples, NOW - hour * HOUR_MS));
    const startedAt = performance.now();
    await forgetPrices(store, NOW);
    const forgetMs = round(performance.now() - startedAt);
    const size = await priceHistorySize(store);
    return {
      engine: store.engine,
      offers,
      series: samples.length,
      rows: size.rows,
      megabytes: round(size.bytes / 1_000_000),
      record: toTiming(times),
      forgetMs,
      query: await timeQueries(store, [...new Set(samples.map(({ gpu }) => gpu))]),
      volatility: toTiming(await timesOf(5, () => listVolatility(store, "market", NOW))),
    };
  } finally {
    await store.close();
  }
}

/** Prices that move from sample to sample. */
async function record(store: Store, samples: readonly PriceSample[], at: number): Promise<number> {
  const moved = samples.map((sample, index) => {
    const by = (Math.floor(at / HOUR_MS) * 7_919 + index * 53) % 90_000;
    return { ...sample, p10: sample.p10 + by, p50: sample.p50 + by, min: sample.min + by };
  });
  const startedAt = performance.now();
  await recordPrices(store, moved, at);
  return performance.now() - startedAt;
}

async function timeQueries(store: Store, gpus: readonly string[]): Promise<Timing> {
  const query = (round: number) =>
    listPrices(
      store,
      {
        gpu: gpus[round % gpus.length]!,
        origin: "market",
        region: HISTORY_REGIONS[round % HISTORY_REGIONS.length]!,
        range: HISTORY_RANGES[round % HISTORY_RANGES.length]!,
      },
      NOW,
    );
  return toTiming(await timesOf(QUERIES, query));
}

async function timesOf(runs: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await work(run);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** On SQLite in a temporary folder. */
export async function benchHistoryOnSqlite(offers: number, seed: number): Promise<HistoryBench> {
  const home = mkdtempSync(join(tmpdir(), "necto-bench-history-"));
  try {
    return await benchHistory(home, offers, seed);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
