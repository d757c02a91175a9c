import type { HistoryRange, HistorySeries, MeasuredVolatility } from "@necto/tools/protocol/market";
import { sql } from "kysely";
import { measureVolatility } from "../market/measure-volatility.ts";
import type { PriceOrigin, PriceSample } from "../market/price-samples.ts";
import type { Store } from "./open-store.ts";

const HOUR_MS = 3_600_000;
const HOURS: Readonly<Record<HistoryRange, number>> = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };
/** Longer than any page can show, so that a month is still whole on its last day. */
const KEPT_MS = 60 * 24 * HOUR_MS;

const hourOf = (ms: number): string => new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString();

/**
 * Adds one sample per series to the hour it was taken in. An hour keeps sums, so that its p10 and p50 are the means of
 * its samples', the lowest price, and the number of offers of its newest sample.
 *
 * @param takenAt epoch milliseconds
 */
export async function recordPrices(
  { db }: Store,
  samples: readonly PriceSample[],
  takenAt: number,
): Promise<void> {
  if (samples.length === 0) return;
  const hour = hourOf(takenAt);
  // In one order everywhere: two processes that write the same rows crosswise would wait for each other.
  const inOrder = samples.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rows = inOrder.map(({ gpu, pricing, origin, p10, p50, min, offers }) => ({
    gpu,
    pricing,
    origin,
    hour,
    samples: 1,
    p10_sum: p10,
    p50_sum: p50,
    min,
    offers,
  }));
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("price_history")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["gpu", "origin", "pricing", "hour"]).doUpdateSet((update) => ({
          samples: sql<number>`price_history.samples + 1`,
          p10_sum: sql<number>`price_history.p10_sum + ${update.ref("excluded.p10_sum")}`,
          p50_sum: sql<number>`price_history.p50_sum + ${update.ref("excluded.p50_sum")}`,
          min: sql<number>`case when ${update.ref("excluded.min")} < price_history.min then ${update.ref("excluded.min")} else price_history.min end`,
          offers: update.ref("excluded.offers"),
        })),
      )
      .execute();
    await transaction
      .deleteFrom("price_history")
      .where("hour", "<", hourOf(takenAt - KEPT_MS))
      .execute();
  });
}

const keyOf = ({ gpu, pricing, origin }: PriceSample): string => `${origin} ${pricing} ${gpu}`;

/**
 * The recorded hours of a range that ends now, the present hour included.
 *
 * @param now epoch milliseconds
 */
export async function listPrices(
  { db }: Store,
  {
    gpu,
    origin,
    range,
  }: { readonly gpu: string; readonly origin: PriceOrigin; readonly range: HistoryRange },
  now: number,
): Promise<{ hours: string[]; series: HistorySeries[] }> {
  const count = HOURS[range];
  const hours = Array.from({ length: count }, (_, index) => hourOf(now - (count - 1 - index) * HOUR_MS));
  const position = new Map(hours.map((hour, index) => [hour, index]));
  const rows = await db
    .selectFrom("price_history")
    .selectAll()
    .where("gpu", "=", gpu)
    .where("origin", "=", origin)
    .where("hour", ">=", hours[0]!)
    .execute();
  const series = new Map<string, HistorySeries>();
  for (const row of rows) {
    const at = position.get(row.hour);
    if (at === undefined) continue;
    const one = series.get(row.pricing) ?? emptySeries(row.pricing, count);
    series.set(row.pricing, one);
    const samples = Number(row.samples);
    one.p10[at] = Math.ceil(Number(row.p10_sum) / samples);
    one.p50[at] = Math.ceil(Number(row.p50_sum) / samples);
    one.min[at] = Number(row.min);
    one.offers[at] = Number(row.offers);
  }
  return { hours, series: [...series.values()].sort((a, b) => mostOffers(b) - mostOffers(a)) };
}

/** Hours back that a GPU's volatility is measured over: what prices did long ago says little of now. */
const VOLATILITY_HOURS = 30 * 24;

/** Volatility of every GPU and pricing model with enough recorded hours, by GPU. */
export async function listVolatility(
  { db }: Store,
  origin: PriceOrigin,
  now: number,
): Promise<MeasuredVolatility[]> {
  const rows = await db
    .selectFrom("price_history")
    .select(["gpu", "pricing", "hour", "min"])
    .where("origin", "=", origin)
    .where("hour", ">=", hourOf(now - VOLATILITY_HOURS * HOUR_MS))
    .orderBy("gpu")
    .orderBy("pricing")
    .execute();
  const groups = Map.groupBy(rows, ({ gpu, pricing }) => `${pricing}|${gpu}`);
  return [...groups.values()].flatMap((hours) => {
    const { gpu, pricing } = hours[0]!;
    const minima = hours.map(({ hour, min }) => ({ hour: Date.parse(hour), usdMicros: Number(min) }));
    const volatility = measureVolatility(minima);
    return volatility ? [{ gpu, pricing, hours: hours.length, offBps: [...volatility.offBps] }] : [];
  });
}

const emptySeries = (pricing: HistorySeries["pricing"], count: number): HistorySeries => {
  const nothing = () => Array.from({ length: count }, () => null);
  return { pricing, p10: nothing(), p50: nothing(), min: nothing(), offers: nothing() };
};

const mostOffers = ({ offers }: HistorySeries): number => Math.max(0, ...offers.map((count) => count ?? 0));
