import { z } from "zod";
import { Bps, Count, IsoTime } from "./decimal.ts";
import { Pricing } from "./pricing.ts";

/**
 * A dynamic price as far as it was said; what is null stays as the listing has it. Prices are micro-USD per GPU-hour.
 *
 * @example "follow the market 2 % under the cheapest, never under 1.60"
 *   // { followUndercutBps: 200, floorUsdMicros: 1_600_000, ceilingUsdMicros: null }
 */
export const RuleChange = z.strictObject({
  /** This much below the cheapest comparable offer; 0 is the same price. */
  followUndercutBps: Bps.nullable().default(null),
  floorUsdMicros: Count.nullable().default(null),
  ceilingUsdMicros: Count.nullable().default(null),
});
export type RuleChange = z.output<typeof RuleChange>;

/**
 * What a provider asks to change, with nothing said: every field null, empty or false. Prices are micro-USD per GPU-hour.
 * `gpuModels`, `memoryGib`, `listingIds` and `regions` say which listings are meant, and what a new one is. A question about
 * earnings or the ranking carries its scope here: the hardware, and the time from `from` up to `to`.
 */
export const ProviderChange = z.strictObject({
  gpuModels: z.array(z.string()).default([]),
  /** GiB per GPU, of a model that comes in several sizes: "A100 80GB". */
  memoryGib: z.number().int().positive().nullable().default(null),
  /** GPUs that a change of status is about, or that a new listing has. */
  gpuCount: z.number().int().positive().nullable().default(null),
  /** How many GPUs there are from now on: "I have 16 H100 now". */
  gpuTotal: z.number().int().positive().nullable().default(null),
  /** How many more or fewer there are: "2 more H100". */
  gpuTotalDelta: z.number().int().nullable().default(null),
  listingIds: z.array(z.string()).default([]),
  /** Every listing is meant, in so many words: "drop all my prices by 5 %". */
  isForAll: z.boolean().default(false),
  usdMicrosPerGpuHour: Count.nullable().default(null),
  /** Relative change in basis points, e.g. -500 for "5 % cheaper". */
  percentBps: z.number().int().nullable().default(null),
  /** Relative change in micro-USD per GPU-hour, e.g. 100_000 for "10 cents more". */
  usdMicrosDelta: z.number().int().nullable().default(null),
  /** A whole price as a listing states it. */
  pricing: Pricing.nullable().default(null),
  /** A dynamic price as far as it was said. */
  rule: RuleChange.nullable().default(null),
  status: z.enum(["available", "reserved", "offline"]).nullable().default(null),
  from: IsoTime.nullable().default(null),
  to: IsoTime.nullable().default(null),
  regions: z
    .object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) })
    .prefault({}),
});
export type ProviderChange = z.output<typeof ProviderChange>;
