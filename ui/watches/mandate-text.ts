import type { MandateEnd, MandateOrderView, MandateView, SkipReason } from "@necto/tools/protocol/mandate";
import { tokenText } from "../format/money.ts";
import { countOf, timeText } from "../format/text.ts";

/** Why nothing was booked; each ends “nothing was booked: …”. */
export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  revoked: "you had revoked it",
  expired: "it had expired",
  "used-up": "its orders are used up",
  "watch-changed": "the watch had changed",
  "bad-signature": "its signature does not hold any more",
  "day-cap": "it would have gone over the most in a day",
  "order-cap": "it would have cost more than one order may",
  price: "the price was above your highest by then",
  terms: "the order was not the one that you allowed",
  "no-offer": "nothing that can be booked here was left within its bounds",
  refused: "the provider did not confirm its price",
  policy: "the policy here does not allow it",
  funds: "the account had too little",
  "payment-failed": "the payment failed, and nothing was paid",
  "too-late": "Necto could not ask in time",
  answered: "you answered the order yourself",
  declined: "you declined the order",
  unanswered: "the order that it prepared was not answered in time",
};

export const END_WORDS: Readonly<Record<MandateEnd, string>> = {
  revoked: "Revoked",
  expired: "Expired",
  "used-up": "Used up: all its orders are booked",
  "watch-changed": "Over: the watch was changed",
  "bad-signature": "Over: its signature does not hold any more",
};

/** What a mandate has used of what it may. */
export function useText(
  { terms, orders, spentTodayUsdMicros, spentUsdMicros }: MandateView,
  symbol: string,
): string {
  const until = timeText(new Date(terms.validUntil * 1_000).toISOString());
  const today = `${tokenText(spentTodayUsdMicros)} of ${tokenText(terms.maxDayUsdMicros)} ${symbol} today`;
  return `${orders} of ${countOf(terms.maxOrders, "order")}, ${today}, ${tokenText(spentUsdMicros)} ${symbol} in all; until ${until}.`;
}

/** What became of one firing. */
export function orderText({ state, reason, totalUsdMicros }: MandateOrderView, symbol: string): string {
  const amount = totalUsdMicros === null ? "" : ` for ${tokenText(totalUsdMicros)} ${symbol}`;
  if (state === "booked") return `booked${amount}`;
  if (state === "skipped") return `nothing was booked: ${SKIP_WORDS[reason!]}`;
  if (state === "waiting") return "an order is prepared and waits for you";
  return state === "paying" ? `paying${amount}` : "asking for a price";
}
