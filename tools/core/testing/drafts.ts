import { ListingDraft, type OwnListing } from "../listing-draft.ts";
import type { PricingRule } from "../pricing.ts";

// Drafts and listings of a provider for tests.

type Said = Partial<typeof ListingDraft._zod.input>;

/** Eight H100 SXM in Frankfurt, rented one by one for 2.00 USDC an hour, ceiling 3.00, without a word more. */
export const aDraft = (said: Said = {}): ListingDraft =>
  ListingDraft.parse({
    title: "H100 in Frankfurt",
    gpu: "H100",
    formFactor: "SXM",
    memoryGib: 80,
    gpuCount: 1,
    country: "DE",
    city: "Frankfurt",
    pricing: usdc("2"),
    unitsTotal: 8,
    ceilingUsdMicros: 3_000_000,
    ...said,
  });

export const usdc = (amount: string, scope: "gpu" | "unit" = "gpu") =>
  ({ model: "fixed", amount, currency: "USDC", per: "hour", scope }) as const;

/** A rule between 1 and 3 USD per GPU-hour that starts at 2, unless said otherwise. */
export const aRule = (rule: Partial<PricingRule> = {}) =>
  ({
    model: "dynamic",
    rule: { floorUsdMicros: 1_000_000, ceilingUsdMicros: 3_000_000, baseUsdMicros: 2_000_000, ...rule },
  }) as const;

export const own = (listingId: string, said: Said = {}): OwnListing => ({
  listingId,
  version: 1,
  draft: aDraft(said),
});
