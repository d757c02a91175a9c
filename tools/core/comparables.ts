import type { Columns } from "./columns.ts";
import type { Offer } from "./offer.ts";
import type { RulesVersion } from "./rules-version.ts";

/** Cheapest price of a kind of GPU, and the cheapest of any other provider, so that nobody follows themselves. */
interface Cheapest {
  readonly provider: string;
  readonly usdMicros: number;
  readonly otherProvider: number | null;
}

export type Comparables = ReadonlyMap<string, Cheapest>;

/** Offers compare when model, form factor and memory are the same. */
export const kindOf = ({ gpu }: Offer): string => `${gpu.model}|${gpu.formFactor}|${gpu.memoryGib}`;

/** A market whose stated prices are known, by index of the offer. */
export interface StatedMarket {
  readonly offers: readonly Offer[];
  readonly columns: Columns;
  readonly prices: Float64Array;
  readonly base: Uint32Array;
  readonly rulesVersion: RulesVersion;
}

/**
 * The market that dynamic listings may follow: rentable, sanely priced, not recorded, not dynamic itself, so that
 * followers cannot chase each other, and not to be interrupted: a spot price is for something less.
 *
 * @param wanted kinds that some rule follows; others are not worth a pass
 */
export function findComparables(
  { offers, columns, prices, base, rulesVersion }: StatedMarket,
  wanted: ReadonlySet<string>,
): Comparables {
  const cheapest = new Map<string, Cheapest>();
  if (wanted.size === 0) return cheapest;
  for (let i = 0; i < offers.length; i++) {
    const offer = offers[i]!;
    if (!isFollowed(offer, rulesVersion) || base[i] !== 0 || columns.recorded[i] || prices[i]! <= 0) continue;
    const kind = kindOf(offer);
    if (wanted.has(kind)) cheapest.set(kind, cheaper(cheapest.get(kind), offer.provider, prices[i]!));
  }
  return cheapest;
}

const isFollowed = ({ pricing }: Offer, rulesVersion: RulesVersion): boolean =>
  pricing.model !== "dynamic" && (pricing.model !== "spot" || rulesVersion === "necto.rules/1");

/** Cheapest comparable price for an offer, leaving its own provider out. */
export function comparableFor(offer: Offer, comparables: Comparables): number | null {
  const best = comparables.get(kindOf(offer));
  if (!best) return null;
  return best.provider === offer.provider ? best.otherProvider : best.usdMicros;
}

function cheaper(best: Cheapest | undefined, provider: string, usdMicros: number): Cheapest {
  if (!best) return { provider, usdMicros, otherProvider: null };
  const others = best.otherProvider;
  if (provider === best.provider) return usdMicros < best.usdMicros ? { ...best, usdMicros } : best;
  if (usdMicros < best.usdMicros) return { provider, usdMicros, otherProvider: best.usdMicros };
  return others === null || usdMicros < others ? { ...best, otherProvider: usdMicros } : best;
}
