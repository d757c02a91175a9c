import { hourlyUsdMicros, type MarketSnapshot } from "@necto/tools/core/snapshot";
import { isBrokered } from "@necto/tools/protocol/brokered";
import type { Order } from "@necto/tools/protocol/order";

/**
 * What a market says against an order whose quote still holds. A provider's signed quote holds against a moving market; a
 * fixed price that it has changed itself does not. A broker pays its source's price, so that any move voids its quote, and
 * so does an offer that is gone, sold out or no longer the broker's.
 */
export function marketLapse(
  market: MarketSnapshot,
  order: Pick<Order, "offerId" | "units" | "rateUsdMicrosPerHour" | "listingVersion" | "payee">,
): "rate-moved" | "offer-gone" | null {
  const index = market.offers.findIndex(({ id }) => id === order.offerId);
  const offer = market.offers[index];
  const brokered = isBrokered(order);
  if (brokered && (offer === undefined || market.base[index] !== 0 || brokerOf(offer) !== order.payee))
    return "offer-gone";
  if (offer === undefined || (!brokered && offer.pricing.model !== "fixed")) return null;
  const price = hourlyUsdMicros(market, index, order.units * offer.gpuCount);
  return price === order.rateUsdMicrosPerHour ? null : "rate-moved";
}

const brokerOf = ({ fulfilment }: MarketSnapshot["offers"][number]): string | null =>
  fulfilment.kind === "broker" ? fulfilment.account : null;
