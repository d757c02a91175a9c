import {
  add,
  compare,
  divide,
  isPositive,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
} from "./rational.ts";
import type { TokenPrice } from "./token-price.ts";

type Feed = TokenPrice["feeds"][number];

/** Feeds this close count as agreeing: the first one is used. */
const AGREE_BPS = ratio(150, 10_000);
/** Feeds farther apart than this are not believed: token pricing is refused. */
const REFUSE_BPS = ratio(300, 10_000);
/** A feed this far behind the newest one says nothing about now, and is left aside. */
const BEHIND_MS = 10 * 60_000;

/** What the feeds of one token say together. */
export interface TokenFeedJudgement {
  /** The price to convert with; null refuses the token. */
  readonly used: Feed | null;
  readonly spread: "unpriced" | "agree" | "apart" | "refused";
}

/**
 * Compares the prices several feeds give of one token. At most 1.5 % apart (of their middle): the first feed is used.
 * Up to 3 %: the one worse for the buyer, the higher. Farther: none. A price of 0 means unknown; a feed more than ten
 * minutes behind the newest one is left aside.
 *
 * @example judgeTokenFeeds([{ source: "a", usd: "1.00", asOf }, { source: "b", usd: "1.02", asOf }])
 * // { used: { source: "b", usd: "1.02", asOf }, spread: "apart" }
 */
export function judgeTokenFeeds(feeds: readonly Feed[]): TokenFeedJudgement {
  const priced = feeds.flatMap((feed) => {
    const usd = parseDecimal(feed.usd);
    return usd && isPositive(usd) ? [{ feed, usd, at: Date.parse(feed.asOf) }] : [];
  });
  const newest = Math.max(...priced.map(({ at }) => at));
  const compared = priced.filter(({ at }) => newest - at <= BEHIND_MS);
  const [first] = compared;
  if (!first) return { used: null, spread: "unpriced" };
  const highest = compared.reduce((a, b) => (compare(b.usd, a.usd) > 0 ? b : a));
  const lowest = compared.reduce((a, b) => (compare(b.usd, a.usd) < 0 ? b : a));
  const apart = deviation(lowest.usd, highest.usd);
  if (compare(apart, REFUSE_BPS) > 0) return { used: null, spread: "refused" };
  return compare(apart, AGREE_BPS) > 0
    ? { used: highest.feed, spread: "apart" }
    : { used: first.feed, spread: "agree" };
}

/** |high − low| / mid. */
function deviation(low: Rational, high: Rational): Rational {
  const difference = add(high, multiply(low, ratio(-1, 1)));
  return divide(multiply(difference, ratio(2, 1)), add(low, high));
}
