import { z } from "zod";
import { Count, IsoTime } from "./decimal.ts";
import { Pricing } from "./pricing.ts";

/** What a provider asks to change, with nothing said: every field null or empty. Prices are micro-USD per GPU-hour. */
export const ProviderChange = z.strictObject({
  gpuModels: z.array(z.string()).default([]),
  gpuCount: z.number().int().positive().nullable().default(null),
  listingIds: z.array(z.string()).default([]),
  usdMicrosPerGpuHour: Count.nullable().default(null),
  /** Relative change in basis points, e.g. -500 for "5 % cheaper". */
  percentBps: z.number().int().nullable().default(null),
  pricing: Pricing.nullable().default(null),
  status: z.enum(["available", "reserved", "offline"]).nullable().default(null),
  from: IsoTime.nullable().default(null),
  to: IsoTime.nullable().default(null),
  regions: z
    .object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) })
    .prefault({}),
});
export type ProviderChange = z.output<typeof ProviderChange>;
