import { listingWindows } from "./availability.ts";
import { type ListingDraft, specsHashOf, toListingTerms } from "./listing-draft.ts";
import { toListingOffer } from "./listing-offer.ts";
import type { Offer } from "./offer.ts";
import type { MarketSnapshot } from "./snapshot.ts";

/** A draft, and what is known of its listing beside it. */
export interface PreviewOf {
  readonly draft: ListingDraft;
  /** The listing that is edited; null for a new one. */
  readonly listingId: string | null;
  /** As its offers name the provider, so that nobody follows themselves. */
  readonly provider: string;
  /** Units that could be rented now. */
  readonly unitsAvailable: number;
  readonly utilisationBps: number | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

const NOBODY = `0x${"0".repeat(40)}`;

/**
 * The offer that a draft would be. Uptime, rating and who is paid are those of the listing's offer in the market; of a
 * new listing nothing is known.
 */
export function previewOffer({ offers }: MarketSnapshot, of: PreviewOf): Offer {
  const { draft, listingId, at } = of;
  const terms = toListingTerms(draft);
  const present = offers.find(({ id }) => id === `necto:${listingId}`);
  const listed = present?.fulfilment.kind === "listing" ? present.fulfilment : null;
  return toListingOffer(
    {
      terms,
      listingId: listingId ?? "draft",
      version: listed?.version ?? 0,
      registry: listed?.registry ?? null,
      provider: of.provider,
      payee: listed?.payee ?? NOBODY,
      ceilingUsdMicros: draft.ceilingUsdMicros,
      specsHash: specsHashOf(terms),
      spec: { status: draft.status, windows: listingWindows(draft.availability, at) },
      unitsAvailable: of.unitsAvailable,
      utilisationBps: of.utilisationBps,
      uptimeBps: present?.uptimeBps ?? null,
      ratingBps: present?.ratingBps ?? null,
    },
    { priceClass: present?.priceClass ?? "live", observedAt: new Date(at).toISOString() },
  );
}
