import type { PricingModel } from "@necto/tools/core/pricing";
import type { HistoryRegion } from "@necto/tools/protocol/market";
import type { PriceOrigin } from "../market/price-samples.ts";

/** Recorded prices of one series in one hour or day, as sums: a sample is one addition. Micro-USD per GPU-hour. */
export interface PricePoints {
  series: number;
  /** Hours, or days, since 1970 in UTC. */
  at: number;
  /** Samples in the sums. */
  samples: number;
  p10_sum: number;
  p50_sum: number;
  min: number;
  /** Offers in the newest sample. */
  offers: number;
}

/** What prices were. Nothing here names an offer, and no price of a dated catalogue is among them. */
export interface PriceTables {
  readonly price_series: {
    /** Made of the other columns (`priceSeriesId`). */
    id: number;
    gpu: string;
    origin: PriceOrigin;
    region: HistoryRegion;
    pricing: PricingModel;
  };
  /** The last 31 days. */
  readonly price_hours: PricePoints;
  /** The same samples by day, for longer. */
  readonly price_days: PricePoints;
}
