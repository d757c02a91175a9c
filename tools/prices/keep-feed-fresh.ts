import { createKeeper, type Keeper, type KeepFreshOptions } from "../sources/create-keeper.ts";
import type { FeedAnswer, PriceFeed } from "./price-feed.ts";

/** A price feed whose answers are kept as fresh as its rule says; each list of tokens is a question of its own. */
export function keepFeedFresh(feed: PriceFeed, options: KeepFreshOptions): PriceFeed {
  const keepers = new Map<string, Keeper<FeedAnswer>>();
  return {
    name: feed.name,
    fetchPrices(coinIds, context) {
      const question = coinIds.join();
      const keep = keepers.get(question) ?? createKeeper<FeedAnswer>(feed.name, options);
      keepers.set(question, keep);
      return keep((within) => feed.fetchPrices(coinIds, within), context);
    },
  };
}
