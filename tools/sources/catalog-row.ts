import type { Gpu } from "../core/gpu.ts";
import type { Location } from "../core/location.ts";
import type { Extras, Offer, PriceClass } from "../core/offer.ts";
import type { FixedPricing, SpotPricing } from "../core/pricing.ts";
import { parseDecimal } from "../core/rational.ts";
import { locate, locationOf, type RegionScheme } from "../core/regions.ts";

/** One CSV row by column name; only the columns of the layout are there. */
export type CsvRow = Readonly<Record<string, string>>;

/** What one row contributes. A row that cannot be read has no offers and one skip. */
export interface RowQuotes {
  readonly offers: readonly Offer[];
  readonly skips: readonly string[];
}

export const skipped = (...skips: readonly string[]): RowQuotes => ({ offers: [], skips });

export interface RowContext {
  /** Cloud name for layouts whose rows do not carry one. */
  readonly cloud: string;
  /** ISO time for layouts whose rows carry no date. */
  readonly observedAt: string;
  readonly priceClass: PriceClass;
  /** Ids given so far, so that equal rows stay apart in file order. */
  readonly ids: Set<string>;
  readonly shared: SharedParts;
}

const PLAIN_DECIMAL = /^\d+(?:\.\d+)?$/;

/** Text that is a number, or null when the cell is empty; `undefined` marks a cell that is neither. */
export function decimalCell(cell: string): string | null | undefined {
  if (cell === "") return null;
  if (PLAIN_DECIMAL.test(cell)) return cell;
  return parseDecimal(cell) === null ? undefined : cell;
}

const COUNT = /^(\d{1,6})(?:\.(\d+))?$/;

/** GPUs of a row; 0 for a part of a GPU, null for text that is no count. */
export function readGpuCount(cell: string): number | null {
  const match = COUNT.exec(cell);
  if (!match) return null;
  return /[1-9]/.test(match[2] ?? "") ? 0 : Number(match[1]);
}

/** What thousands of rows have in common is built once and shared. */
export interface SharedParts {
  readonly gpu: (key: string, build: () => Gpu) => Gpu;
  readonly location: (key: string, build: () => Location) => Location;
  readonly extras: (key: string, build: () => Extras) => Extras;
}

function remember<T>(): (key: string, build: () => T) => T {
  const built = new Map<string, T>();
  return (key, build) => {
    const known = built.get(key) ?? build();
    built.set(key, known);
    return known;
  };
}

export const createSharedParts = (): SharedParts => ({
  gpu: remember(),
  location: remember(),
  extras: remember(),
});

const SCHEMES: ReadonlyMap<string, RegionScheme> = new Map([
  ["aws", "aws"],
  ["aws-sagemaker", "aws"],
  ["gcp", "gcp"],
  ["azure", "azure"],
  ["lambda", "lambda"],
  ["runpod", "iso2"],
  ["vast", "place-iso2"],
]);

/** Where a cloud's own table puts the region; unknown for clouds without a table. */
export function locateInCloud(cloud: string, region: string, raw: string): Location {
  const scheme = SCHEMES.get(cloud);
  return scheme ? { ...locate(region, scheme), raw } : locationOf(null, raw);
}

/** The id itself, or `id#2`, `id#3` when the file repeats it; deterministic because file order is. */
export function uniqueId(ids: Set<string>, id: string): string {
  let unique = id;
  for (let copy = 2; ids.has(unique); copy++) unique = `${id}#${copy}`;
  ids.add(unique);
  return unique;
}

const fixed = (amount: string): FixedPricing => ({
  model: "fixed",
  amount,
  currency: "USD",
  per: "hour",
  scope: "unit",
});

const spot = (amount: string): SpotPricing => ({
  model: "spot",
  kind: "spot",
  amount,
  currency: "USD",
  per: "hour",
  blockSeconds: null,
  scope: "unit",
  interruptionBps: null,
});

/** What the two offers of a row share. */
export interface RowFacts {
  readonly id: string;
  readonly provider: string;
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly location: Location;
  readonly extras: Extras;
  readonly priceClass: PriceClass;
  readonly observedAt: string;
}

const NO_FEES: Offer["fees"] = [];
const QUOTE_ONLY: Offer["fulfilment"] = { kind: "quote-only" };

const toOffer = (facts: RowFacts, id: string, pricing: Offer["pricing"]): Offer => ({
  id,
  source: "catalog",
  provider: facts.provider,
  gpu: facts.gpu,
  gpuCount: facts.gpuCount,
  unitsAvailable: null,
  location: facts.location,
  pricing,
  fees: NO_FEES,
  fulfilment: QUOTE_ONLY,
  uptimeBps: null,
  ratingBps: null,
  minDurationSeconds: null,
  maxDurationSeconds: null,
  extras: facts.extras,
  priceClass: facts.priceClass,
  observedAt: facts.observedAt,
  url: null,
});

/** One offer per price: `<id>:on-demand` and `<id>:spot`, amounts in USD per unit-hour as the row states them. */
export function toOffers(
  facts: RowFacts,
  prices: { readonly onDemand: string | null; readonly spot: string | null },
): Offer[] {
  const offers: Offer[] = [];
  if (prices.onDemand !== null) offers.push(toOffer(facts, `${facts.id}:on-demand`, fixed(prices.onDemand)));
  if (prices.spot !== null) offers.push(toOffer(facts, `${facts.id}:spot`, spot(prices.spot)));
  return offers;
}
