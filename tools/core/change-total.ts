import type { Changed } from "./change-price.ts";
import type { OwnListing } from "./listing-draft.ts";
import type { ProviderChange } from "./provider-change.ts";

type TotalChange = Pick<ProviderChange, "gpuTotal" | "gpuTotalDelta">;

/**
 * The listings with as many GPUs as said, in whole units; "16 H100" of several listings says nothing of each, so only one may
 * be meant. At least one unit stays: a listing without any is paused instead.
 */
export function changeTotal(listings: readonly OwnListing[], change: TotalChange): Changed[] {
  const { gpuTotal, gpuTotalDelta } = change;
  if (gpuTotal === null && gpuTotalDelta === null)
    return listings.map(({ draft }) => ({ draft, warnings: [] }));
  return listings.map(({ draft }) => {
    const gpus = gpuTotal ?? draft.unitsTotal * draft.gpuCount + gpuTotalDelta!;
    const isWhole = gpus % draft.gpuCount === 0;
    const unitsTotal = Math.max(1, Math.ceil(gpus / draft.gpuCount));
    return {
      draft: { ...draft, unitsTotal },
      warnings: [
        ...(isWhole ? [] : (["not-whole-units"] as const)),
        ...(listings.length > 1 ? (["several-listings"] as const) : []),
        ...(gpus < draft.gpuCount ? (["fewer-than-asked"] as const) : []),
      ],
    };
  });
}
