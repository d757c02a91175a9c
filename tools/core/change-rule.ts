import type { ListingDraft } from "./listing-draft.ts";
import { toUsdMicros } from "./price.ts";
import type { PricingRule } from "./pricing.ts";
import type { RuleChange } from "./provider-change.ts";
import { usdPerGpuHour, withUsdMicros } from "./scale-price.ts";

type Pricing = ListingDraft["pricing"];
type Priced = Pick<ListingDraft, "gpuCount" | "ceilingUsdMicros">;

const within = (
  usdMicros: number,
  { floorUsdMicros: floor, ceilingUsdMicros: ceiling }: PricingRule,
): number => Math.min(Math.max(usdMicros, floor), Math.max(floor, ceiling));

/**
 * A dynamic price with what was said of it. A price that was none becomes one: it starts from what it asked, may ask up to the
 * listing's ceiling, and has a floor of zero until one is said, which nobody can publish.
 *
 * @example applyRule(usdc("2"), { followUndercutBps: 200, floorUsdMicros: 1_600_000, ceilingUsdMicros: null }, listing)
 *   // { model: "dynamic", rule: { follow: { undercutBps: 200 }, floorUsdMicros: 1_600_000, … } }
 */
export function applyRule(pricing: Pricing, said: RuleChange, listing: Priced): Pricing {
  const { followUndercutBps, floorUsdMicros, ceilingUsdMicros } = said;
  const before: PricingRule = pricing.model === "dynamic" ? pricing.rule : startOf(pricing, said, listing);
  const rule = {
    ...before,
    floorUsdMicros: floorUsdMicros ?? before.floorUsdMicros,
    ceilingUsdMicros: ceilingUsdMicros ?? before.ceilingUsdMicros,
    ...(followUndercutBps !== null && { follow: { undercutBps: followUndercutBps }, baseUsdMicros: null }),
  };
  const base = rule.baseUsdMicros === null ? null : within(rule.baseUsdMicros, rule);
  return { model: "dynamic", rule: { ...rule, baseUsdMicros: base } };
}

function startOf(
  pricing: Exclude<Pricing, { model: "dynamic" }>,
  said: RuleChange,
  listing: Priced,
): PricingRule {
  const asked = pricing.model === "fixed" ? toUsdMicros(usdPerGpuHour(pricing, listing.gpuCount)) : null;
  return {
    floorUsdMicros: pricing.model === "token" ? (pricing.floorUsdMicros ?? 0) : 0,
    ceilingUsdMicros: Math.max(listing.ceilingUsdMicros, said.floorUsdMicros ?? 0),
    baseUsdMicros: asked === 0 ? null : asked,
    ...{ follow: null, demandCurve: [], timeTiers: [] },
  };
}

/**
 * A price moved by so many micro-USD per GPU-hour, never below zero. Of a rule its floor, ceiling and start move; a token price
 * has no amount in USD and stays.
 */
export function shiftPrice(pricing: Pricing, usdMicrosDelta: number, gpuCount: number): Pricing {
  const shifted = (usdMicros: number): number => Math.max(0, usdMicros + usdMicrosDelta);
  switch (pricing.model) {
    case "fixed":
      return withUsdMicros(pricing, gpuCount, shifted(toUsdMicros(usdPerGpuHour(pricing, gpuCount))));
    case "token":
      return pricing;
    case "dynamic": {
      const { floorUsdMicros, ceilingUsdMicros, baseUsdMicros } = pricing.rule;
      return {
        model: "dynamic",
        rule: {
          ...pricing.rule,
          floorUsdMicros: shifted(floorUsdMicros),
          ceilingUsdMicros: shifted(ceilingUsdMicros),
          baseUsdMicros: baseUsdMicros === null ? null : shifted(baseUsdMicros),
        },
      };
    }
  }
}
