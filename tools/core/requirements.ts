import { z } from "zod";
import { Bps, Count, IsoTime } from "./decimal.ts";
import { PRICING_MODELS } from "./pricing.ts";
import { countriesOf } from "./regions.ts";

export const RANK_BYS = ["cost", "balanced", "reliability", "latency"] as const;
export type RankBy = (typeof RANK_BYS)[number];

export const MODES = ["tracked", "untracked"] as const;
export type Mode = (typeof MODES)[number];

const choiceOf = <T extends z.ZodType<string>>(name: T) =>
  z.strictObject({ include: z.array(name).default([]), exclude: z.array(name).default([]) });

/** A token nobody knows would silently exclude nothing: it is refused instead. */
const RegionToken = z.string().refine((token) => countriesOf(token) !== null, {
  error: ({ input }) =>
    `no region is called ${input}: expected a country code such as DE or a group such as EU`,
});

/**
 * Hard constraints and what to rank by: the tool schema, the REST body and the eval expectation.
 * Unknown is null, an unsaid list is empty; `Requirements.parse({})` is exactly "nothing said".
 */
export const Requirements = z.strictObject({
  /** Models, or model and form factor: `H100`, `H100 SXM`. Empty = any. */
  gpuModels: z.array(z.string()).default([]),
  /** GiB per GPU. */
  minVramGib: Count.nullable().default(null),
  gpuCount: z.number().int().positive().max(1_000_000).nullable().default(null),
  /** Micro-USD per GPU-hour. */
  maxUsdMicrosPerGpuHour: Count.nullable().default(null),
  /** Micro-USD for the whole job; needs `durationSeconds` to be decided. */
  maxTotalUsdMicros: Count.nullable().default(null),
  durationSeconds: Count.nullable().default(null),
  startAt: IsoTime.nullable().default(null),
  /** ISO countries (`DE`) or groups (`EU`, `EEA`, `EUROPE`, `NORDICS`, `NORTH_AMERICA`, …; see `regions.ts`). */
  regions: choiceOf(RegionToken).prefault({}),
  /** Allowed pricing models; empty = all. */
  pricingModels: z.array(z.enum(PRICING_MODELS)).default([]),
  sources: choiceOf(z.string()).prefault({}),
  minUptimeBps: Bps.nullable().default(null),
  minRatingBps: Bps.nullable().default(null),
  maxLatencyMs: Count.nullable().default(null),
  /** Where the buyer is, for latency estimates. */
  buyerCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  rankBy: z.enum(RANK_BYS).default("cost"),
  mode: z.enum(MODES).nullable().default(null),
});
export type Requirements = z.output<typeof Requirements>;

export const NOTHING_SAID: Requirements = Requirements.parse({});
