import type { ListingDraft } from "./listing-draft.ts";
import type { FixedPricing, PricingRule } from "./pricing.ts";
import {
  divide,
  formatRational,
  fromInteger,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
} from "./rational.ts";
import { usdPerCurrency } from "./units.ts";

type ListingPricing = ListingDraft["pricing"];

const MICROS = fromInteger(1_000_000);
/** Digits after the point that no decimal text of a price exceeds: what is stated, and four of a basis point. */
const ALL_PLACES = 120;

/**
 * Nearest integer, halves away from zero: 0.5 → 1, -0.5 → -1. What a provider is shown is what a pocket calculator
 * shows, in both directions.
 */
export function roundHalfAway({ n, d }: Rational): bigint {
  const doubled = (n < 0n ? -n : n) * 2n + d;
  const size = doubled / (2n * d);
  return n < 0n ? -size : size;
}

/** Basis points of a share, e.g. -500 → 19/20; never below zero. */
const shareOf = (percentBps: number): Rational => ratio(Math.max(0, 10_000 + percentBps), 10_000);

const scaled = (usdMicros: number, share: Rational): number =>
  Number(roundHalfAway(multiply(fromInteger(usdMicros), share)));

/** Exact USD per GPU-hour of a fixed price. */
export function usdPerGpuHour(pricing: FixedPricing, gpuCount: number): Rational {
  const usd = multiply(parseDecimal(pricing.amount)!, usdPerCurrency(pricing.currency));
  return pricing.scope === "unit" ? divide(usd, fromInteger(gpuCount)) : usd;
}

/** The fixed price with an amount of so many micro-USD per GPU-hour, in its own currency and scope. */
export function withUsdMicros(
  pricing: FixedPricing,
  gpuCount: number,
  usdMicrosPerGpuHour: number,
): FixedPricing {
  const gpus = pricing.scope === "unit" ? gpuCount : 1;
  const usd = ratio(BigInt(usdMicrosPerGpuHour) * BigInt(gpus), 1_000_000);
  return { ...pricing, amount: formatRational(divide(usd, usdPerCurrency(pricing.currency)), ALL_PLACES) };
}

/**
 * A price changed by a share. A fixed amount is rounded to the micro-USD, halves away from zero; a token amount is
 * exact, its floor rounded so. Of a rule everything moves, floor and ceiling too, so that what it asks moves by just
 * this share; the market share that it follows is kept to basis points and never above the market.
 *
 * @param percentBps -500 for 5 % less; -10000 and below give zero
 * @example scalePrice({ model: "fixed", amount: "0.37", … }, -500) // amount "0.3515"
 */
export function scalePrice(pricing: ListingPricing, percentBps: number): ListingPricing {
  const share = shareOf(percentBps);
  switch (pricing.model) {
    case "fixed": {
      const perCurrency = usdPerCurrency(pricing.currency);
      const micros = multiply(multiply(parseDecimal(pricing.amount)!, multiply(perCurrency, MICROS)), share);
      const usd = ratio(roundHalfAway(micros), 1_000_000);
      return { ...pricing, amount: formatRational(divide(usd, perCurrency), ALL_PLACES) };
    }
    case "token":
      return {
        ...pricing,
        amount: formatRational(multiply(parseDecimal(pricing.amount)!, share), ALL_PLACES),
        floorUsdMicros: pricing.floorUsdMicros === null ? null : scaled(pricing.floorUsdMicros, share),
      };
    case "dynamic":
      return { model: "dynamic", rule: scaleRule(pricing.rule, share) };
  }
}

function scaleRule(rule: PricingRule, share: Rational): PricingRule {
  return {
    ...rule,
    floorUsdMicros: scaled(rule.floorUsdMicros, share),
    ceilingUsdMicros: scaled(rule.ceilingUsdMicros, share),
    baseUsdMicros: rule.baseUsdMicros === null ? null : scaled(rule.baseUsdMicros, share),
    follow: rule.follow === null ? null : { undercutBps: followedBelow(rule.follow.undercutBps, share) },
  };
}

/** A follower asks a share of the market, at most all of it. */
const followedBelow = (undercutBps: number, share: Rational): number =>
  10_000 - Math.min(10_000, scaled(10_000 - undercutBps, share));
