import canonicalize from "canonicalize";
import { keccakText } from "./digest.ts";
import type { Offer } from "./offer.ts";
import { toOfferTable } from "./offer-table.ts";
import type { TokenPrice } from "./token-price.ts";

/**
 * Digest (keccak256) of what a market says: every offer in the order of its id, the token prices and the rules.
 * When something was observed is left out, so that an unchanged market keeps its digest; times travel beside it.
 *
 * The bytes are lines of RFC 8785 JSON: rules and token prices, the ids, then per column its name, its distinct
 * values and one index per offer.
 */
export function snapshotDigest(
  offers: readonly Offer[],
  tokenPrices: readonly TokenPrice[],
  rulesVersion: string,
): string {
  const { ids, columns } = toOfferTable(offers);
  const prices = sortedBy(tokenPrices, ({ coinId }) => coinId).map(({ coinId, feeds, used }) => ({
    coinId,
    feeds: sortedBy(feeds, ({ source }) => source).map(({ source, usd }) => ({ source, usd })),
    used: used && { source: used.source, usd: used.usd },
  }));
  // Arrays of strings and integers have one JSON text; only objects need their keys put in order.
  const lines = [canonicalize({ rulesVersion, tokenPrices: prices }), JSON.stringify(ids)];
  for (const [name, { values, index }] of Object.entries(columns))
    lines.push(JSON.stringify(name), canonicalize(values), JSON.stringify(index));
  return keccakText(lines.join("\n"));
}

function sortedBy<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return [...values].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}
