import type { ListingTerms } from "@necto/tools/core/listing-terms";
import { demoListings } from "@necto/tools/sandbox/demo-listings";

/** GPU and city: `h100-hgx-paris`. */
export function slugOf({ gpu, gpuCount, city }: Pick<ListingTerms, "gpu" | "gpuCount" | "city">): string {
  const model = gpu.toLowerCase().replaceAll(" ", "");
  return `${model}${gpuCount > 1 && model === "h100" ? "-hgx" : ""}-${city.toLowerCase()}`;
}

/** Names of the demo listings, in the order of `demoListings`. */
export const DEMO_SLUGS: readonly string[] = demoListings().map(({ terms }) => slugOf(terms));
