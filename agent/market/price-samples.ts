import type { Continent, Location } from "@necto/tools/core/location";
import type { PricingModel } from "@necto/tools/core/pricing";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { HistoryRegion } from "@necto/tools/protocol/market";

/** Made-up prices and real ones have separate histories. */
export type PriceOrigin = "sandbox" | "market";

/** Prices of one GPU model and pricing model in one region at one moment, micro-USD per GPU-hour. */
export interface PriceSample {
  readonly gpu: string;
  readonly pricing: PricingModel;
  readonly origin: PriceOrigin;
  readonly region: HistoryRegion;
  readonly p10: number;
  readonly p50: number;
  readonly min: number;
  readonly offers: number;
}

interface Group {
  readonly of: Omit<PriceSample, "p10" | "p50" | "min" | "offers">;
  readonly prices: number[];
}

/** A price read longer ago stands in for one that could not be had: repeated, it would look like calm. */
const OF_NOW_MS = 10 * 60_000;

const CONTINENT_REGIONS: Readonly<Record<Continent, HistoryRegion>> = {
  AF: "AFRICA",
  AS: "ASIA",
  EU: "EUROPE",
  ME: "MIDDLE_EAST",
  NA: "NORTH_AMERICA",
  OC: "OCEANIA",
  SA: "SOUTH_AMERICA",
};

/** Every region an offer's price counts in; one that does not say where it is counts in the world only. */
export const historyRegionsOf = ({ continent, inEu27 }: Location): HistoryRegion[] => [
  "WORLD",
  ...(inEu27 ? ["EU" as const] : []),
  ...(continent ? [CONTINENT_REGIONS[continent]] : []),
];

/**
 * What a market says of prices now. Only offers that a search could rank count: no outlier, nothing sold out or
 * unidentified, and neither a price of a dated catalogue nor one that was read more than ten minutes ago.
 */
export function priceSamples(snapshot: MarketSnapshot): PriceSample[] {
  const groups = new Map<string, Group>();
  snapshot.offers.forEach(({ gpu, location, pricing, priceClass, observedAt }, index) => {
    if (gpu.model === null || snapshot.base[index] !== 0 || priceClass === "recorded") return;
    if (snapshot.takenAt - Date.parse(observedAt) > OF_NOW_MS) return;
    const origin: PriceOrigin = priceClass === "sandbox" ? "sandbox" : "market";
    for (const region of historyRegionsOf(location)) {
      const key = `${gpu.model}|${pricing.model}|${origin}|${region}`;
      const of = { gpu: gpu.model, pricing: pricing.model, origin, region };
      const group: Group = groups.get(key) ?? { of, prices: [] };
      groups.set(key, group);
      group.prices.push(snapshot.prices[index]!);
    }
  });
  return [...groups.values()].map(({ of, prices }) => {
    const sorted = prices.sort((a, b) => a - b);
    return {
      ...of,
      p10: nearestRank(sorted, 10),
      p50: nearestRank(sorted, 50),
      min: sorted[0]!,
      offers: sorted.length,
    };
  });
}

/**
 * The smallest value that at least `percent` of the values do not exceed: always a price somebody asked.
 *
 * @example nearestRank([1, 2, 3, 4], 50) // 2
 */
export const nearestRank = (sorted: readonly number[], percent: number): number =>
  sorted[Math.max(1, Math.ceil((sorted.length * percent) / 100)) - 1]!;
