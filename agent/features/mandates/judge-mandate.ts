import type { MandateEnd, MandateTerms, SkipReason } from "@necto/tools/protocol/mandate";
import type { Order } from "@necto/tools/protocol/order";

/** What was booked by a mandate so far, and what is being paid. Failed payments are none. Micro-USD. */
export interface MandateUse {
  readonly orders: number;
  /** Those of them that are paid. */
  readonly booked: number;
  readonly spentUsdMicros: number;
  /** Of the present UTC day. */
  readonly spentTodayUsdMicros: number;
}

/** The parts of an order that a mandate bounds. */
export type BoundOrder = Pick<
  Order,
  | "chain"
  | "escrow"
  | "token"
  | "durationSeconds"
  | "units"
  | "gpuCount"
  | "rateUsdMicrosPerHour"
  | "totalUsdMicros"
>;

/**
 * Why a mandate books nothing more, whatever the order; null while it may. Pure.
 *
 * @param now epoch milliseconds
 */
export function judgeMandate(
  { maxOrders, validUntil }: Pick<MandateTerms, "maxOrders" | "validUntil">,
  { orders }: Pick<MandateUse, "orders">,
  now: number,
): Extract<MandateEnd, "expired" | "used-up"> | null {
  if (now >= validUntil * 1_000) return "expired";
  return orders >= maxOrders ? "used-up" : null;
}

/**
 * Why a mandate does not allow an order; null when it does. Everything it bounds is held against what is about to be paid.
 * Pure.
 *
 * @param now epoch milliseconds
 */
export function judgeOrder(
  terms: MandateTerms,
  use: MandateUse,
  order: BoundOrder,
  now: number,
): SkipReason | null {
  const end = judgeMandate(terms, use, now);
  if (end !== null) return end;
  const isSigned =
    order.chain.id === terms.chainId &&
    order.escrow.toLowerCase() === terms.escrow &&
    order.token.address.toLowerCase() === terms.token &&
    order.durationSeconds === terms.durationSeconds;
  if (!isSigned || !Number.isSafeInteger(order.totalUsdMicros) || order.totalUsdMicros <= 0) return "terms";
  if (!isUnderPrice(terms, order)) return "price";
  if (order.totalUsdMicros > terms.maxOrderUsdMicros) return "order-cap";
  return use.spentTodayUsdMicros + order.totalUsdMicros > terms.maxDayUsdMicros ? "day-cap" : null;
}

/** Per GPU and hour, without rounding: the rate is of all GPUs together. */
function isUnderPrice(
  { maxUsdMicrosPerGpuHour }: MandateTerms,
  { units, gpuCount, rateUsdMicrosPerHour }: BoundOrder,
): boolean {
  return BigInt(rateUsdMicrosPerHour) <= BigInt(maxUsdMicrosPerGpuHour) * BigInt(units) * BigInt(gpuCount);
}
