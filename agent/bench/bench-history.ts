import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import { HISTORY_RANGES, HISTORY_REGIONS } from "@necto/tools/protocol/market";
import { sql } from "kysely";
import { type PriceSample, priceSamples } from "../market/price-samples.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { forgetPrices, listPrices, listVolatility, recordPrices } from "../store/price-history.ts";
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
 */
export async function benchHistory(place: string, offers: number, seed: number): Promise<HistoryBench> {
  const store = await openStore(place, () => "bench");
  try {
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
    return {
      engine: store.engine,
      offers,
      series: samples.length,
      ...(await sizeOf(store)),
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

const TABLES = ["price_series", "price_hours", "price_days"] as const;

/** With indexes. SQLite's is the whole file, of which nearly all is history here. */
async function sizeOf({ db, engine }: Store): Promise<Pick<HistoryBench, "rows" | "megabytes">> {
  let rows = 0;
  for (const table of TABLES.slice(1))
    rows += Number(
      (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!.n,
    );
  const bytes =
    engine === "sqlite"
      ? sql<{ n: number }>`select page_count * page_size as n from pragma_page_count(), pragma_page_size()`
      : sql<{ n: number }>`select ${sql.join(
          TABLES.map((table) => sql`pg_total_relation_size(${sql.lit(table)})`),
          sql` + `,
        )} as n`;
  return { rows, megabytes: round(Number((await bytes.execute(db)).rows[0]!.n) / 1_000_000) };
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

/** @param server a PostgreSQL whose user may create databases; the bench makes one and drops it */
export async function benchHistoryOnPostgres(
  server: string,
  offers: number,
  seed: number,
): Promise<HistoryBench> {
  const { Client } = await import("pg");
  const name = `necto_bench_${randomBytes(4).toString("hex")}`;
  const url = new URL(server);
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE "${name}"`);
    url.pathname = name;
    return await benchHistory(url.href, offers, seed);
  } finally {
    await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    await client.end();
  }
}
