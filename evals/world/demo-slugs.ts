import { demoListings } from "@necto/tools/sandbox/demo-listings";

/** Names of the demo listings, in the order of `demoListings`: GPU and city. */
export const DEMO_SLUGS: readonly string[] = demoListings().map(({ terms: { gpu, gpuCount, city } }) => {
  const model = gpu.toLowerCase().replaceAll(" ", "");
  return `${model}${gpuCount > 1 && model === "h100" ? "-hgx" : ""}-${city.toLowerCase()}`;
});
