import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer, PriceClass } from "../core/offer.ts";
import type { Pricing } from "../core/pricing.ts";
import { locationOf } from "../core/regions.ts";
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
        const offer = listing.success ? toOffer(listing.data, { priceClass, observedAt }) : null;
        if (offer === null) countSkip(skips, "malformed");
        else if (offers.has(offer.id)) countSkip(skips, "duplicate");
        else offers.set(offer.id, offer);
      }
      const sorted = [...offers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return { offers: sorted, skips, bodySha256: await sha256(JSON.stringify(rows)), url: null };
    },
  };
}

/** A rule is evaluated by the core, with the inputs recorded here so that a decision replays. */
function toPricing({ terms: { pricing }, utilisationBps }: NectoListing, at: string): Pricing {
  if (pricing.model !== "dynamic") return pricing;
  return { model: "dynamic", rule: pricing.rule, ruleInputs: { utilisationBps, at } };
}

function toOffer(listing: NectoListing, stamp: Pick<Offer, "priceClass" | "observedAt">): Offer {
  const { terms } = listing;
  return {
    id: `necto:${listing.listingId}`,
    source: "necto",
    provider: listing.provider,
    gpu: canonicalizeGpu(terms.gpu, { formFactor: terms.formFactor, memoryGib: terms.memoryGib }),
    gpuCount: terms.gpuCount,
    unitsAvailable: listing.unitsAvailable,
    location: locationOf(terms.country, terms.city || terms.country),
    pricing: toPricing(listing, stamp.observedAt),
    fees: [],
    fulfilment: {
      kind: "listing",
      registry: listing.registry,
      listingId: listing.listingId,
      version: listing.version,
      payee: listing.payee,
      ceilingRate: listing.ceilingUsdMicros,
      specsHash: listing.specsHash,
      spec: listing.spec,
    },
    uptimeBps: listing.uptimeBps,
    ratingBps: listing.ratingBps,
    minDurationSeconds: terms.minDurationSeconds,
    maxDurationSeconds: terms.maxDurationSeconds,
    extras: {
      vcpus: terms.vcpus,
      memoryGib: terms.hostMemoryGib,
      storageGib: terms.storageGib,
      networkMbps: terms.networkMbps,
      hostIncluded: true,
      flags: [],
    },
    ...stamp,
    url: null,
  };
}
