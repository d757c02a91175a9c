import { judgeTokenFeeds } from "./judge-token-feeds.ts";
import type { NormalizedOffer, Step, Warning } from "./normalized-offer.ts";
import type { Offer } from "./offer.ts";
import { judgePrice } from "./outliers.ts";
import { type PriceContext, priceOffer, toUsdMicros } from "./price.ts";
import { riskAdjusted } from "./risk.ts";
import { type MarketSnapshot, priceContextOf } from "./snapshot.ts";

/** A token price older than this is worth a warning. */
const TOKEN_SOFT_AGE_MS = 10 * 60_000;

/**
 * One offer's price made comparable, with every line of arithmetic.
 *
 * @example { amount: "19.25", per: "hour", scope: "unit", currency: "USD" } of 8 GPUs → usdMicrosPerGpuHour 2406250
 */
export function normalizeOffer(offer: Offer, context: PriceContext): NormalizedOffer {
  const steps: Step[] = [];
  const { usdPerGpuHour } = priceOffer(offer, context, (rule, inputs, result) =>
    steps.push({ rule, inputs, result }),
  );
  // A negative price has its arithmetic, but it is not a price.
  const usd = usdPerGpuHour !== null && usdPerGpuHour.n >= 0n ? usdPerGpuHour : null;
  const interruptionBps = offer.pricing.model === "spot" ? offer.pricing.interruptionBps : null;
  return {
    offerId: offer.id,
    usdMicrosPerGpuHour: usd && toUsdMicros(usd),
    riskAdjustedUsdMicrosPerGpuHour:
      usd && interruptionBps !== null ? toUsdMicros(riskAdjusted(usd, interruptionBps)) : null,
    steps,
    warnings: [],
  };
}

/**
 * An offer of a snapshot with its arithmetic and what to be careful about.
 *
 * @param decidedAt epoch milliseconds; token prices age by it
 * @param units units that make up the asked count
 */
export function expandOffer(
  snapshot: MarketSnapshot,
  index: number,
  decidedAt: number,
  units: number,
): NormalizedOffer {
  const offer = snapshot.offers[index]!;
  const warnings: Warning[] = [];
  const median = snapshot.medians.get(snapshot.groups[index]!);
  if (snapshot.prices[index]! > 0 && judgePrice(snapshot.prices[index]!, median) === "far")
    warnings.push("price-far-from-median");
  if (isTokenAging(snapshot, offer, decidedAt)) warnings.push("token-price-aging");
  if (areFeedsApart(snapshot, offer)) warnings.push("token-feeds-apart");
  if (units > 1) warnings.push("multi-node");
  if (offer.priceClass === "recorded") warnings.push("recorded-price");
  if (offer.extras.flags.length > 0) warnings.push("source-flagged");
  return { ...normalizeOffer(offer, priceContextOf(snapshot, offer)), warnings };
}

function isTokenAging({ tokenPrices }: MarketSnapshot, { pricing }: Offer, decidedAt: number): boolean {
  if (pricing.model !== "token") return false;
  const asOf = tokenPrices.get(pricing.coinId)?.used?.asOf;
  return asOf !== undefined && decidedAt - Date.parse(asOf) > TOKEN_SOFT_AGE_MS;
}

function areFeedsApart({ tokenPrices }: MarketSnapshot, { pricing }: Offer): boolean {
  if (pricing.model !== "token") return false;
  return judgeTokenFeeds(tokenPrices.get(pricing.coinId)?.feeds ?? []).spread === "apart";
}
