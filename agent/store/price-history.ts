import {
  HISTORY_REGIONS,
  type HistoryRange,
  type HistoryRegion,
  type HistorySeries,
  type MeasuredVolatility,
  type PriceHistory,
} from "@necto/tools/protocol/market";
import { sql, type Transaction } from "kysely";
import { measureVolatility } from "../market/measure-volatility.ts";
import type { PriceOrigin, PriceSample } from "../market/price-samples.ts";
import type { Store } from "./open-store.ts";
import type { PricePoints } from "./price-schema.ts";
import { DAY_MS, HOUR_MS, type PriceSeries, priceSeriesId } from "./price-series.ts";
import type { Database } from "./schema.ts";

const STEPS = {
  hour: { table: "price_hours", ms: HOUR_MS, kept: 31 * 24 },
  day: { table: "price_days", ms: DAY_MS, kept: 400 },
} as const;
type Step = keyof typeof STEPS;

const RANGES: Readonly<Record<HistoryRange, { readonly step: Step; readonly count: number }>> = {
  "24h": { step: "hour", count: 24 },
  "7d": { step: "hour", count: 7 * 24 },
  "30d": { step: "hour", count: 30 * 24 },
  "1y": { step: "day", count: 365 },
};

/**
 * Adds one sample per series to the hour and to the day it was taken in. Both keep sums, so that their p10 and p50 are
 * the means of their samples', the lowest price, and the number of offers of the newest sample.
 *
 * @param takenAt epoch milliseconds
 */
export async function recordPrices(
  { db }: Store,
  samples: readonly PriceSample[],
  takenAt: number,
): Promise<void> {
  if (samples.length === 0) return;
  // In one order everywhere: two processes that write the same rows crosswise would wait for each other.
  const inOrder = samples
    .map((sample) => ({ ...sample, id: priceSeriesId(sample) }))
    .sort((a, b) => a.id - b.id);
  const points = inOrder.map(({ id, p10, p50, min, offers }) => ({
    series: id,
    samples: 1,
    p10_sum: p10,
    p50_sum: p50,
    min,
    offers,
  }));
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("price_series")
      .values(inOrder.map(({ id, gpu, origin, region, pricing }) => ({ id, gpu, origin, region, pricing })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    for (const { table, ms } of Object.values(STEPS)) {
      const at = Math.floor(takenAt / ms);
      await addPoints(
        transaction,
        table,
        points.map((point) => ({ ...point, at })),
      );
    }
  });
}

const addPoints = (
  transaction: Transaction<Database>,
  table: "price_hours" | "price_days",
  points: readonly PricePoints[],
) =>
  transaction
    .insertInto(table)
    .values(points)
    .onConflict((conflict) =>
      conflict.columns(["series", "at"]).doUpdateSet((update) => ({
        samples: sql<number>`${sql.ref(`${table}.samples`)} + 1`,
        p10_sum: sql<number>`${sql.ref(`${table}.p10_sum`)} + ${update.ref("excluded.p10_sum")}`,
        p50_sum: sql<number>`${sql.ref(`${table}.p50_sum`)} + ${update.ref("excluded.p50_sum")}`,
        min: sql<number>`case when ${update.ref("excluded.min")} < ${sql.ref(`${table}.min`)} then ${update.ref("excluded.min")} else ${sql.ref(`${table}.min`)} end`,
        offers: update.ref("excluded.offers"),
      })),
    )
    .execute();

/**
 * Drops hours that are older than 31 days, whose days stay, and days that are older than any page can show.
 *
 * @param now epoch milliseconds
 */
export async function forgetPrices({ db }: Store, now: number): Promise<void> {
  for (const { table, ms, kept } of Object.values(STEPS))
    await db
      .deleteFrom(table)
      // Series by series, the key leads to the old points; by time alone every point would be read.
      .where("series", "in", db.selectFrom("price_series").select("id"))
      .where("at", "<=", Math.floor(now / ms) - kept)
      .execute();
}

export interface HistoryQuery {
  readonly gpu: string;
  readonly origin: PriceOrigin;
  readonly region?: HistoryRegion;
  readonly range: HistoryRange;
}

/**
 * What was recorded in a range that ends now, the present hour or day included.
 *
 * @param now epoch milliseconds
 */
