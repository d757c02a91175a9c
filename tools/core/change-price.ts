import { applyRule, shiftPrice } from "./change-rule.ts";
import type { ListingWarning } from "./listing-diff.ts";
import type { ListingDraft } from "./listing-draft.ts";
import { ListingPricing } from "./listing-terms.ts";
import { toUsdMicros } from "./price.ts";
import type { ProviderChange } from "./provider-change.ts";
import {
  compare,
  divide,
  fromInteger,
  isPositive,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
} from "./rational.ts";
import { scalePrice, usdPerGpuHour, withUsdMicros } from "./scale-price.ts";

/** A draft after a part of a change, and what somebody should look at before it is applied. */
export interface Changed {
  readonly draft: ListingDraft;
  readonly warnings: readonly ListingWarning[];
}

type PriceChange = Pick<
  ProviderChange,
  "usdMicrosPerGpuHour" | "percentBps" | "usdMicrosDelta" | "pricing" | "rule"
>;

/**
 * A draft with another price: a pricing model, then an absolute price, a rule, an amount and a share, each when it was said. An absolute
 * price is a fixed one; a listing that was not fixed becomes so, in USDC per GPU-hour. The ceiling rises with the price.
 */
export function changePrice(draft: ListingDraft, change: PriceChange): Changed {
  const pricing = newPricing(draft, change);
  if (pricing === draft.pricing) return { draft, warnings: [] };
  const highest = highestUsdMicros(pricing, draft.gpuCount);
  const warnings: ListingWarning[] = [];
  if (isFarFrom(draft, pricing, change)) warnings.push("over-50-percent");
  if (highest > draft.ceilingUsdMicros) warnings.push("above-ceiling");
  if (!asksSomething(pricing)) warnings.push("not-positive");
  if (pricing.model !== draft.pricing.model) warnings.push("pricing-model-changes");
  if (isHeldByMarket(draft.pricing, pricing, change)) warnings.push("not-above-market");
  const ceilingUsdMicros = Math.max(draft.ceilingUsdMicros, highest);
  return { draft: { ...draft, pricing, ceilingUsdMicros }, warnings };
}

type Pricing = ListingDraft["pricing"];

function newPricing(draft: ListingDraft, change: PriceChange): Pricing {
  const { pricing, gpuCount } = draft;
  const model = change.pricing === null ? null : ListingPricing.safeParse(change.pricing);
  const stated = model?.success ? model.data : pricing;
  const fixed = stated.model === "fixed" ? stated : USDC;
  const priced =
    change.usdMicrosPerGpuHour === null ? stated : withUsdMicros(fixed, gpuCount, change.usdMicrosPerGpuHour);
  const ruled = change.rule === null ? priced : applyRule(priced, change.rule, draft);
  const shifted = change.usdMicrosDelta === null ? ruled : shiftPrice(ruled, change.usdMicrosDelta, gpuCount);
  return change.percentBps === null ? shifted : scalePrice(shifted, change.percentBps);
}

const USDC = { model: "fixed", amount: "0", currency: "USDC", per: "hour", scope: "gpu" } as const;

/** Highest micro-USD per GPU-hour that a price asks for sure: of a token price only its floor is known. */
function highestUsdMicros(pricing: Pricing, gpuCount: number): number {
  switch (pricing.model) {
    case "fixed":
      return toUsdMicros(usdPerGpuHour(pricing, gpuCount));
    case "token":
      return pricing.floorUsdMicros ?? 0;
    case "dynamic":
      return pricing.rule.ceilingUsdMicros;
  }
}

function asksSomething(pricing: Pricing): boolean {
  return pricing.model === "dynamic"
    ? pricing.rule.floorUsdMicros > 0 && pricing.rule.baseUsdMicros !== 0
    : isPositive(parseDecimal(pricing.amount)!);
}

/** What a listing asks, as bounds in USD per GPU-hour; null when only a market could tell. */
function boundsOf(pricing: Pricing, gpuCount: number): readonly [low: Rational, high: Rational] | null {
  if (pricing.model === "token") return null;
  if (pricing.model === "fixed") {
    const price = usdPerGpuHour(pricing, gpuCount);
    return [price, price];
  }
  const { baseUsdMicros: base, floorUsdMicros, ceilingUsdMicros } = pricing.rule;
  return [ratio(base ?? floorUsdMicros, 1_000_000), ratio(base ?? ceilingUsdMicros, 1_000_000)];
}

/** Whether the price moves by more than half, exactly half aside. */
function isFarFrom(
  { pricing: before, gpuCount }: ListingDraft,
  after: Pricing,
  change: PriceChange,
): boolean {
  if (change.percentBps !== null && Math.abs(change.percentBps) > 5000) return true;
  const [old, now] = [boundsOf(before, gpuCount), boundsOf(after, gpuCount)];
  if (!old || !now) return false;
  const half = divide(old[0], fromInteger(2));
  const more = multiply(old[1], ratio(3, 2));
  return compare(now[0], half) < 0 || compare(now[1], more) > 0;
}

/** A follower that was told to ask more, and asks all of the market already. */
function isHeldByMarket(before: Pricing, after: Pricing, { percentBps }: PriceChange): boolean {
  if (before.model !== "dynamic" || after.model !== "dynamic" || percentBps === null) return false;
  if (!before.rule.follow || !after.rule.follow) return false;
  return (10_000 - before.rule.follow.undercutBps) * (10_000 + percentBps) > 100_000_000;
}
