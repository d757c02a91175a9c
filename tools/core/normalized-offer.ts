import { z } from "zod";
import { Count } from "./decimal.ts";

/** One line of arithmetic that a person can redo with a pocket calculator: `result = rule(inputs)`. */
export const Step = z.object({
  rule: z.enum([
    "stated",
    "minor-units",
    "per-hour-from-block",
    "per-hour-from-second",
    "per-gpu-from-unit",
    "token-to-usd",
    "token-floor",
    "fee-share",
    "fee-amount",
    "rule-base",
    "rule-follow",
    "rule-demand",
    "rule-time",
    "rule-clamp",
    "round-up",
  ]),
  /** Every number the line needs, as decimal text with its unit in the key. */
  inputs: z.record(z.string(), z.string()),
  /** Decimal text; the unit follows from the rule. */
  result: z.string(),
});
export type Step = z.output<typeof Step>;

export const WARNINGS = [
  "price-far-from-median",
  "token-price-aging",
  "token-feeds-apart",
  "multi-node",
  "recorded-price",
  "source-flagged",
] as const;
export type Warning = (typeof WARNINGS)[number];

/** An offer's price made comparable, with the arithmetic. Null when it cannot be priced; the rejection says why. */
export const NormalizedOffer = z.object({
  offerId: z.string(),
  usdMicrosPerGpuHour: Count.nullable(),
  riskAdjustedUsdMicrosPerGpuHour: Count.nullable(),
  steps: z.array(Step),
  warnings: z.array(z.enum(WARNINGS)),
});
export type NormalizedOffer = z.output<typeof NormalizedOffer>;
