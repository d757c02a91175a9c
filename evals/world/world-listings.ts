import { digestOf } from "@necto/tools/core/digest";
import { ListingTerms } from "@necto/tools/core/listing-terms";
import { NectoListing } from "@necto/tools/sources/necto-listing";
import type { Attack, ListingChange } from "../scenario/scenario.ts";
import { DEMO_SLUGS } from "./demo-slugs.ts";

/** Listings with what a scenario's providers did to them. Their terms' hash is always that of their terms. */
export function changeListings(
  listings: readonly NectoListing[],
  changes: readonly ListingChange[],
): readonly NectoListing[] {
  return listings.map((listing, at) => {
    const mine = changes.filter((change) => change.listing === DEMO_SLUGS[at]);
    return mine.reduce(changed, listing);
  });
}

function changed(listing: NectoListing, change: ListingChange): NectoListing {
  const { usdcPerGpuHour, status, unitsAvailable, provider } = change;
  const pricing = usdcPerGpuHour && {
    ...{ model: "fixed", amount: usdcPerGpuHour, currency: "USDC", per: "hour", scope: "gpu" },
  };
  return NectoListing.parse({
    ...listing,
    ...(provider !== undefined && { provider }),
    ...(unitsAvailable !== undefined && { unitsAvailable }),
    ...(status && { spec: { ...listing.spec, status } }),
    ...(pricing && withTerms({ ...listing.terms, pricing } as ListingTerms)),
  });
}

const withTerms = (terms: ListingTerms) => {
  const parsed = ListingTerms.parse(terms);
  return { terms: parsed, specsHash: digestOf(parsed) };
};

/** Listings whose providers write hostile text into them; rows as the source reads them, which may not parse. */
export function attackListings(
  listings: readonly NectoListing[],
  attacks: readonly Attack[],
): readonly unknown[] {
  return listings.map((listing, at) =>
    attacks.reduce<unknown>((row, { slot, text }) => {
      if (slot.kind !== "listing" || slot.listing !== DEMO_SLUGS[at]) return row;
      const mine = row as NectoListing;
      if (slot.field === "provider") return { ...mine, provider: text };
      const pricing = slot.field === "token" ? { ...mine.terms.pricing, token: text } : mine.terms.pricing;
      const terms = { ...mine.terms, ...(slot.field !== "token" && { [slot.field]: text }), pricing };
      return { ...mine, terms, specsHash: digestOf(terms) };
    }, listing),
  );
}
