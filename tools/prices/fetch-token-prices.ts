import { judgeTokenFeeds } from "../core/judge-token-feeds.ts";
import type { SourceReport } from "../core/source-report.ts";
import type { TokenPrice } from "../core/token-price.ts";
import { askWithReport } from "../sources/ask-with-report.ts";
import type { PriceFeed } from "./price-feed.ts";

export interface TokenPriceScan {
  /** One per asked id, in the order asked; without feeds and with `used: null` when nobody priced it. */
  readonly tokenPrices: readonly TokenPrice[];
  /** One per feed; `offers` counts prices. */
  readonly reports: readonly SourceReport[];
}

export interface TokenPriceOptions {
  readonly coinIds: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** One deadline for all feeds, 4000 unless given. */
  readonly deadlineMs?: number;
}

/**
 * Asks all feeds at once and chooses one price per token (`judgeTokenFeeds`). Never throws; a failed feed is a report.
 * How old a price may be is decided later, from the decision's time.
 */
export async function fetchTokenPrices(
  feeds: readonly PriceFeed[],
  { coinIds, fetch, now, deadlineMs = 4000 }: TokenPriceOptions,
): Promise<TokenPriceScan> {
  if (coinIds.length === 0) return { tokenPrices: [], reports: [] };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const context = { fetch, now, signal: deadline.signal };
  const answers = await Promise.all(
    feeds.map((feed) =>
      askWithReport(
        {
          source: feed.name,
          ask: () => feed.fetchPrices(coinIds, context),
          count: ({ prices }) => prices.size,
        },
        context,
      ),
    ),
  );
  clearTimeout(timer);
  const tokenPrices = coinIds.map((coinId) => {
    const given = answers.flatMap(({ answer, report }) => {
      const price = answer?.prices.get(coinId);
      return price ? [{ source: report.source, ...price }] : [];
    });
    return { coinId, feeds: given, used: judgeTokenFeeds(given).used };
  });
  return { tokenPrices, reports: answers.map(({ report }) => report) };
}
