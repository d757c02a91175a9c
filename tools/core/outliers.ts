import type { Columns } from "./columns.ts";
import { BIT } from "./reason-codes.ts";

/** The prices of a market while it is built, one entry per offer. */
export interface PriceColumns {
  readonly prices: Float64Array;
  /** 1 where the present pass found a price. */
  readonly priced: Uint8Array;
  /** Reason masks. */
  readonly base: Uint32Array;
}

/** A group with fewer providers says nothing about what is normal. */
const MIN_PROVIDERS = 4;

/** 100,000 USD per GPU-hour: no GPU costs that much, and above it sums would leave the safe integers. */
const HIGHEST_USD_MICROS = 100_000_000_000;

/** Median of the prices of one GPU model and pricing model, or null when too few providers offer it. */
export type Medians = ReadonlyMap<number, number>;

/** Group of an offer: its GPU model (whatever the form factor) and its pricing model. */
export function peerGroups(columns: Columns): Float64Array {
  const models = new Map<string | null, number>();
  const modelOf = columns.gpus.map(({ model }) => {
    if (!models.has(model)) models.set(model, models.size);
    return models.get(model)!;
  });
  const groups = new Float64Array(columns.gpu.length);
  for (let i = 0; i < groups.length; i++)
    groups[i] = modelOf[columns.gpu[i]!]! * 8 + columns.pricingModel[i]!;
  return groups;
}

/**
 * Medians over provider medians, before any filtering; sold-out offers count. Recorded prices are set aside unless
 * a group has no others.
 *
 * @param prices micro-USD per GPU-hour
 * @param priced 1 where `prices` is to be taken into account
 * @param base reason masks so far; unidentified offers do not count
 */
export function peerMedians(
  columns: Columns,
  groups: Float64Array,
  { prices, priced, base }: PriceColumns,
): Medians {
  const hasFresh = new Set<number>();
  const usable = (i: number) =>
    priced[i] === 1 &&
    (base[i]! & ~BIT["availability/unavailable"]) === 0 &&
    judgePrice(prices[i]!, undefined) === "ok";
  for (let i = 0; i < prices.length; i++) if (usable(i) && !columns.recorded[i]) hasFresh.add(groups[i]!);
  const providers = providerIndexes(columns);
  const byGroup = new Map<number, Map<number, number[]>>();
  for (let i = 0; i < prices.length; i++) {
    const group = groups[i]!;
    if (!usable(i) || (columns.recorded[i] && hasFresh.has(group))) continue;
    const byProvider = byGroup.get(group) ?? new Map<number, number[]>();
    if (byProvider.size === 0) byGroup.set(group, byProvider);
    const provider = providers[columns.seller[i]!]!;
    const list = byProvider.get(provider);
    if (list) list.push(prices[i]!);
    else byProvider.set(provider, [prices[i]!]);
  }
  const medians = new Map<number, number>();
  for (const [group, byProvider] of byGroup)
    if (byProvider.size >= MIN_PROVIDERS) medians.set(group, median([...byProvider.values()].map(median)));
  return medians;
}

/** Whether a price is so far from its peers that it is refused, or far enough for a warning. */
export function judgePrice(price: number, median: number | undefined): "ok" | "far" | "outlier" {
  if (price <= 0 || price > HIGHEST_USD_MICROS) return "outlier";
  if (median === undefined) return "ok";
  if (price * 10 < median || price > median * 10) return "outlier";
  return price * 5 < median || price > median * 5 ? "far" : "ok";
}

export function markOutliers(
  { prices, priced, base }: PriceColumns,
  groups: Float64Array,
  medians: Medians,
): void {
  for (let i = 0; i < prices.length; i++)
    if (priced[i] && judgePrice(prices[i]!, medians.get(groups[i]!)) === "outlier")
      base[i]! |= BIT["price/outlier"];
}

function providerIndexes(columns: Columns): number[] {
  const indexes = new Map<string, number>();
  return columns.sellers.map(({ provider }) => {
    if (!indexes.has(provider)) indexes.set(provider, indexes.size);
    return indexes.get(provider)!;
  });
}

/** Middle value; of an even number of values the mean of the middle two, rounded down to a whole micro-USD. */
function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : Math.floor((sorted[middle - 1]! + sorted[middle]!) / 2);
}
