import canonicalize from "canonicalize";
import { digestOf, keccakText } from "./digest.ts";
import type { Offer } from "./offer.ts";
import { toOfferTable } from "./offer-table.ts";
import type { TokenPrice } from "./token-price.ts";

/**
 * Digest of what a market says: keccak256 of the RFC 8785 JSON of the rules, the token prices and, by source, the
 * digest of its offers. When something was observed is left out, so that an unchanged market keeps its digest;
 * times travel beside it.
 *
 * @param offers in ascending order of id
 */
export function snapshotDigest(
  offers: readonly Offer[],
  tokenPrices: readonly TokenPrice[],
  rulesVersion: string,
): string {
  const bySource = new Map<string, Offer[]>();
  for (const offer of offers) {
    const own = bySource.get(offer.source);
    if (own) own.push(offer);
    else bySource.set(offer.source, [offer]);
  }
  return digestOf({
    rulesVersion,
    tokenPrices: sortedBy(tokenPrices, ({ coinId }) => coinId).map(({ coinId, feeds, used }) => ({
      coinId,
      feeds: sortedBy(feeds, ({ source }) => source).map(({ source, usd }) => ({ source, usd })),
      used: used && { source: used.source, usd: used.usd },
    })),
    sources: Object.fromEntries([...bySource].map(([source, own]) => [source, offersDigest(own)])),
  });
}

/** By first offer. A source that answers with the very same objects (a catalogue between two reads) is not hashed again. */
const known = new WeakMap<Offer, { readonly offers: readonly Offer[]; readonly digest: string }>();

function offersDigest(offers: readonly Offer[]): string {
  const before = known.get(offers[0]!);
  if (
    before &&
    before.offers.length === offers.length &&
    before.offers.every((offer, i) => offer === offers[i])
  )
    return before.digest;
  const digest = keccakText(tableText(offers));
  known.set(offers[0]!, { offers, digest });
  return digest;
}

/**
 * Lines of RFC 8785 JSON: the ids, then per column its name, its distinct values and one index per offer. Arrays of
 * strings and integers have one JSON text; only objects need their keys put in order.
 */
function tableText(offers: readonly Offer[]): string {
  const { ids, columns } = toOfferTable(offers);
  const lines = [JSON.stringify(ids)];
  for (const [name, { values, index }] of Object.entries(columns))
    lines.push(JSON.stringify(name), canonicalize(values)!, JSON.stringify(index));
  return lines.join("\n");
}

function sortedBy<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return [...values].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}