export async function listPrices(
  { db }: Store,
  { gpu, origin, region = "WORLD", range }: HistoryQuery,
  now: number,
): Promise<Pick<PriceHistory, "region" | "step" | "times" | "regions" | "series">> {
  const { step, count } = RANGES[range];
  const { table, ms } = STEPS[step];
  const first = Math.floor(now / ms) - count + 1;
  const recorded = await db
    .selectFrom("price_series")
    .select(["id", "region", "pricing"])
    .where("gpu", "=", gpu)
    .where("origin", "=", origin)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom(table)
          .select("at")
          .whereRef("series", "=", "price_series.id")
          .where("at", ">=", first)
          .where("at", "<", first + count),
      ),
    )
    .execute();
  const series = new Map(
    recorded
      .filter((one) => one.region === region)
      .map(({ id, pricing }) => [Number(id), emptySeries(pricing, count)]),
  );
  const points =
    series.size === 0
      ? []
      : await db
          .selectFrom(table)
          .selectAll()
          .where("series", "in", [...series.keys()])
          .where("at", ">=", first)
          .where("at", "<", first + count)
          .execute();
  for (const point of points) put(series.get(Number(point.series))!, point.at - first, point);
  return {
    region,
    step,
    times: Array.from({ length: count }, (_, index) => new Date((first + index) * ms).toISOString()),
    regions: HISTORY_REGIONS.filter((one) => recorded.some((row) => row.region === one)),
    series: [...series.values()].sort((a, b) => mostOffers(b) - mostOffers(a)),
  };
}

function put({ p10, p50, min, offers }: HistorySeries, at: number, point: PricePoints): void {
  const samples = Number(point.samples);
  p10[at] = Math.ceil(Number(point.p10_sum) / samples);
  p50[at] = Math.ceil(Number(point.p50_sum) / samples);
  min[at] = Number(point.min);
  offers[at] = Number(point.offers);
}

/**
 * The median that was recorded of a series in the hour of a moment, or on its day where hours are no longer kept; null when
 * nothing was.
 *
 * @param at epoch milliseconds
 */
export async function findMedian(
  { db }: Pick<Store, "db">,
  of: PriceSeries,
  at: number,
): Promise<number | null> {
  for (const { table, ms } of Object.values(STEPS)) {
    const point = await db
      .selectFrom(table)
      .select(["p50_sum", "samples"])
      .where("series", "=", priceSeriesId(of))
      .where("at", "=", Math.floor(at / ms))
      .executeTakeFirst();
    if (point) return Math.ceil(Number(point.p50_sum) / Number(point.samples));
  }
  return null;
}

/** Hours back that a GPU's volatility is measured over: what prices did long ago says little of now. */
const VOLATILITY_HOURS = 30 * 24;

/** Volatility of every GPU and pricing model with enough recorded hours, everywhere together, by GPU. */
export async function listVolatility(
  { db }: Store,
  origin: PriceOrigin,
  now: number,
): Promise<MeasuredVolatility[]> {
  const series = await db
    .selectFrom("price_series")
    .select(["id", "gpu", "pricing"])
    .where("origin", "=", origin)
    .where("region", "=", "WORLD")
    .orderBy("gpu")
    .orderBy("pricing")
    .execute();
  if (series.length === 0) return [];
  const rows = await db
    .selectFrom("price_hours")
    .select(["series", "at", "min"])
    .where(
      "series",
      "in",
      series.map(({ id }) => id),
    )
    .where("at", ">=", Math.floor(now / HOUR_MS) - VOLATILITY_HOURS)
    .execute();
  const groups = Map.groupBy(rows, (row) => Number(row.series));
  return series.flatMap(({ id, gpu, pricing }) => {
    const hours = groups.get(Number(id)) ?? [];
    const minima = hours.map(({ at, min }) => ({ hour: at * HOUR_MS, usdMicros: Number(min) }));
    const volatility = measureVolatility(minima);
    return volatility ? [{ gpu, pricing, hours: hours.length, offBps: [...volatility.offBps] }] : [];
  });
}

const emptySeries = (pricing: HistorySeries["pricing"], count: number): HistorySeries => {
  const nothing = () => Array.from({ length: count }, () => null);
  return { pricing, p10: nothing(), p50: nothing(), min: nothing(), offers: nothing() };
};

const mostOffers = ({ offers }: HistorySeries): number => Math.max(0, ...offers.map((count) => count ?? 0));
