import type { MandateList, MandateTerms } from "@necto/tools/protocol/mandate";
import {
  MAX_MANDATE_DAYS,
  MAX_MANDATE_ORDERS,
  requirementsHashOf,
  worstCaseOf,
} from "@necto/tools/protocol/mandate-data";
import type { WatchView } from "@necto/tools/protocol/watch";
import { tokenText } from "../format/money.ts";
import { timeText } from "../format/text.ts";

/** The fields of the form, as they are typed. */
export interface MandateWish {
  /** USD per GPU-hour. */
  readonly price: string;
  readonly hours: string;
  readonly order: string;
  readonly day: string;
  readonly orders: string;
  readonly days: string;
}

/** What the fields say. */
export type MandateBounds = Pick<
  MandateTerms,
  | "maxUsdMicrosPerGpuHour"
  | "maxOrderUsdMicros"
  | "maxDayUsdMicros"
  | "maxOrders"
  | "durationSeconds"
  | "validUntil"
>;

const HOUR = 3_600;
const DAY = 86_400;
const DOLLAR = 1_000_000;
const MOST_HOURS = 720;

/** One order of one hour at the line, in a week: as little as makes sense. */
export function wishFor({
  requirements: { gpuCount },
  usdMicrosPerGpuHour,
}: Pick<WatchView, "requirements" | "usdMicrosPerGpuHour">): MandateWish {
  const order = String(Math.ceil((usdMicrosPerGpuHour * (gpuCount ?? 1)) / DOLLAR));
  const price = tokenText(usdMicrosPerGpuHour).replaceAll(",", "");
  return { price, hours: "1", order: `${order}.00`, day: `${order}.00`, orders: "1", days: "7" };
}

/**
 * The bounds of a form; for a field that says none, the name of that field.
 *
 * @param now epoch milliseconds
 */
export function readWish(
  wish: MandateWish,
  now: number,
): MandateBounds | { readonly wrong: keyof MandateWish } {
  const price = readUsd(wish.price);
  const hours = readCount(wish.hours, MOST_HOURS);
  const order = readUsd(wish.order);
  const day = readUsd(wish.day);
  const orders = readCount(wish.orders, MAX_MANDATE_ORDERS);
  const days = readCount(wish.days, MAX_MANDATE_DAYS);
  if (price === null) return { wrong: "price" };
  if (hours === null) return { wrong: "hours" };
  if (order === null) return { wrong: "order" };
  if (day === null) return { wrong: "day" };
  if (orders === null) return { wrong: "orders" };
  if (days === null) return { wrong: "days" };
  return {
    ...{ maxUsdMicrosPerGpuHour: price, maxOrderUsdMicros: order, maxDayUsdMicros: day, maxOrders: orders },
    ...{ durationSeconds: hours * HOUR, validUntil: Math.floor(now / 1_000) + days * DAY },
  };
}

/**
 * An amount as somebody types it, in micro-USD, without rounding; null for what is none, or a million and more.
 *
 * @example readUsd("19.95") // 19_950_000
 */
export function readUsd(text: string): number | null {
  const match = /^\s*(\d{1,6})(?:[.,](\d{1,6}))?\s*$/.exec(text);
  if (!match) return null;
  const micros = Number(match[1]) * DOLLAR + Number((match[2] ?? "").padEnd(6, "0"));
  return micros > 0 ? micros : null;
}

function readCount(text: string, most: number): number | null {
  const count = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= most ? count : null;
}

/**
 * What can be spent at most, in one sentence.
 *
 * @example boundsText(bounds, "USDC", now) // "At most 20.00 USDC a day, 60.00 USDC in all, until 2026-12-03 16:00 UTC."
 */
export function boundsText(bounds: MandateBounds, symbol: string, now: number): string {
  const total = worstCaseOf(bounds, now);
  const day = Math.min(bounds.maxDayUsdMicros, total);
  const until = timeText(new Date(bounds.validUntil * 1_000).toISOString());
  return `At most ${tokenText(day)} ${symbol} a day, ${tokenText(total)} ${symbol} in all, until ${until}.`;
}

/** What is signed: made here of what the form shows, the watch as this page shows it, and where Necto's escrow is. */
export function toTerms(
  bounds: MandateBounds,
  watch: Pick<WatchView, "id" | "requirements">,
  { account, deal }: { readonly account: string; readonly deal: NonNullable<MandateList["deal"]> },
  keys: Pick<MandateTerms, "viewKey" | "nonce">,
): MandateTerms {
  return {
    ...{ account: account.toLowerCase(), chainId: deal.chainId },
    ...{ escrow: deal.escrow.toLowerCase(), token: deal.token.toLowerCase(), watchId: watch.id },
    ...{ requirementsHash: requirementsHashOf(watch.requirements), ...bounds, ...keys },
  };
}
