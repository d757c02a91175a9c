import { NectoError } from "../errors.ts";
import { buildColumns, type Columns } from "./columns.ts";
import { type Comparables, comparableFor, findComparables, kindOf } from "./comparables.ts";
import type { Offer } from "./offer.ts";
import { type Medians, markOutliers, type PriceColumns, peerGroups, peerMedians } from "./outliers.ts";
import { type PriceContext, priceOffer, toUsdMicros } from "./price.ts";
import { fromInteger, multiply } from "./rational.ts";
import { BIT } from "./reason-codes.ts";
import { RULES_VERSION, type RulesVersion } from "./rules-version.ts";
import { snapshotDigest } from "./snapshot-digest.ts";
import type { SourceReport } from "./source-report.ts";
import { identityOrder, stableSortBy } from "./stable-sort.ts";
import type { TokenPrice } from "./token-price.ts";

/** What a market was made of. */
export interface MarketInput {
  readonly offers: readonly Offer[];
  readonly tokenPrices: readonly TokenPrice[];
  readonly sources: readonly SourceReport[];
  /** Epoch milliseconds. */
  readonly takenAt: number;
  readonly registry?: MarketSnapshot["registry"];
  /** The present rules unless an old decision is taken again. */
  readonly rulesVersion?: RulesVersion;
}

/** All offers at a moment, normalised once and presorted. Immutable; made by `buildSnapshot`. */
export interface MarketSnapshot {
  /** keccak256 over the content (`snapshotDigest`), computed when first asked for. */
  readonly digest: string;
  readonly takenAt: number;
  /** In ascending order of id; an offer's index here is its index everywhere else. */
  readonly offers: readonly Offer[];
  readonly tokenPrices: ReadonlyMap<string, TokenPrice>;
  readonly sources: readonly SourceReport[];
  readonly registry: {
    readonly chainId: number;
    readonly address: string;
    readonly block: number;
    readonly blockHash: string;
  } | null;
  readonly rulesVersion: RulesVersion;
  readonly columns: Columns;
  /** Effective micro-USD per GPU-hour, rounded up once; 0 where `base` says unpriced. */
  readonly prices: Float64Array;
  /** Reasons that hold whatever is asked: unidentified, unpriced, outlier, sold out. */
  readonly base: Uint32Array;
  /** Indexes by: bookable first, price, uptime, rating, id. */
  readonly costOrder: Uint32Array;
  readonly comparables: Comparables;
  readonly medians: Medians;
  readonly groups: Float64Array;
}

/**
 * Normalises and presorts a market. Independent of the order of `offers`.
 *
 * @throws NectoError `request/duplicate-offer` when two offers share an id, `request/duplicate-token-price` when two
 * prices are of one coin
 */
export function buildSnapshot(input: MarketInput): MarketSnapshot {
  const { rulesVersion = RULES_VERSION } = input;
  const offers = sortById(input.offers);
  const tokenPrices = byCoin(input.tokenPrices);
  const columns = buildColumns(offers);
  const base = identityReasons(offers, columns);
  const prices = new Float64Array(offers.length);
  const groups = peerGroups(columns);

  const stated: PriceColumns = { prices, priced: new Uint8Array(offers.length), base };
  const noMarket = { tokenPrices, comparableUsdMicros: null };
  for (let i = 0; i < offers.length; i++)
    if (offers[i]!.pricing.model !== "dynamic") setPrice(i, offers[i]!, noMarket, stated);
  const statedMedians = peerMedians(columns, groups, stated);
  markOutliers(stated, groups, statedMedians);
  markUnavailable(offers, columns, base);

  const comparables = findComparables({ offers, columns, prices, base, rulesVersion }, followedKinds(offers));
  const ruled: PriceColumns = { prices, priced: new Uint8Array(offers.length), base };
  for (let i = 0; i < offers.length; i++) {
    const offer = offers[i]!;
    if (offer.pricing.model === "dynamic")
      setPrice(i, offer, { tokenPrices, comparableUsdMicros: comparableFor(offer, comparables) }, ruled);
  }
  const ruledMedians = peerMedians(columns, groups, ruled);
  markOutliers(ruled, groups, ruledMedians);

  let digest: string | null = null;
  return {
    get digest() {
      digest ??= snapshotDigest(offers, input.tokenPrices, rulesVersion);
      return digest;
    },
    takenAt: input.takenAt,
    offers,
    tokenPrices,
    sources: input.sources,
    registry: input.registry ?? null,
    rulesVersion,
    columns,
    prices,
    base,
    costOrder: costOrder(columns, prices),
    comparables,
    // No group is in both: a group has one pricing model.
    medians: new Map([...statedMedians, ...ruledMedians]),
    groups,
  };
}

