import { toListingOffer } from "../core/listing-offer.ts";
import type { Offer, PriceClass } from "../core/offer.ts";
import { countSkip } from "./count-skip.ts";
import { NectoListing } from "./necto-listing.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// Necto's own listings: registry state joined with the providers' terms, read by the function that is passed in.
// Price basis: as each listing states it. Bookable. A market without listings yet is no failure.

export interface NectoOptions {
  /** All listings, offline ones too: a decision names why each is out. Rows are checked one by one. */
  readonly listings: () => Promise<readonly unknown[]>;
  readonly priceClass?: PriceClass;
}

/**
 * Offers of providers that list on Necto, `necto:<listing id>`, in order of id. Listings that do not parse count as
 * `malformed`, a repeated id as `duplicate`.
 */
export function necto({ listings, priceClass = "live" }: NectoOptions): Source {
  return {
    name: "necto",
    async fetchOffers({ now }) {
      const rows = await listings();
      const observedAt = new Date(now()).toISOString();
      const offers = new Map<string, Offer>();
      const skips: Record<string, number> = {};
      for (const row of rows) {
        const listing = NectoListing.safeParse(row);
        const offer = listing.success ? toListingOffer(listing.data, { priceClass, observedAt }) : null;
        if (offer === null) countSkip(skips, "malformed");
        else if (offers.has(offer.id)) countSkip(skips, "duplicate");
        else offers.set(offer.id, offer);
      }
      const sorted = [...offers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return { offers: sorted, skips, bodySha256: await sha256(JSON.stringify(rows)), url: null };
    },
  };
}
