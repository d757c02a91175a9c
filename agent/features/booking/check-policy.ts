/** What the operator of an installation allows. Amounts in micro-USD; null is no cap. */
export interface BookingRules {
  /** The kill switch. */
  readonly isEnabled: boolean;
  readonly maxOrderUsdMicros: number | null;
  /** Of all orders of one UTC day together, those that failed aside. */
  readonly maxDayUsdMicros: number | null;
  /** Sources whose offers can be booked. */
  readonly sources: readonly string[];
}

export interface PolicyQuestion {
  readonly source: string;
  readonly totalUsdMicros: number;
  /** Approved today so far. */
  readonly spentTodayUsdMicros: number;
}

/** Why an order is not allowed; all that apply, in this order. */
export type PolicyReason = "switched-off" | "source" | "amount" | "order-cap" | "day-cap";

/**
 * Whether an order may be put before its buyer, and again before it is paid. Pure: nothing is asked, nothing is remembered.
 *
 * @returns every reason against it; empty when it may
 * @example checkPolicy(rules, { source: "necto", totalUsdMicros: 39_200_000, spentTodayUsdMicros: 0 }) // []
 */
export function checkPolicy(
  { isEnabled, maxOrderUsdMicros, maxDayUsdMicros, sources }: BookingRules,
  { source, totalUsdMicros, spentTodayUsdMicros }: PolicyQuestion,
): readonly PolicyReason[] {
  const reasons: PolicyReason[] = [];
  if (!isEnabled) reasons.push("switched-off");
  if (!sources.includes(source)) reasons.push("source");
  if (!Number.isSafeInteger(totalUsdMicros) || totalUsdMicros <= 0) reasons.push("amount");
  if (maxOrderUsdMicros !== null && totalUsdMicros > maxOrderUsdMicros) reasons.push("order-cap");
  if (maxDayUsdMicros !== null && spentTodayUsdMicros + totalUsdMicros > maxDayUsdMicros)
    reasons.push("day-cap");
  return reasons;
}
