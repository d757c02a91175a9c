import { filterOffers } from "./filter.ts";
import { marketWithOffer } from "./market-with-offer.ts";
import type { Offer } from "./offer.ts";
import type { Pricing } from "./pricing.ts";
import { rankOffers } from "./rank.ts";
import { formatRational, ratio } from "./rational.ts";
import { BIT, codesOf, type ReasonCode } from "./reason-codes.ts";
import type { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";

/** What it takes to rank first. */
export type FirstPrice =
  | {
      /** The highest micro-USD per GPU-hour, up to the listing's ceiling, with which it ranks first. */
      readonly usdMicrosPerGpuHour: number;
      /** Who is second then, at what price in that market; null when nobody else answers the request. */
      readonly beats: { readonly offerId: string; readonly usdMicrosPerGpuHour: number } | null;
      readonly reasons: readonly [];
    }
  | {
      readonly usdMicrosPerGpuHour: null;
      readonly beats: null;
      /** What keeps it out whatever it asks; empty when no price that is believed is low enough. */
      readonly reasons: readonly ReasonCode[];
    };

/** Reasons that another price takes away. */
const ABOUT_PRICE =
  BIT["price/unpriced"] |
  BIT["price/outlier"] |
  BIT["tokenPrice/unpriced"] |
  BIT["tokenPrice/stale"] |
  BIT["maxUsdMicrosPerGpuHour/violates"] |
  BIT["maxTotalUsdMicros/violates"];

/**
 * “What would make my L40S rank first in EU?” Every price tried is one market, priced again: who follows the market
 * answers a lower price, and is beaten at its floor only. A listing with a rule is tried with its rule held at the
 * price, every other one with a fixed price.
 *
 * @param offer the listing's offer, of the snapshot or a preview (`previewOffer`)
 * @param at epoch milliseconds
 */
export function priceToRankFirst(
  snapshot: MarketSnapshot,
  offer: Offer,
  requirements: Requirements,
  at: number,
): FirstPrice {
  const tried = (usdMicros: number) => tryPrice(snapshot, priced(offer, usdMicros), requirements, at);
  const ceiling = ceilingOf(snapshot, offer);
  const reasons = tried(ceiling).mask & ~ABOUT_PRICE;
  if (reasons !== 0) return { usdMicrosPerGpuHour: null, beats: null, reasons: codesOf(reasons) };
  const isEnough = (usdMicros: number) => {
    const { isFirst, isTooLow } = tried(usdMicros);
    return isFirst || isTooLow;
  };
  const highest = highestWhere(isEnough, ceiling);
  const { isFirst, second } = tried(highest);
  return isFirst
    ? { usdMicrosPerGpuHour: highest, beats: second, reasons: [] }
    : { usdMicrosPerGpuHour: null, beats: null, reasons: [] };
}

function tryPrice(snapshot: MarketSnapshot, offer: Offer, requirements: Requirements, at: number) {
  const market = marketWithOffer(snapshot, offer, requirements);
  const masks = filterOffers(market, requirements, at);
  const { order } = rankOffers(market, requirements, masks);
  const index = market.offers.indexOf(offer);
  const median = market.medians.get(market.groups[index]!);
  const other = order[order[0] === index ? 1 : 0];
  return {
    mask: masks[index]!,
    isFirst: order[0] === index,
    /** So cheap beside its peers that nobody would believe it: lower is no better. */
    isTooLow:
      (masks[index]! & BIT["price/outlier"]) !== 0 && median !== undefined && market.prices[index]! < median,
    second:
      other === undefined
        ? null
        : { offerId: market.offers[other]!.id, usdMicrosPerGpuHour: market.prices[other]! },
  };
}

/** Highest integer from 1 to `most` for which a condition that holds for all lower ones holds; 1 when none does. */
function highestWhere(holds: (value: number) => boolean, most: number): number {
  if (holds(most)) return most;
  let [low, high] = [1, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** No listing may ask more than its ceiling; a seller without one is tried up to ten times the dearest of the market. */
function ceilingOf({ prices }: MarketSnapshot, { fulfilment }: Offer): number {
  if (fulfilment.kind === "listing") return Math.max(1, fulfilment.ceilingRate);
  return 10 * prices.reduce((most, price) => Math.max(most, price), 1);
}

const priced = (offer: Offer, usdMicros: number): Offer => ({
  ...offer,
  fees: [],
  pricing: held(offer.pricing, usdMicros),
});

function held(pricing: Pricing, usdMicros: number): Pricing {
  if (pricing.model !== "dynamic") {
    const amount = formatRational(ratio(usdMicros, 1_000_000), 6);
    return { model: "fixed", amount, currency: "USD", per: "hour", scope: "gpu" };
  }
  const rule = {
    ...{ floorUsdMicros: usdMicros, ceilingUsdMicros: usdMicros, baseUsdMicros: usdMicros },
    ...{ follow: null, demandCurve: [], timeTiers: [] },
  };
  return { ...pricing, rule };
}
