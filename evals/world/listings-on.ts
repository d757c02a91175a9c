import { demoListingsAt } from "@necto/tools/sandbox/adi/demo-registry";
import { demoListings } from "@necto/tools/sandbox/demo-listings";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { TrialChain } from "./open-chain.ts";

let offChain: readonly NectoListing[] | null = null;
const onChain = new Map<string, readonly NectoListing[]>();

/** The demo listings as the registry has them, or as they are without one; worked out once for each. */
export function listingsOn(chain: TrialChain | null): readonly NectoListing[] {
  if (chain === null) return (offChain ??= demoListings());
  const at = { chainId: chain.chainId, registry: chain.deployment.contracts.registry.address };
  const listings = onChain.get(at.registry) ?? demoListingsAt(at);
  onChain.set(at.registry, listings);
  return listings;
}
