import { MEASURED_AGES_MS, type PriceVolatility } from "@necto/tools/core/price-confidence";

/** The lowest price of one hour. */
export interface HourlyMinimum {
  /** Start of the hour, epoch milliseconds. */
  readonly hour: number;
  readonly usdMicros: number;
}

/** Fewer pairs of hours than this say nothing about a price of that age: two days of them. */
const ENOUGH_PAIRS = 48;
/** Beyond it a price is off: 5 %. */
const OFF_BPS = 500;

/**
 * How often the lowest price of a GPU was more than 5 % off after 1, 7 and 24 hours, over all pairs of recorded hours
 * that far apart. Null when there are fewer than 48 pairs of any. Shares never fall with age: an older price that
 * happened to come back is no better than a younger one.
 *
 * @param minima one per recorded hour, in any order; hours may be missing
 */
export function measureVolatility(minima: readonly HourlyMinimum[]): PriceVolatility | null {
  const byHour = new Map(minima.map(({ hour, usdMicros }) => [hour, usdMicros]));
  const shares: number[] = [];
  for (const ageMs of MEASURED_AGES_MS) {
    let pairs = 0;
    let off = 0;
    for (const [hour, before] of byHour) {
      const after = byHour.get(hour + ageMs);
      if (after === undefined) continue;
      pairs++;
      if (Math.abs(after - before) * 10_000 > before * OFF_BPS) off++;
    }
    if (pairs < ENOUGH_PAIRS) return null;
    shares.push(Math.max(shares.at(-1) ?? 0, Math.round((off * 10_000) / pairs)));
  }
  const [first = 0, second = 0, third = 0] = shares;
  return { agesMs: MEASURED_AGES_MS, offBps: [first, second, third] };
}
