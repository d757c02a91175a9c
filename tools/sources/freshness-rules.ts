/** How fresh an answer of a source is kept, and how long it stands in for one that does not come. Milliseconds. */
export interface FreshnessRule {
  /** A younger answer is not asked for again: the source changes no faster, or says how often it may be asked. */
  readonly refreshMs: number;
  /** Older than this, an answer that could not be renewed is called old. Null: age alone says nothing. */
  readonly softAgeMs: number | null;
  /** Older than this, an answer is used no more. */
  readonly hardAgeMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Capacity of these comes and goes within minutes. */
const rentableNow = (refreshMs: number): FreshnessRule => ({
  refreshMs,
  softAgeMs: 2 * MINUTE,
  hardAgeMs: 10 * MINUTE,
});

/**
 * By source and price feed. Necto's own listings are not here: they are read with every scan. A token price has ages of
 * its own beside this, counted from the feed's time (`core/filter.ts`).
 */
export const FRESHNESS_RULES = {
  /** Bids last; the console keeps its list for 15 min and lets it be asked for every 2. */
  akash: { refreshMs: MINUTE, softAgeMs: 15 * MINUTE, hardAgeMs: DAY },
  ionet: rentableNow(30 * SECOND),
  /** One request per second is allowed. */
  lambda: rentableNow(5 * SECOND),
  /** A spot price holds until it changes, which may take days. */
  "aws-spot": { refreshMs: MINUTE, softAgeMs: null, hardAgeMs: 7 * DAY },
  render: rentableNow(30 * SECOND),
  /** Dated by itself; reading it again with every scan would only cost time. */
  catalog: { refreshMs: 10 * MINUTE, softAgeMs: DAY, hardAgeMs: 14 * DAY },
  /** Cached for 60 s by CoinGecko. */
  coingecko: { refreshMs: MINUTE, softAgeMs: 10 * MINUTE, hardAgeMs: 6 * HOUR },
  /** The chain itself takes a price of more than a minute for stale, and mints with none older than ten. */
  "akash-oracle": { refreshMs: 30 * SECOND, softAgeMs: MINUTE, hardAgeMs: 10 * MINUTE },
} as const satisfies Readonly<Record<string, FreshnessRule>>;
