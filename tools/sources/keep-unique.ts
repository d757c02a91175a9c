import type { Offer } from "../core/offer.ts";
import { countSkip } from "./count-skip.ts";

/**
 * Each id once, in order of first appearance. The same row on two pages of a moving list is one offer; rows that
 * differ under one id are none of them believed, and counted as `duplicate`.
 */
export function keepUnique(offers: readonly Offer[], skips: Record<string, number>): Offer[] {
  const byId = new Map<string, { offer: Offer; rows: number; differ: boolean }>();
  for (const offer of offers) {
    const known = byId.get(offer.id);
    if (!known) byId.set(offer.id, { offer, rows: 1, differ: false });
    else {
      known.rows++;
      known.differ ||= JSON.stringify(known.offer) !== JSON.stringify(offer);
    }
  }
  return [...byId.values()].flatMap(({ offer, rows, differ }) => {
    if (!differ) return [offer];
    countSkip(skips, "duplicate", rows);
    return [];
  });
}
