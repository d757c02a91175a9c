import {
  add,
  compare,
  divide,
  isPositive,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
} from "../core/rational.ts";
import type { TokenPrice } from "../core/token-price.ts";

type Feed = TokenPrice["feeds"][number];

/** Feeds this close count as agreeing: the first one is used. */
const AGREE_BPS = ratio(150, 10_000);
/** Feeds farther apart than this are not believed: token pricing is refused. */
const REFUSE_BPS = ratio(300, 10_000);

/**
 * The price to convert with when several feeds gave one. At most 1.5 % apart (of their middle): the first feed. Up to
 * 3 %: the one worse for the buyer, the higher. Farther: null, which refuses the token. A price of 0 means unknown.
 *
 * @example chooseTokenPrice([{ source: "a", usd: "1.00", asOf }, { source: "b", usd: "1.02", asOf }])?.usd // "1.02"
 */
export function chooseTokenPrice(feeds: readonly Feed[]): Feed | null {
  const priced = feeds.flatMap((feed) => {
    const usd = parseDecimal(feed.usd);
    return usd && isPositive(usd) ? [{ feed, usd }] : [];
  });
  const [first] = priced;
  if (!first) return null;
  const highest = priced.reduce((a, b) => (compare(b.usd, a.usd) > 0 ? b : a));
  const lowest = priced.reduce((a, b) => (compare(b.usd, a.usd) < 0 ? b : a));
  const apart = deviation(lowest.usd, highest.usd);
  if (compare(apart, REFUSE_BPS) > 0) return null;
  return compare(apart, AGREE_BPS) > 0 ? highest.feed : first.feed;
}

/** |high − low| / mid. */
function deviation(low: Rational, high: Rational): Rational {
  const difference = add(high, multiply(low, ratio(-1, 1)));
  return divide(multiply(difference, ratio(2, 1)), add(low, high));
}
