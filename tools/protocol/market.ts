import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { FORM_FACTORS } from "../core/gpu.ts";
import { NormalizedOffer } from "../core/normalized-offer.ts";
import { Offer, PRICE_CLASSES } from "../core/offer.ts";
import { PRICING_MODELS } from "../core/pricing.ts";
import { SourceReport } from "../core/source-report.ts";
import type { MarketColumns, MarketMoves } from "./market-row.ts";

/** How a source stands, with the time of its last answer. */
export const SourceState = SourceReport.omit({ bodySha256: true, url: true });
export type SourceState = z.output<typeof SourceState>;

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** Rows by column; `market-row.ts` says what each column means. */
const Columns = z.object({
  id: list(z.string()),
  provider: list(z.string()),
  source: list(z.string()),
  gpu: list(z.string().nullable()),
  gpuRaw: list(z.string()),
  formFactor: list(z.enum(FORM_FACTORS).nullable()),
  memoryGib: list(Count.nullable()),
  gpuCount: list(Count),
  country: list(z.string().nullable()),
  place: list(z.string()),
  pricing: list(z.enum(PRICING_MODELS)),
  isAuction: list(z.boolean()),
  usdMicrosPerGpuHour: list(Count.nullable()),
  usdMicrosPerHour: list(Count.nullable()),
  priceClass: list(z.enum(PRICE_CLASSES)),
  isBookable: list(z.boolean()),
  unitsAvailable: list(Count.nullable()),
  uptimeBps: list(Count.nullable()),
  observedAt: list(IsoTime.nullable()),
  reasons: list(list(z.string())),
}) satisfies z.ZodType<MarketColumns>;

/** Every row of the market at one seq of the channel. */
export const MarketBody = z.object({
  epoch: z.string(),
  seq: Count,
  takenAt: IsoTime,
  rows: Columns,
  sources: z.array(SourceState),
});
export type MarketBody = z.output<typeof MarketBody>;

/** What changed from one seq to the next. */
export const MarketDelta = z.object({
  takenAt: IsoTime,
  /** New rows, and rows of which more than price and capacity changed. */
  put: Columns,
  moved: Columns.pick({
    id: true,
    usdMicrosPerGpuHour: true,
    usdMicrosPerHour: true,
    unitsAvailable: true,
  }) satisfies z.ZodType<MarketMoves>,
  removed: z.array(z.string()),
  sources: z.array(SourceState),
});
export type MarketDelta = z.output<typeof MarketDelta>;

/** Most offers that are laid side by side. */
export const MOST_COMPARED = 4;

/** A few offers of the market with their arithmetic, in the order they were asked for. */
export const OffersBody = z.object({
  takenAt: IsoTime,
  offers: z.array(
    z.object({
      offer: Offer,
      normalized: NormalizedOffer,
      /** Micro-USD per hour for the whole unit sold; null when it cannot be priced. */
      usdMicrosPerHour: Count.nullable(),
      /** Why no search would rank it, as in a row; empty for an offer that can be ranked. */
      reasons: z.array(z.string()),
    }),
  ),
  /** Ids that no offer has now. */
  missing: z.array(z.string()),
});
export type OffersBody = z.output<typeof OffersBody>;
export type ComparedOffer = OffersBody["offers"][number];

/** Channel of the live market: conflated state; a page that cannot follow gets a snapshot instead of what it missed. */
export const MARKET_CHANNEL = "market";

export const HISTORY_RANGES = ["24h", "7d", "30d", "1y"] as const;
export type HistoryRange = (typeof HISTORY_RANGES)[number];

/** Where prices are recorded apart: everywhere, in the 27 member states, per continent. An offer counts in each it is in. */
export const HISTORY_REGIONS = [
  "WORLD",
  "EU",
  "EUROPE",
  "NORTH_AMERICA",
  "SOUTH_AMERICA",
  "ASIA",
  "MIDDLE_EAST",
  "AFRICA",
  "OCEANIA",
] as const;
export type HistoryRegion = (typeof HISTORY_REGIONS)[number];

/** Prices of one pricing model, one entry per `times` of the history; null = nothing was recorded. Micro-USD per GPU-hour. */
export const HistorySeries = z.object({
  pricing: z.enum(PRICING_MODELS),
  p10: z.array(Count.nullable()),
  p50: z.array(Count.nullable()),
  min: z.array(Count.nullable()),
  /** Offers in the newest sample of the hour or day. */
  offers: z.array(Count.nullable()),
});
export type HistorySeries = z.output<typeof HistorySeries>;

/** Recorded prices of one GPU model in one region. */
export const PriceHistory = z.object({
  gpu: z.string(),
  region: z.enum(HISTORY_REGIONS),
  range: z.enum(HISTORY_RANGES),
  /** Whether these are made-up prices of the sandbox. The two never mix. */
  origin: z.enum(["sandbox", "market"]),
  /** Hours for up to a month, days in UTC for a year. */
  step: z.enum(["hour", "day"]),
  /** Start of every hour or day in the range, oldest first. */
  times: z.array(IsoTime),
  /** Regions with anything recorded of this GPU in the range, in the order of `HISTORY_REGIONS`. */
  regions: z.array(z.enum(HISTORY_REGIONS)),
  /** Pricing models with anything recorded; most offers first. */
  series: z.array(HistorySeries),
});
export type PriceHistory = z.output<typeof PriceHistory>;

/** How fast prices of one GPU and pricing model moved in the recorded hours of the last 30 days. */
export const MeasuredVolatility = z.object({
  gpu: z.string(),
  pricing: z.enum(PRICING_MODELS),
  /** Hours it was measured in. */
  hours: Count,
  /** Share of prices more than 5 % off after 1, 7 and 24 hours; basis points, never falling. */
  offBps: z.array(Count).length(3),
});
export type MeasuredVolatility = z.output<typeof MeasuredVolatility>;

/** What is measured here; a GPU without enough recorded hours is absent. For reading, never for an order. */
export const VolatilityView = z.object({
  origin: z.enum(["sandbox", "market"]),
  measured: z.array(MeasuredVolatility),
});
export type VolatilityView = z.output<typeof VolatilityView>;
