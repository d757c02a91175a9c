import { z } from "zod";
import { Bps, Count, DecimalText, IsoTime } from "./decimal.ts";
import { Gpu } from "./gpu.ts";
import { Location } from "./location.ts";
import { Pricing } from "./pricing.ts";

/** Where the price comes from in time: bookable now, a price list, bids of the past, a dated catalogue, or the sandbox. */
export const PRICE_CLASSES = ["live", "list", "historical", "recorded", "sandbox"] as const;
export type PriceClass = (typeof PRICE_CLASSES)[number];

/** A share of the price, or an amount per unit-hour; exactly one of the two is set. */
export const Fee = z.union([
  z.strictObject({ label: z.string(), bps: Count }),
  z.strictObject({ label: z.string(), usdMicrosPerHour: Count }),
]);
export type Fee = z.output<typeof Fee>;

/** What a Necto listing adds beside its price; windows are ISO times, an empty list means always. */
export const ListingSpec = z.looseObject({
  status: z.enum(["available", "reserved", "offline"]).default("available"),
  windows: z.array(z.object({ from: IsoTime, to: IsoTime })).default([]),
});
export type ListingSpec = z.output<typeof ListingSpec>;

export const Fulfilment = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("listing"),
    registry: z.object({ chainId: Count, address: z.string() }).nullable(),
    listingId: z.string(),
    version: Count,
    payee: z.string(),
    /** Highest rate the provider registered, micro-USD per GPU-hour. */
    ceilingRate: Count,
    specsHash: z.string(),
    spec: ListingSpec,
  }),
  z.object({ kind: z.literal("broker"), account: z.string() }),
  z.object({ kind: z.literal("quote-only") }),
]);
export type Fulfilment = z.output<typeof Fulfilment>;

/** Host resources per unit sold; null when the source does not say. */
export const Extras = z.object({
  vcpus: DecimalText.nullable().default(null),
  memoryGib: DecimalText.nullable().default(null),
  storageGib: DecimalText.nullable().default(null),
  networkMbps: Count.nullable().default(null),
  /** False when the price covers the accelerator only and a host must be rented beside it. */
  hostIncluded: z.boolean().nullable().default(null),
  /** What the source itself says of the row, e.g. `teaser-min-price`. */
  flags: z.array(z.string()).default([]),
});
export type Extras = z.output<typeof Extras>;

/** One rentable configuration at one price, from any source. A row with two prices is two offers. */
export const Offer = z.object({
  /** Stable: `lambda:gpu_8x_h100_sxm5:us-east-1`, `catalog:o00001:spot`, `necto:<listingId>`. */
  id: z.string().min(1),
  source: z.string().min(1),
  provider: z.string(),
  gpu: Gpu,
  /** GPUs per unit sold. */
  gpuCount: z.number().int().positive().max(1_000_000),
  /** Units that can be rented now; null when the source does not say. */
  unitsAvailable: Count.nullable(),
  location: Location,
  pricing: Pricing,
  fees: z.array(Fee).default([]),
  fulfilment: Fulfilment,
  uptimeBps: Bps.nullable().default(null),
  ratingBps: Bps.nullable().default(null),
  minDurationSeconds: Count.nullable().default(null),
  maxDurationSeconds: Count.nullable().default(null),
  extras: Extras.prefault({}),
  priceClass: z.enum(PRICE_CLASSES),
  observedAt: IsoTime,
  url: z.string().nullable().default(null),
});
export type Offer = z.output<typeof Offer>;

export const UNKNOWN_EXTRAS: Extras = {
  vcpus: null,
  memoryGib: null,
  storageGib: null,
  networkMbps: null,
  hostIncluded: null,
  flags: [],
};
