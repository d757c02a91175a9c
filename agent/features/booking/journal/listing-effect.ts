import type { ListingNow } from "@necto/tools/chain/quotes";
import type { RegistryCall } from "@necto/tools/chain/registry-call";
import { z } from "zod";

const listingId = z.string();

/** How the registry shows that something has happened to a listing, whoever did it. */
export const ListingEffect = z.discriminatedUnion("is", [
  z.object({ is: z.literal("registered"), listingId }),
  /** `version`: the one that the edit leads to; edits of others before it make it a higher one. */
  z.object({
    ...{ is: z.literal("edited"), listingId, version: z.number() },
    ...{ ceilingRate: z.number(), specsHash: z.string() },
  }),
  z.object({ is: z.literal("status-set"), listingId, status: z.string() }),
]);
export type ListingEffect = z.output<typeof ListingEffect>;

/** @param before the listing as the call was made for it; null before it is registered */
export function listingEffectOf(call: RegistryCall, before: ListingNow | null): ListingEffect {
  const { listingId } = call;
  if (call.call === "registerListing" || before === null) return { is: "registered", listingId };
  if (call.call === "setStatus") return { is: "status-set", listingId, status: call.status };
  const specsHash = call.call === "updateListing" ? call.specsHash : before.specsHash;
  return {
    ...{ is: "edited", listingId, version: before.version + 1, specsHash },
    ceilingRate: call.ceilingRate,
  };
}

/** @param listing null when nobody registered it */
export function hasListingEffect(effect: ListingEffect, listing: ListingNow | null): boolean {
  if (listing === null) return false;
  switch (effect.is) {
    case "registered":
      return true;
    case "edited":
      return (
        listing.version >= effect.version &&
        listing.specsHash === effect.specsHash &&
        listing.ceilingRate === effect.ceilingRate
      );
    case "status-set":
      return listing.status === effect.status;
  }
}
