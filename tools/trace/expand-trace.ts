import type { RankedOffer, Rejection, Why } from "../core/decision.ts";
import type { NormalizedOffer } from "../core/normalized-offer.ts";
import type { Offer } from "../core/offer.ts";
import { unpackTable } from "./pack-table.ts";
import type { DecisionBody } from "./trace.ts";

/** One offer of a trace with everything recorded about it: ranked or rejected, never both. */
export interface ExpandedOffer {
  readonly offer: Offer;
  readonly normalized: NormalizedOffer;
  readonly ranked: RankedOffer | null;
  readonly rejection: Rejection | null;
}

/** A decision as people read it, from what was recorded; nothing is computed anew. */
export interface ExpandedDecision {
  /** Best first. */
  readonly ranked: readonly (ExpandedOffer & { readonly ranked: RankedOffer })[];
  /** In the order of offer ids. */
  readonly rejected: readonly (ExpandedOffer & { readonly rejection: Rejection })[];
}

type SealedRank = Omit<RankedOffer, "offerId" | "why"> & {
  readonly offer: number;
  readonly why: (Omit<NonNullable<Why>, "aheadOf"> & { readonly aheadOf: number }) | null;
};
type SealedRejection = Pick<Rejection, "reasons"> & { readonly offer: number };

/**
 * Tables → rows with names in place of numbers.
 *
 * @throws TypeError when the tables are broken; a trace whose replay was verified has none
 */
export function expandTrace({ snapshot, normalised, decision }: DecisionBody): ExpandedDecision {
  const offers = unpackTable(snapshot.offers) as Offer[];
  const prices = unpackTable(normalised) as Omit<NormalizedOffer, "offerId">[];
  const idOf = (index: number): string => {
    const id = offers[index]?.id;
    if (id === undefined) throw new TypeError(`there is no offer ${index}`);
    return id;
  };
  const expand = (index: number): Pick<ExpandedOffer, "offer" | "normalized"> => ({
    offer: offers[index]!,
    normalized: { offerId: idOf(index), ...prices[index]! },
  });
  const ranked = (unpackTable(decision.ranked) as SealedRank[]).map(({ offer, why, ...row }) => ({
    ...expand(offer),
    ranked: { ...row, offerId: idOf(offer), why: why && { ...why, aheadOf: idOf(why.aheadOf) } },
    rejection: null,
  }));
  const rejected = (unpackTable(decision.rejected) as SealedRejection[]).map(({ offer, reasons }) => ({
    ...expand(offer),
    ranked: null,
    rejection: { offerId: idOf(offer), reasons },
  }));
  return { ranked, rejected };
}
