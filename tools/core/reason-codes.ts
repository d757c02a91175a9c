import type { Constraint, ReasonKind } from "./decision.ts";

/**
 * Every reason has one bit, so that an offer's reasons are one 32-bit mask and a market's are one typed array.
 * The order is part of the rules: reasons are listed in it.
 */
export const REASON_CODES = [
  { constraint: "gpu", reason: "unidentified" },
  { constraint: "price", reason: "unpriced" },
  { constraint: "price", reason: "outlier" },
  { constraint: "tokenPrice", reason: "unpriced" },
  { constraint: "tokenPrice", reason: "stale" },
  { constraint: "availability", reason: "unavailable" },
  { constraint: "gpuModels", reason: "violates" },
  { constraint: "gpuModels", reason: "unknown" },
  { constraint: "minVramGib", reason: "violates" },
  { constraint: "minVramGib", reason: "unknown" },
  { constraint: "gpuCount", reason: "shape" },
  { constraint: "gpuCount", reason: "unknown" },
  { constraint: "maxUsdMicrosPerGpuHour", reason: "violates" },
  { constraint: "maxTotalUsdMicros", reason: "violates" },
  { constraint: "maxTotalUsdMicros", reason: "unknown" },
  { constraint: "durationSeconds", reason: "violates" },
  { constraint: "regions", reason: "violates" },
  { constraint: "regions", reason: "unknown" },
  { constraint: "pricingModels", reason: "violates" },
  { constraint: "sources", reason: "violates" },
  { constraint: "minUptimeBps", reason: "violates" },
  { constraint: "minUptimeBps", reason: "unknown" },
  { constraint: "minRatingBps", reason: "violates" },
  { constraint: "minRatingBps", reason: "unknown" },
  { constraint: "maxLatencyMs", reason: "violates" },
  { constraint: "maxLatencyMs", reason: "unknown" },
] as const satisfies readonly { constraint: Constraint; reason: ReasonKind }[];

export type ReasonCode = (typeof REASON_CODES)[number];
type CodeName = ReasonCode extends infer C
  ? C extends { constraint: string; reason: string }
    ? `${C["constraint"]}/${C["reason"]}`
    : never
  : never;

/** Bit of each reason, e.g. `BIT["regions/violates"]`. */
export const BIT = Object.fromEntries(
  REASON_CODES.map(({ constraint, reason }, index) => [`${constraint}/${reason}`, 1 << index]),
) as Readonly<Record<CodeName, number>>;

/** The reasons whose bits are set, in the order of the table. */
export const codesOf = (mask: number): ReasonCode[] => REASON_CODES.filter((_, index) => mask & (1 << index));

/** Index of the only bit set, or -1 when there is none or more than one. */
export const onlyBit = (mask: number): number =>
  mask !== 0 && (mask & (mask - 1)) === 0 ? 31 - Math.clz32(mask) : -1;
