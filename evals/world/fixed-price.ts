import type { ListingDraft } from "@necto/tools/core/listing-draft";

/** @param usdcPerGpuHour decimal text */
export const fixedPrice = (usdcPerGpuHour: string): ListingDraft["pricing"] => ({
  ...{ model: "fixed", amount: usdcPerGpuHour, currency: "USDC", per: "hour", scope: "gpu" },
});
