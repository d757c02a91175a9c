import type { FormFactor } from "../core/gpu.ts";
import type { PriceClass } from "../core/offer.ts";
import type { PricingModel } from "../core/pricing.ts";

/** One offer as the live price table shows it. Prices are computed by the server; a page only formats them. */
export interface MarketRow {
  readonly id: string;
  readonly provider: string;
  readonly source: string;
  /** Model; null when no table knows `gpuRaw`. */
  readonly gpu: string | null;
  readonly gpuRaw: string;
  readonly formFactor: FormFactor | null;
  readonly memoryGib: number | null;
  readonly gpuCount: number;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** The source's own word for the place. */
  readonly place: string;
  readonly pricing: PricingModel;
  readonly isAuction: boolean;
  /** Effective micro-USD per GPU-hour; null when the offer cannot be priced. */
  readonly usdMicrosPerGpuHour: number | null;
  /** Micro-USD per hour for the whole unit sold. */
  readonly usdMicrosPerHour: number | null;
  readonly priceClass: PriceClass;
  readonly isBookable: boolean;
  readonly unitsAvailable: number | null;
  readonly uptimeBps: number | null;
  /** When the price was observed; null = with its source's last answer. */
  readonly observedAt: string | null;
  /** Why no search would rank it: `price/outlier`, `gpu/unidentified`, …; empty for an offer that can be ranked. */
  readonly reasons: readonly string[];
}

/** Rows by column: several times smaller than as objects once compressed. All columns are equally long. */
export type MarketColumns = { readonly [Name in keyof MarketRow]: readonly MarketRow[Name][] };

/** The columns in their order on the wire. */
export const MARKET_FIELDS = [
  "id",
  "provider",
  "source",
  "gpu",
  "gpuRaw",
  "formFactor",
  "memoryGib",
  "gpuCount",
  "country",
  "place",
  "pricing",
  "isAuction",
  "usdMicrosPerGpuHour",
  "usdMicrosPerHour",
  "priceClass",
  "isBookable",
  "unitsAvailable",
  "uptimeBps",
  "observedAt",
  "reasons",
] as const satisfies readonly (keyof MarketRow)[];

/** What moves most often: prices and capacity, and nothing else of these rows. */
export type MarketMoves = Pick<
  MarketColumns,
  "id" | "usdMicrosPerGpuHour" | "usdMicrosPerHour" | "unitsAvailable"
>;

/** Rows → columns. */
export const toColumns = (rows: readonly MarketRow[]): MarketColumns =>
  Object.fromEntries(MARKET_FIELDS.map((name) => [name, rows.map((row) => row[name])])) as never;

/** Columns → rows, in their order. */
export const toRows = (columns: MarketColumns): MarketRow[] =>
  columns.id.map(
    (_, index) => Object.fromEntries(MARKET_FIELDS.map((name) => [name, columns[name][index]])) as never,
  );
