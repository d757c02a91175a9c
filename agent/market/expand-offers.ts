import { expandOffer } from "@necto/tools/core/normalize-offer";
import { hourlyUsdMicros, type MarketSnapshot } from "@necto/tools/core/snapshot";
import type { OffersBody } from "@necto/tools/protocol/market";
import { baseReasons } from "./to-market-rows.ts";

/** Offers of a market by their ids, with every line of their arithmetic; what the market no longer has is missing. */
export function expandOffers(snapshot: MarketSnapshot, ids: readonly string[]): OffersBody {
  const wanted = new Set(ids);
  const places = new Map<string, number>();
  snapshot.offers.forEach(({ id }, index) => {
    if (wanted.has(id)) places.set(id, index);
  });
  return {
    takenAt: new Date(snapshot.takenAt).toISOString(),
    offers: [...wanted].flatMap((id) => {
      const index = places.get(id);
      if (index === undefined) return [];
      return {
        offer: snapshot.offers[index]!,
        normalized: expandOffer(snapshot, index, snapshot.takenAt, 1),
        usdMicrosPerHour:
          snapshot.prices[index]! > 0
            ? hourlyUsdMicros(snapshot, index, snapshot.offers[index]!.gpuCount)
            : null,
        reasons: baseReasons(snapshot, index),
      };
    }),
    missing: [...wanted].filter((id) => !places.has(id)),
  };
}
