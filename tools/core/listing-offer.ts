import { canonicalizeGpu } from "./gpus.ts";
import type { ListingTerms } from "./listing-terms.ts";
import type { Fulfilment, Offer } from "./offer.ts";
import type { Pricing } from "./pricing.ts";
import { locationOf } from "./regions.ts";

type OfListing = Extract<Fulfilment, { kind: "listing" }>;

/** What is known of a listing: its terms, what the registry says, and what Necto observed. */
export interface ListingFacts
  extends Pick<OfListing, "listingId" | "version" | "registry" | "payee" | "specsHash" | "spec">,
    Pick<Offer, "provider" | "unitsAvailable" | "uptimeBps" | "ratingBps"> {
  readonly terms: ListingTerms;
  /** Micro-USD per GPU-hour. */
  readonly ceilingUsdMicros: number;
  /** Share of units rented out, for demand curves. */
  readonly utilisationBps: number | null;
}

/** The offer that a listing is, `necto:<listing id>`, with the inputs of its rule as of `observedAt`. */
export function toListingOffer(
  listing: ListingFacts,
  stamp: Pick<Offer, "priceClass" | "observedAt">,
): Offer {
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

/** A rule is evaluated by the core, with the inputs recorded here so that a decision replays. */
function toPricing({ terms: { pricing }, utilisationBps }: ListingFacts, at: string): Pricing {
  if (pricing.model !== "dynamic") return pricing;
  return { model: "dynamic", rule: pricing.rule, ruleInputs: { utilisationBps, at } };
}
