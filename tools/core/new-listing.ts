import { changePrice } from "./change-price.ts";
import { type ListingDiff, toDiff } from "./listing-diff.ts";
import { ListingDraft, withGpuDefaults } from "./listing-draft.ts";
import type { ProviderChange } from "./provider-change.ts";
import { COUNTRY_BY_CODE } from "./regions.ts";

/** A part without which there is no listing, as a field of the change. */
export type MissingPart = "gpuModels" | "regions" | "usdMicrosPerGpuHour";

/** The diff of a new listing, or what must be said first. */
export type NewListing =
  | { readonly diff: ListingDiff; readonly missing: readonly [] }
  | { readonly diff: null; readonly missing: readonly MissingPart[] };

/**
 * The listing that “list 8 H100 SXM in Paris at 2.10” describes: eight units of one GPU each, at a fixed price in USDC,
 * with a ceiling half as much again, open at all times. One model, one country and a price must be said.
 *
 * @param city of the country that was said, as the provider wrote it; empty when none was
 */
export function diffNewListing(change: ProviderChange, city = ""): NewListing {
  const [model, ...otherModels] = change.gpuModels;
  const [country, ...otherCountries] = change.regions.include;
  const place = country === undefined ? undefined : COUNTRY_BY_CODE.get(country);
  const isPriced = [change.usdMicrosPerGpuHour, change.pricing, change.rule].some((price) => price !== null);
  const missing: MissingPart[] = [];
  if (model === undefined || otherModels.length > 0) missing.push("gpuModels");
  if (!place || otherCountries.length > 0) missing.push("regions");
  if (!isPriced) missing.push("usdMicrosPerGpuHour");
  if (model === undefined || !place || missing.length > 0) return { diff: null, missing };
  const stated = withGpuDefaults(
    ListingDraft.parse({
      title: `${model} in ${city || place.name}`,
      gpu: model,
      gpuCount: 1,
      memoryGib: change.memoryGib,
      country: place.code,
      city,
      pricing: { model: "fixed", amount: "0", currency: "USDC", per: "hour", scope: "gpu" },
      unitsTotal: change.gpuCount ?? 1,
      ceilingUsdMicros: 0,
      status: change.status ?? "available",
    }),
  );
  const priced = changePrice(stated, change).draft;
  const draft = { ...priced, ceilingUsdMicros: Math.ceil((priced.ceilingUsdMicros * 3) / 2) };
  return { diff: toDiff(null, draft, (change.gpuCount ?? 1) > 1 ? ["one-by-one"] : []), missing: [] };
}
