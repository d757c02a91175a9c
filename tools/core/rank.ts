import { type Columns, UNKNOWN } from "./columns.ts";
import { latencyByLocation } from "./filter.ts";
import type { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";
import { stableSortBy } from "./stable-sort.ts";

/** Weight of an unknown latency, uptime or rating in a balanced score. */
const NEUTRAL_BPS = 5_000;

/** The offers that stay, best first, and what the order was made from. */
export interface Ranking {
  /** Indexes into the snapshot's offers. */
  readonly order: Uint32Array;
  /** Balanced scores by position in `order`, or null when ranked by something else. */
  readonly scoreBps: Uint32Array | null;
  /** Latency estimates by location index, -1 where unknown. */
  readonly latencyMs: Int32Array;
}

/**
 * Puts the offers without a reason against them in a total order that no input order changes: bookable before
 * quote-only, then by `rankBy`; ties fall through price, latency, uptime, rating and id.
 */
export function rankOffers(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  masks: Uint32Array,
): Ranking {
  const { columns, prices } = snapshot;
  const latencyMs = latencyByLocation(columns, requirements.buyerCountry);
  const byCost = withLatencyTies(snapshot, kept(snapshot.costOrder, masks), latencyMs);
  switch (requirements.rankBy) {
    case "cost":
      return { order: byCost, scoreBps: null, latencyMs };
    case "latency":
      return {
        order: bookableFirst(columns, stableSortBy(byCost, latencyKeys(columns, latencyMs))),
        scoreBps: null,
        latencyMs,
      };
    case "reliability":
      return { order: byReliability(columns, byCost), scoreBps: null, latencyMs };
    case "balanced": {
      const scores = balancedScores(columns, prices, byCost, latencyMs);
      const order = bookableFirst(
        columns,
        stableSortBy(
          byCost,
          scores.map((score) => 10_000 - score),
        ),
      );
      return { order, scoreBps: Uint32Array.from(order, (index) => scores[index]!), latencyMs };
    }
  }
}

function kept(costOrder: Uint32Array, masks: Uint32Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < masks.length; i++) if (masks[i] === 0) count++;
  const order = new Uint32Array(count);
  let next = 0;
  for (let i = 0; next < count; i++) if (masks[costOrder[i]!] === 0) order[next++] = costOrder[i]!;
  return order;
}

/** Longest run that is sorted by insertion: most ties are short, and counting needs a bucket per latency. */
const SHORT_RUN = 48;

/** The presorted order knows no buyer; where bookability and price tie, the nearer offer goes first. */
function withLatencyTies(
  { columns, prices }: MarketSnapshot,
  order: Uint32Array,
  latencyMs: Int32Array,
): Uint32Array {
  if (latencyMs.every((latency) => latency === UNKNOWN)) return order;
  const keys = latencyKeys(columns, latencyMs);
  const ties = (a: number, b: number) =>
    prices[a] === prices[b] && columns.bookable[a] === columns.bookable[b];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && ties(order[from]!, order[to]!)) to++;
    if (to - from > SHORT_RUN) order.set(stableSortBy(order.slice(from, to), keys), from);
    else insertionSort(order, from, to, keys);
    from = to;
  }
  return order;
}

/** Sorts `order[from..to)` by key in place, keeping the present order among equal keys. */
function insertionSort(order: Uint32Array, from: number, to: number, keys: Uint32Array): void {
  for (let i = from + 1; i < to; i++) {
    const index = order[i]!;
    let at = i;
    for (; at > from && keys[order[at - 1]!]! > keys[index]!; at--) order[at] = order[at - 1]!;
    order[at] = index;
  }
}

function keysOf(length: number, keyOf: (index: number) => number): Uint32Array {
  const keys = new Uint32Array(length);
  for (let i = 0; i < length; i++) keys[i] = keyOf(i);
  return keys;
}

const bookableFirst = ({ bookable }: Columns, order: Uint32Array): Uint32Array =>
  stableSortBy(
    order,
    keysOf(bookable.length, (i) => 1 - bookable[i]!),
  );

/** Known before unknown: larger than every estimate, small enough to count by. */
export const UNKNOWN_LATENCY_KEY = 1_000;

function latencyKeys({ location }: Columns, latencyMs: Int32Array): Uint32Array {
  const keys = latencyMs.map((latency) => (latency === UNKNOWN ? UNKNOWN_LATENCY_KEY : latency));
  return keysOf(location.length, (i) => keys[location[i]!]!);
}

function byReliability(columns: Columns, byCost: Uint32Array): Uint32Array {
  const descending = (values: Int32Array) => keysOf(values.length, (i) => 10_000 - values[i]!);
  const { interruptionBps: bps } = columns;
  const interruptions = keysOf(bps.length, (i) => (bps[i] === UNKNOWN ? 10_001 : bps[i]!));
  const byRating = stableSortBy(byCost, descending(columns.ratingBps));
  const byInterruption = stableSortBy(byRating, interruptions);
  return bookableFirst(columns, stableSortBy(byInterruption, descending(columns.uptimeBps)));
}

/** `(60p + 15l + 15u + 10r) / 100` in basis points, rounded down; p and l are shares of the best price and latency kept. */
function balancedScores(
  columns: Columns,
  prices: Float64Array,
  order: Uint32Array,
  latencyMs: Int32Array,
): Uint32Array {
  const scores = new Uint32Array(prices.length);
  let minPrice = Number.POSITIVE_INFINITY;
  let minLatency = Number.POSITIVE_INFINITY;
  for (const index of order) {
    minPrice = Math.min(minPrice, prices[index]!);
    const latency = latencyMs[columns.location[index]!]!;
    if (latency !== UNKNOWN) minLatency = Math.min(minLatency, latency);
  }
  for (const index of order) {
    const latency = latencyMs[columns.location[index]!]!;
    const p = Math.floor((minPrice * 10_000) / prices[index]!);
    const l =
      latency === UNKNOWN
        ? NEUTRAL_BPS
        : latency === 0
          ? 10_000
          : Math.floor((minLatency * 10_000) / latency);
    const u = columns.uptimeBps[index] === UNKNOWN ? NEUTRAL_BPS : columns.uptimeBps[index]!;
    const r = columns.ratingBps[index] === UNKNOWN ? NEUTRAL_BPS : columns.ratingBps[index]!;
    scores[index] = Math.floor((60 * p + 15 * l + 15 * u + 10 * r) / 100);
  }
  return scores;
}
