import type { ListingNow } from "@necto/tools/chain/quotes";
import type { RegistryCall } from "@necto/tools/chain/registry-call";
import { specsHashOf, toListingTerms } from "@necto/tools/core/listing-draft";
import type { Hex } from "viem";
import { ceilingRateOf, type StoredListing } from "./listing-queries.ts";

type Wanted = Pick<StoredListing, "listingId" | "salt" | "state" | "published">;
type Chain = Pick<ListingNow, "ceilingRate" | "specsHash" | "status">;

/**
 * The next thing to tell the registry so that it becomes what a listing's owner wants; null when it is. What takes a listing
 * off comes before what changes it, and what puts it back after.
 *
 * @param chain null while it is not registered
 */
export function nextCall(
  { listingId: id, salt, state, published }: Wanted,
  chain: Chain | null,
): RegistryCall | null {
  if (published === null) return null;
  const listingId = id as Hex;
  const status = state === "withdrawn" ? "offline" : published.status;
  const specsHash = specsHashOf(toListingTerms(published)) as Hex;
  const ceilingRate = ceilingRateOf(published);
  if (chain === null)
    return state === "withdrawn"
      ? null
      : { call: "registerListing", listingId, salt: salt as Hex, ceilingRate, specsHash };
  if (status !== "available" && chain.status !== status) return { call: "setStatus", listingId, status };
  // Nobody can book it any more: its terms may stay as they are.
  if (state === "withdrawn") return null;
  if (chain.specsHash !== specsHash) return { call: "updateListing", listingId, ceilingRate, specsHash };
  if (chain.ceilingRate !== ceilingRate) return { call: "updateRate", listingId, ceilingRate };
  return chain.status === status ? null : { call: "setStatus", listingId, status };
}
