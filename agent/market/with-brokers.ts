import type { Brokers } from "@necto/tools/chain/brokers";
import type { Offer, PriceClass } from "@necto/tools/core/offer";

/** Prices of now. What was bid in the past, or stands in a list, no broker can rent at. */
const OF_NOW: readonly PriceClass[] = ["live", "sandbox"];

/**
 * Offers with who fulfils them: those of a source with a broker in the registry are bookable through its account, all
 * others of external sources are quotes. Whatever an adapter or a source's answer says of a broker is overwritten;
 * listings stay as they are.
 */
export const withBrokers = (offers: readonly Offer[], brokers: Brokers): readonly Offer[] =>
  offers.map((offer) => withBroker(offer, brokers.get(offer.source) ?? null));

/** The same offer gives the same object again, so that an unchanged market is not hashed again. */
const brokered = new WeakMap<Offer, Offer>();

function withBroker(offer: Offer, account: string | null): Offer {
  if (offer.fulfilment.kind === "listing") return offer;
  const isBrokered = account !== null && OF_NOW.includes(offer.priceClass);
  const fulfilment: Offer["fulfilment"] = isBrokered ? { kind: "broker", account } : { kind: "quote-only" };
  if (isSame(offer.fulfilment, fulfilment)) return offer;
  const known = brokered.get(offer);
  if (known !== undefined && isSame(known.fulfilment, fulfilment)) return known;
  const made = { ...offer, fulfilment };
  brokered.set(offer, made);
  return made;
}

const isSame = (a: Offer["fulfilment"], b: Offer["fulfilment"]): boolean =>
  a.kind === b.kind && (a.kind !== "broker" || b.kind !== "broker" || a.account === b.account);
