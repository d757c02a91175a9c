import { filterOffers } from "@necto/tools/core/filter";
import { BIT } from "@necto/tools/core/reason-codes";
import type { Requirements } from "@necto/tools/core/requirements";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { WatchReading } from "@necto/tools/core/watch-crossing";
import { FRESHNESS_RULES, type FreshnessRule } from "@necto/tools/sources/freshness-rules";

/** A market as all watches read it: what holds for each of them is found once. */
export interface WatchedMarket {
  readonly snapshot: MarketSnapshot;
  /** Whether a price is one of now, by offer; one that is not fires nothing. */
  readonly fresh: Uint8Array;
  /** Sources that answered, and those that did not: an answer of before that stands in is none. */
  readonly answered: readonly string[];
  readonly failed: readonly string[];
}

/** What one watch reads in it, and its cheapest fresh offer. */
export interface WatchedOffers extends WatchReading {
  /** Index into the snapshot; null where nothing fresh matches. */
  readonly best: number | null;
}

const RULES: Readonly<Record<string, FreshnessRule>> = FRESHNESS_RULES;
/** A price that cannot be computed, or only from an old token price: the offer is there all the same. */
const NO_TOKEN_PRICE = BIT["tokenPrice/unpriced"] | BIT["tokenPrice/stale"];

export function toWatchedMarket(snapshot: MarketSnapshot): WatchedMarket {
  const { offers, sources, takenAt } = snapshot;
  const failed = sources.filter(({ status, code }) => status === "failed" || code !== null);
  const silent = new Set(failed.map(({ source }) => source));
  const answered = sources.filter(({ source, status }) => status !== "skipped" && !silent.has(source));
  const tokenIsOld = oldTokens(snapshot);
  const fresh = Uint8Array.from(offers, ({ source, observedAt, priceClass }, i) => {
    if (priceClass === "recorded" || silent.has(source) || tokenIsOld[snapshot.columns.coin[i]!]) return 0;
    const softAgeMs = RULES[source]?.softAgeMs ?? null;
    return softAgeMs !== null && takenAt - Date.parse(observedAt) > softAgeMs ? 0 : 1;
  });
  return { snapshot, fresh, answered: answered.map(({ source }) => source), failed: [...silent] };
}

/** By coin of the columns: whether its price is older than a fresh one may be. */
function oldTokens({ columns, tokenPrices, takenAt }: MarketSnapshot): readonly boolean[] {
  const { softAgeMs } = FRESHNESS_RULES.coingecko;
  return columns.coins.map((coinId) => {
    const asOf = coinId === null ? null : tokenPrices.get(coinId)?.used?.asOf;
    return asOf ? takenAt - Date.parse(asOf) > softAgeMs : false;
  });
}

/** What is said in a market of the offers that meet some requirements. About 0.1 ms for 5,000 offers. */
export function readForWatch(market: WatchedMarket, requirements: Requirements): WatchedOffers {
  const { snapshot, fresh, answered, failed } = market;
  const { prices, offers, takenAt } = snapshot;
  const masks = filterOffers(snapshot, requirements, takenAt);
  const heard = new Map<string, number | null>(answered.map((source) => [source, null]));
  const silent = new Set(failed);
  let best: number | null = null;
  for (let i = 0; i < masks.length; i++) {
    if ((masks[i]! & ~NO_TOKEN_PRICE) !== 0) continue;
    const offer = offers[i]!;
    if (masks[i] !== 0 || !fresh[i]) {
      if (offer.priceClass !== "recorded") silent.add(offer.source);
      continue;
    }
    const price = prices[i]!;
    heard.set(offer.source, Math.min(heard.get(offer.source) ?? price, price));
    if (best === null || price < prices[best]!) best = i;
  }
  // What is heard of a source counts; that it says nothing of what matches counts only when all of it is fresh.
  for (const source of silent) if (heard.get(source) === null) heard.delete(source);
  return { takenAt, heard, silent, best };
}