/** Context that explains the price of one offer of a snapshot exactly as the snapshot computed it. */
export const priceContextOf = (snapshot: MarketSnapshot, offer: Offer): PriceContext => ({
  tokenPrices: snapshot.tokenPrices,
  comparableUsdMicros: offer.pricing.model === "dynamic" ? comparableFor(offer, snapshot.comparables) : null,
});

/** Micro-USD per hour for `gpus` GPUs of an offer, from its exact price, rounded up once. */
export function hourlyUsdMicros(snapshot: MarketSnapshot, index: number, gpus: number): number {
  const offer = snapshot.offers[index]!;
  const { usdPerGpuHour } = priceOffer(offer, priceContextOf(snapshot, offer));
  return usdPerGpuHour === null ? 0 : toUsdMicros(multiply(usdPerGpuHour, fromInteger(gpus)));
}

function sortById(offers: readonly Offer[]): readonly Offer[] {
  const sorted = [...offers].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i]!.id === sorted[i - 1]!.id)
      throw new NectoError({
        code: "request/duplicate-offer",
        message: `Two offers have the id ${sorted[i]!.id}. Give every offer an id of its own.`,
      });
  return sorted;
}

function byCoin(prices: readonly TokenPrice[]): ReadonlyMap<string, TokenPrice> {
  const byId = new Map<string, TokenPrice>();
  for (const price of prices) {
    if (byId.has(price.coinId))
      throw new NectoError({
        code: "request/duplicate-token-price",
        message: `Two prices are of the token ${price.coinId}. Give one per token, with all its feeds.`,
      });
    byId.set(price.coinId, price);
  }
  return byId;
}

function identityReasons(offers: readonly Offer[], columns: Columns): Uint32Array {
  const base = new Uint32Array(offers.length);
  const unidentified = columns.gpus.map(({ model }) => model === null);
  for (let i = 0; i < base.length; i++) if (unidentified[columns.gpu[i]!]) base[i] = BIT["gpu/unidentified"];
  return base;
}

function setPrice(
  i: number,
  offer: Offer,
  context: PriceContext,
  { prices, priced, base }: PriceColumns,
): void {
  const { usdPerGpuHour, missing } = priceOffer(offer, context);
  if (usdPerGpuHour === null) {
    base[i]! |= missing === "token-price" ? BIT["tokenPrice/unpriced"] : BIT["price/unpriced"];
    return;
  }
  prices[i] = toUsdMicros(usdPerGpuHour);
  priced[i] = 1;
}

function markUnavailable(offers: readonly Offer[], columns: Columns, base: Uint32Array): void {
  for (let i = 0; i < base.length; i++)
    if (columns.unitsAvailable[i] === 0 || isOffline(offers[i]!)) base[i]! |= BIT["availability/unavailable"];
}

function isOffline({ fulfilment }: Offer): boolean {
  return fulfilment.kind === "listing" && fulfilment.spec.status !== "available";
}

function followedKinds(offers: readonly Offer[]): Set<string> {
  const kinds = new Set<string>();
  for (const offer of offers)
    if (offer.pricing.model === "dynamic" && offer.pricing.rule.follow) kinds.add(kindOf(offer));
  return kinds;
}

/** Least important criterion first; every pass keeps the order of the one before. Ids are ascending to begin with. */
function costOrder(columns: Columns, prices: Float64Array): Uint32Array {
  const n = prices.length;
  const key = new Float64Array(n);
  let order = identityOrder(n);
  const passes: ((i: number) => number)[] = [
    (i) => 10_001 - (columns.ratingBps[i]! + 1),
    (i) => 10_001 - (columns.uptimeBps[i]! + 1),
    (i) => Math.max(0, prices[i]!),
    (i) => 1 - columns.bookable[i]!,
  ];
  for (const pass of passes) {
    for (let i = 0; i < n; i++) key[i] = pass(i);
    order = stableSortBy(order, key);
  }
  return order;
}
