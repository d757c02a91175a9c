import type { Gpu } from "./gpu.ts";
import type { Location } from "./location.ts";
import type { Offer } from "./offer.ts";
import { PRICING_MODELS } from "./pricing.ts";

/** Stands for "the source does not say" in the number columns. */
export const UNKNOWN = -1;

/** The facts of a market that filters and orders read, one typed array per fact and one entry per offer. */
export interface Columns {
  /** Index into `gpus`. */
  readonly gpu: Uint32Array;
  /** Distinct (model, form factor) pairs of the market. */
  readonly gpus: readonly Pick<Gpu, "model" | "formFactor">[];
  readonly location: Uint32Array;
  readonly locations: readonly Location[];
  readonly seller: Uint32Array;
  readonly sellers: readonly { readonly source: string; readonly provider: string }[];
  /** Index into `coins`; 0 = not priced in a token. */
  readonly coin: Uint32Array;
  readonly coins: readonly (string | null)[];
  /** Index into `PRICING_MODELS`. */
  readonly pricingModel: Uint8Array;
  readonly bookable: Uint8Array;
  readonly recorded: Uint8Array;
  /** Has availability windows; the few that do are read from the offer. */
  readonly windowed: Uint8Array;
  readonly gpuCount: Uint32Array;
  readonly memoryGib: Int32Array;
  readonly unitsAvailable: Float64Array;
  readonly uptimeBps: Int32Array;
  readonly ratingBps: Int32Array;
  readonly interruptionBps: Int32Array;
  readonly minDurationSeconds: Float64Array;
  readonly maxDurationSeconds: Float64Array;
}

/**
 * Numbers distinct values in the order of their first appearance. Adapters share one object between rows, so the
 * reference is tried before a key is built.
 */
function dictionary<T extends object>(keyOf: (value: T) => string) {
  const values: T[] = [];
  const byReference = new Map<T, number>();
  const byKey = new Map<string, number>();
  const indexOf = (value: T): number => {
    const seen = byReference.get(value);
    if (seen !== undefined) return seen;
    const key = keyOf(value);
    let index = byKey.get(key);
    if (index === undefined) {
      index = values.push(value) - 1;
      byKey.set(key, index);
    }
    byReference.set(value, index);
    return index;
  };
  return { values, indexOf };
}

/** The same for pairs of words, without building a key per row. */
function pairDictionary() {
  const values: { source: string; provider: string }[] = [];
  const bySource = new Map<string, Map<string, number>>();
  const indexOf = ({ source, provider }: { source: string; provider: string }): number => {
    let byProvider = bySource.get(source);
    if (!byProvider) bySource.set(source, (byProvider = new Map()));
    let index = byProvider.get(provider);
    if (index === undefined) byProvider.set(provider, (index = values.push({ source, provider }) - 1));
    return index;
  };
  return { values, indexOf };
}

export function buildColumns(offers: readonly Offer[]): Columns {
  const n = offers.length;
  const gpus = dictionary<Gpu>(({ model, formFactor }) => `${model}|${formFactor}`);
  const locations = dictionary<Location>(
    ({ country, continent, inEu27 }) => `${country}|${continent}|${inEu27}`,
  );
  const sellers = pairDictionary();
  const coins: (string | null)[] = [null];
  const columns: Columns = {
    gpu: new Uint32Array(n),
    gpus: gpus.values,
    location: new Uint32Array(n),
    locations: locations.values,
    seller: new Uint32Array(n),
    sellers: sellers.values,
    coin: new Uint32Array(n),
    coins,
    pricingModel: new Uint8Array(n),
    bookable: new Uint8Array(n),
    recorded: new Uint8Array(n),
    windowed: new Uint8Array(n),
    gpuCount: new Uint32Array(n),
    memoryGib: new Int32Array(n),
    unitsAvailable: new Float64Array(n),
    uptimeBps: new Int32Array(n),
    ratingBps: new Int32Array(n),
    interruptionBps: new Int32Array(n),
    minDurationSeconds: new Float64Array(n),
    maxDurationSeconds: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const offer = offers[i]!;
    const { gpu, location, pricing, fulfilment } = offer;
    columns.gpu[i] = gpus.indexOf(gpu);
    columns.location[i] = locations.indexOf(location);
    columns.seller[i] = sellers.indexOf(offer);
    columns.coin[i] = pricing.model === "token" ? coinIndex(coins, pricing.coinId) : 0;
    columns.pricingModel[i] = PRICING_MODELS.indexOf(pricing.model);
    columns.bookable[i] = fulfilment.kind === "quote-only" ? 0 : 1;
    columns.recorded[i] = offer.priceClass === "recorded" ? 1 : 0;
    columns.windowed[i] = isWindowed(offer) ? 1 : 0;
    columns.gpuCount[i] = offer.gpuCount;
    columns.memoryGib[i] = gpu.memoryGib ?? UNKNOWN;
    columns.unitsAvailable[i] = offer.unitsAvailable ?? UNKNOWN;
    columns.uptimeBps[i] = offer.uptimeBps ?? UNKNOWN;
    columns.ratingBps[i] = offer.ratingBps ?? UNKNOWN;
    columns.interruptionBps[i] = pricing.model === "spot" ? (pricing.interruptionBps ?? UNKNOWN) : 0;
    columns.minDurationSeconds[i] = offer.minDurationSeconds ?? 0;
    columns.maxDurationSeconds[i] = offer.maxDurationSeconds ?? Number.POSITIVE_INFINITY;
  }
  return columns;
}

/** A market knows a handful of coins: a scan is cheaper than a map. */
function coinIndex(coins: (string | null)[], coinId: string): number {
  const index = coins.indexOf(coinId);
  return index >= 0 ? index : coins.push(coinId) - 1;
}

function isWindowed({ fulfilment }: Offer): boolean {
  return fulfilment.kind === "listing" && fulfilment.spec.windows.length > 0;
}
