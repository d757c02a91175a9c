import type { SourceAnswer } from "../sources/ask-with-report.ts";
import type { SourceContext } from "../sources/source.ts";

/** USD per whole token as decimal text, and when the feed last saw it change (ISO). */
export interface FeedPrice {
  readonly usd: string;
  readonly asOf: string;
}

export interface FeedAnswer extends SourceAnswer {
  /** By CoinGecko id; tokens the feed does not price are absent. */
  readonly prices: ReadonlyMap<string, FeedPrice>;
}

/** One place where token prices come from. */
export interface PriceFeed {
  /** `coingecko`, … */
  readonly name: string;
  /** @throws NectoError with a `source/…` code when the answer as a whole cannot be used. */
  readonly fetchPrices: (coinIds: readonly string[], context: SourceContext) => Promise<FeedAnswer>;
}
