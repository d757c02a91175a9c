import type { JobView } from "@necto/tools/protocol/job";

/** What the escrow takes for `rate · seconds`, rounded up. */
const depositOf = (rate: number, seconds: number): bigint =>
  (BigInt(rate) * BigInt(seconds) + 3_599n) / 3_600n;

/**
 * What an extension costs, in micro-USD: the price of the longer job less that of the shorter, as the escrow computes it.
 *
 * @example extensionCost({ rateUsdMicrosPerHour: 2_500_000, durationSeconds: 3_600 }, 1_800) // 1_250_000
 */
export const extensionCost = (
  { rateUsdMicrosPerHour: rate, durationSeconds }: Pick<JobView, "rateUsdMicrosPerHour" | "durationSeconds">,
  extraSeconds: number,
): number => Number(depositOf(rate, durationSeconds + extraSeconds) - depositOf(rate, durationSeconds));
