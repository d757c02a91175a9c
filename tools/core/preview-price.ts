import { type DecisionStamp, decide } from "./decide.ts";
import type { Reason } from "./decision.ts";
import { rejectionOf } from "./expand-decision.ts";
import { marketWithOffer } from "./market-with-offer.ts";
import { normalizeOffer } from "./normalize-offer.ts";
import type { Step } from "./normalized-offer.ts";
import { type PreviewOf, previewOffer } from "./preview-offer.ts";
import { Requirements } from "./requirements.ts";
import { type MarketSnapshot, priceContextOf } from "./snapshot.ts";

/** What buyers would see. */
export interface PricePreview {
  /** Null when the draft has no price in this market; `reasons` say why. */
  readonly usdMicrosPerGpuHour: number | null;
  /** The arithmetic, line by line. */
  readonly steps: readonly Step[];
  /** Place among the offers that answer the request, from 1; null when the draft does not answer it. */
  readonly rank: number | null;
  /** How many offers answer the request, the draft among them when it does. */
  readonly ranked: number;
  /** Why it does not answer the request; empty when it does. */
  readonly reasons: readonly Reason[];
  /** The best of the other offers that answer the request. */
  readonly best: { readonly offerId: string; readonly usdMicrosPerGpuHour: number } | null;
}

/** What a buyer asks who wants just this: the model, in its form when it has one, in some regions or anywhere. */
export function plainRequest(
  snapshot: MarketSnapshot,
  of: PreviewOf,
  regions: readonly string[],
): Requirements {
  const { model, formFactor } = previewOffer(snapshot, of).gpu;
  const asked = [model, formFactor].filter((part) => part !== null).join(" ");
  return Requirements.parse({
    gpuModels: model === null ? [] : [asked],
    regions: { include: [...regions], exclude: [] },
  });
}

/**
 * What buyers would see now if a draft were published: its effective price with the arithmetic, and where it would
 * rank for a request. The market is priced again with the draft in it, in the place of its listing as it is.
 *
 * @example previewPrice(snapshot, of, plainRequest(snapshot, of, ["EU"])) // { usdMicrosPerGpuHour: 1_960_000, rank: 2, … }
 */
export function previewPrice(
  snapshot: MarketSnapshot,
  of: PreviewOf,
  requirements: Requirements,
): PricePreview {
  const offer = previewOffer(snapshot, of);
  const market = marketWithOffer(snapshot, offer, requirements);
  const decision = decide(market, requirements, previewStamp(of.at));
  const { order } = decision.ranking;
  const index = market.offers.indexOf(offer);
  const place = order.indexOf(index);
  const best = order.find((other) => other !== index);
  const { usdMicrosPerGpuHour, steps } = normalizeOffer(offer, priceContextOf(market, offer));
  return {
    usdMicrosPerGpuHour,
    steps,
    rank: place < 0 ? null : place + 1,
    ranked: order.length,
    reasons: place < 0 ? rejectionOf(decision, index).reasons : [],
    best:
      best === undefined
        ? null
        : { offerId: market.offers[best]!.id, usdMicrosPerGpuHour: market.prices[best]! },
  };
}

/** A preview is kept nowhere: it has neither an id nor an engine. */
const previewStamp = (decidedAt: number): DecisionStamp => ({
  id: "preview",
  parentId: null,
  decidedAt,
  engine: { version: "", commit: null },
});
