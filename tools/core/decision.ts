import { z } from "zod";
import { Bps, Count, IsoTime } from "./decimal.ts";
import { Requirements } from "./requirements.ts";

/** Why an offer fails a constraint. */
export const REASONS = [
  "violates",
  "unknown",
  "unidentified",
  "unpriced",
  "stale",
  "outlier",
  "unavailable",
  "shape",
] as const;
export type ReasonKind = (typeof REASONS)[number];

/** What a reason is about: a field of `Requirements`, or a fact of the offer itself. */
export const CONSTRAINTS = [
  "gpu",
  "price",
  "tokenPrice",
  "availability",
  "gpuModels",
  "minVramGib",
  "gpuCount",
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "durationSeconds",
  "startAt",
  "regions",
  "pricingModels",
  "sources",
  "minUptimeBps",
  "minRatingBps",
  "maxLatencyMs",
] as const;
export type Constraint = (typeof CONSTRAINTS)[number];

const Value = z.json();

export const Reason = z.object({
  constraint: z.enum(CONSTRAINTS),
  required: Value,
  actual: Value,
  reason: z.enum(REASONS),
});
export type Reason = z.output<typeof Reason>;

/** An offer that was left out, and every reason that applies. */
export const Rejection = z.object({ offerId: z.string(), reasons: z.array(Reason) });
export type Rejection = z.output<typeof Rejection>;

/** The criteria of a ranking, in the words of DESIGN §5. */
export const RANK_KEYS = [
  "bookable",
  "score",
  "price",
  "latency",
  "uptime",
  "interruption",
  "rating",
  "id",
] as const;
export type RankKey = (typeof RANK_KEYS)[number];

/** Why an offer stands before the next one: the first criterion on which the two differ; null for the last. */
export const Why = z
  .object({ aheadOf: z.string(), by: z.enum(RANK_KEYS), own: Value, next: Value })
  .nullable();
export type Why = z.output<typeof Why>;

export const RankedOffer = z.object({
  rank: Count,
  offerId: z.string(),
  /** Units to rent: 1, or more when several make up the asked count (multi-node). */
  units: Count,
  billedGpus: Count,
  usdMicrosPerGpuHour: Count,
  usdMicrosPerHour: Count,
  /** Whole job, `ceil(rate · seconds / 3600)`; null without a duration. */
  totalUsdMicros: Count.nullable(),
  /** Only for `balanced`: 0–10000, more is better. */
  scoreBps: Bps.nullable(),
  latencyMsEstimate: Count.nullable(),
  why: Why,
});
export type RankedOffer = z.output<typeof RankedOffer>;

/** The nearest single change that lets more offers in. */
export const Relaxation = z.object({
  constraint: z.enum(CONSTRAINTS),
  /** The new value of that field of `Requirements`. */
  to: Value,
  gains: Count,
});
export type Relaxation = z.output<typeof Relaxation>;

export const Engine = z.object({ version: z.string(), commit: z.string().nullable() });
export type Engine = z.output<typeof Engine>;

/** One routing over one snapshot, replayable; `|ranked| + |rejected| = offersSeen`. */
export const Decision = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  snapshotDigest: z.string(),
  requirements: Requirements,
  ranked: z.array(RankedOffer),
  rejected: z.array(Rejection),
  relaxations: z.array(Relaxation),
  chosen: z.string().nullable(),
  offersSeen: Count,
  decidedAt: IsoTime,
  rulesVersion: z.string(),
  engine: Engine,
});
export type Decision = z.output<typeof Decision>;
