import fc from "fast-check";
import { type CodedDecision, type DecisionStamp, decide } from "../decide.ts";
import type { Decision } from "../decision.ts";
import { expandDecision } from "../expand-decision.ts";
import type { Gpu } from "../gpu.ts";
import { type Fulfilment, type Offer, PRICE_CLASSES, UNKNOWN_EXTRAS } from "../offer.ts";
import {
  type DynamicPricing,
  type FixedPricing,
  PRICING_MODELS,
  PricingRule,
  type SpotPricing,
  type TokenPricing,
} from "../pricing.ts";
import { locationOf } from "../regions.ts";
import { RANK_BYS, Requirements } from "../requirements.ts";
import { buildSnapshot, type MarketInput, type MarketSnapshot } from "../snapshot.ts";
import type { TokenPrice } from "../token-price.ts";

// Offers, markets and decisions for tests: small plain builders, and generators that make every reason likely.

/** A Sunday. */
export const NOW = Date.parse("2026-11-22T08:00:00.000Z");
export const iso = (epochMs: number): string => new Date(epochMs).toISOString();
export const HOUR = 3600;

export const aGpu = (overrides: Partial<Gpu> = {}): Gpu => ({
  vendor: "NVIDIA",
  model: "H100",
  formFactor: "SXM",
  memoryGib: 80,
  raw: "H100 SXM5",
  ...overrides,
});

export const fixed = (amount: string, overrides: Partial<FixedPricing> = {}): FixedPricing => ({
  model: "fixed",
  amount,
  currency: "USD",
  per: "hour",
  scope: "gpu",
  ...overrides,
});

export const spot = (amount: string, overrides: Partial<SpotPricing> = {}): SpotPricing => ({
  model: "spot",
  kind: "spot",
  amount,
  currency: "USD",
  per: "hour",
  blockSeconds: null,
  scope: "gpu",
  interruptionBps: null,
  ...overrides,
});

export const token = (amount: string, overrides: Partial<TokenPricing> = {}): TokenPricing => ({
  model: "token",
  amount,
  token: "NOS",
  coinId: "nosana",
  per: "hour",
  blockSeconds: null,
  scope: "gpu",
  floorUsdMicros: null,
  ...overrides,
});

/** A rule between 1 and 10 USD per GPU-hour unless said otherwise. */
export const dynamic = (
  rule: Partial<PricingRule>,
  { utilisationBps = null as number | null, at = iso(NOW) } = {},
): DynamicPricing => ({
  model: "dynamic",
  rule: PricingRule.parse({ floorUsdMicros: 1_000_000, ceilingUsdMicros: 10_000_000, ...rule }),
  ruleInputs: { utilisationBps, at },
});

/** A Necto listing, available at all times unless `spec` says otherwise. */
export const aListing = (
  spec: Partial<Extract<Fulfilment, { kind: "listing" }>["spec"]> = {},
): Fulfilment => ({
  kind: "listing",
  registry: null,
  listingId: "1",
  version: 1,
  payee: "0x0000000000000000000000000000000000000001",
  ceilingRate: 10_000_000,
  specsHash: "0x00",
  spec: { status: "available", windows: [], ...spec },
});

/** One H100 SXM in Germany for 2.50 USD an hour, bookable, about which nothing else is known. */
export const anOffer = (overrides: Partial<Offer> = {}): Offer => ({
  id: "necto:1",
  source: "necto",
  provider: "rhine-compute",
  gpu: aGpu(),
  gpuCount: 1,
  unitsAvailable: null,
  location: locationOf("DE", "Frankfurt"),
  pricing: fixed("2.5"),
  fees: [],
  fulfilment: aListing(),
  uptimeBps: null,
  ratingBps: null,
  minDurationSeconds: null,
  maxDurationSeconds: null,
  extras: UNKNOWN_EXTRAS,
  priceClass: "live",
  observedAt: iso(NOW),
  url: null,
  ...overrides,
});

/** A fresh price of one feed. */
export const tokenPrice = (usd: string, coinId = "nosana", ageMs = 60_000): TokenPrice => {
  const quote = { source: "coingecko", usd, asOf: iso(NOW - ageMs) };
  return { coinId, feeds: [quote], used: quote };
};

export const marketOf = (
  offers: readonly Offer[],
  input: Partial<Omit<MarketInput, "offers">> = {},
): MarketSnapshot => buildSnapshot({ tokenPrices: [], sources: [], takenAt: NOW, ...input, offers });

export const STAMP: DecisionStamp = {
  id: "decision-1",
  parentId: null,
  decidedAt: NOW,
  engine: { version: "0.0.0", commit: null },
};

/** A decision as codes over a market, from the fields of `Requirements` that are said. */
export const route = (market: MarketSnapshot, said: Partial<Requirements> = {}): CodedDecision =>
  decide(market, Requirements.parse(said), STAMP);

export const decisionOf = (market: MarketSnapshot, said: Partial<Requirements> = {}): Decision =>
  expandDecision(route(market, said));

/** Ids of the ranking, best first. */
export const rankedIds = (market: MarketSnapshot, said: Partial<Requirements> = {}): string[] =>
  Array.from(route(market, said).ranking.order, (index) => market.offers[index]!.id);

/** Reasons against an offer as `constraint/reason`; empty when it is ranked. */
export const reasonsOf = (decision: Decision, offerId: string): string[] =>
  decision.rejected
    .find((rejection) => rejection.offerId === offerId)
    ?.reasons.map(({ constraint, reason }) => `${constraint}/${reason}`) ?? [];

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const gpus = fc.constantFrom<Gpu>(
  aGpu(),
  aGpu({ formFactor: "PCIe", raw: "H100 PCIe" }),
  aGpu({ formFactor: null, memoryGib: null, raw: "H100" }),
  aGpu({ model: "A100", memoryGib: 40, raw: "A100-SXM4-40GB" }),
  aGpu({ model: "L4", formFactor: "PCIe", memoryGib: 24, raw: "L4" }),
  aGpu({ vendor: null, model: null, formFactor: null, memoryGib: null, raw: "TPU-V5" }),
);

const locations = fc.constantFrom<Offer["location"]>(
  ...["DE", "FR", "NO", "GB", "US", "JP", "AU"].map((code) => locationOf(code, code)),
  locationOf(null, "mars-north-1"),
  { country: null, continent: "EU", inEu27: null, raw: "Europe" },
);

/** Decimal text between 0 and 30, and now and then something absurd. */
const amounts = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 30_000 }).map((mills) => String(mills / 1000)) },
  { weight: 1, arbitrary: fc.constantFrom("0", "-1", "0.0000001", "1e12", "1e400") },
);

const rules = fc.record({
  baseUsdMicros: orNull(fc.integer({ min: 1, max: 12_000_000 })),
  follow: orNull(fc.record({ undercutBps: fc.integer({ min: 0, max: 10_000 }) })),
});

const pricings: fc.Arbitrary<Offer["pricing"]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(amounts, fc.constantFrom("gpu", "unit")).map(([a, scope]) => fixed(a, { scope })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(amounts, orNull(fc.integer({ min: 0, max: 10_000 })))
      .map(([a, interruptionBps]) => spot(a, { scope: "unit", interruptionBps })),
  },
  {
    weight: 1,
    arbitrary: amounts.map((a) =>
      spot(a, { kind: "auction", currency: "UACT", per: "block", blockSeconds: "6.098" }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        amounts,
        fc.constantFrom("nosana", "golem", "unheard-of"),
        orNull(fc.constantFrom(500_000, 3_000_000)),
      )
      .map(([a, coinId, floorUsdMicros]) => token(a, { coinId, floorUsdMicros })),
  },
  { weight: 1, arbitrary: rules.map((rule) => dynamic(rule)) },
);

const fees = fc.array(
  fc.constantFrom<Offer["fees"][number]>(
    { label: "network fee", bps: 1000 },
    { label: "reservation", usdMicrosPerHour: 150_000 },
  ),
  { maxLength: 2 },
);

const fulfilments = fc.constantFrom<Fulfilment>(
  { kind: "quote-only" },
  { kind: "broker", account: "broker-1" },
  aListing(),
  aListing({ status: "offline" }),
  aListing({ windows: [{ from: iso(NOW - 3_600_000), to: iso(NOW + 24 * 3_600_000) }] }),
);

const offerFacts: fc.Arbitrary<Omit<Offer, "id">> = fc.record({
  source: fc.constantFrom("necto", "catalog", "lambda"),
  provider: fc.constantFrom("aws", "gcp", "azure", "lambda", "rhine-compute"),
  gpu: gpus,
  gpuCount: fc.constantFrom(1, 1, 2, 4, 8),
  unitsAvailable: fc.constantFrom(null, null, 0, 1, 2, 8),
  location: locations,
  pricing: pricings,
  fees,
  fulfilment: fulfilments,
  uptimeBps: orNull(fc.integer({ min: 9_000, max: 10_000 })),
  ratingBps: orNull(fc.integer({ min: 0, max: 10_000 })),
  minDurationSeconds: orNull(fc.constantFrom(HOUR, 24 * HOUR)),
  maxDurationSeconds: orNull(fc.constantFrom(12 * HOUR, 720 * HOUR)),
  extras: fc.constantFrom(
    UNKNOWN_EXTRAS,
    UNKNOWN_EXTRAS,
    { ...UNKNOWN_EXTRAS, hostIncluded: false },
    { ...UNKNOWN_EXTRAS, flags: ["teaser-min-price"] },
  ),
  priceClass: fc.constantFrom(...PRICE_CLASSES),
  observedAt: fc.constant(iso(NOW)),
  url: fc.constant(null),
});

/** A market's worth of offers with ids of their own, in no particular order. */
export const offers = ({ minLength = 0, maxLength = 40 } = {}): fc.Arbitrary<Offer[]> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 999 }), offerFacts), {
      minLength,
      maxLength,
      selector: ([number]) => number,
    })
    .map((entries) => entries.map(([number, facts]) => ({ id: `offer-${number}`, ...facts })));

/** Token prices that the generated offers meet: fresh, too old, and none for the third coin. */
export const TOKEN_PRICES: readonly TokenPrice[] = [
  tokenPrice("0.309"),
  tokenPrice("0.18", "golem", 7 * 3_600_000),
];

export const markets = (
  size: { minLength?: number; maxLength?: number } = {},
): fc.Arbitrary<MarketSnapshot> => offers(size).map((list) => marketOf(list, { tokenPrices: TOKEN_PRICES }));

const regionTokens = fc.array(fc.constantFrom("EU", "EUROPE", "EEA", "NORDICS", "ASIA", "DE", "US", "NO"), {
  maxLength: 2,
});

/** Requirements with a few constraints each, so that offers fail alone as often as by many. */
export const requirements = (): fc.Arbitrary<Requirements> =>
  fc
    .record(
      {
        gpuModels: fc.constantFrom(["H100"], ["H100 SXM"], ["H100 NVL"], ["H100 PCIe", "A100"], ["L4"]),
        minVramGib: fc.constantFrom(24, 40, 80, 141),
        gpuCount: fc.constantFrom(1, 2, 4, 6, 8, 16),
        maxUsdMicrosPerGpuHour: fc.integer({ min: 0, max: 20_000_000 }),
        maxTotalUsdMicros: fc.integer({ min: 0, max: 2_000_000_000 }),
        durationSeconds: fc.constantFrom(1, 1800, 10 * HOUR, 48 * HOUR, 1000 * HOUR),
        startAt: fc.constantFrom(iso(NOW), iso(NOW + 3_600_000)),
        regions: fc.record({ include: regionTokens, exclude: regionTokens }),
        pricingModels: fc.subarray([...PRICING_MODELS], { minLength: 1 }),
        sources: fc.constantFrom(
          { include: ["necto"], exclude: [] },
          { include: [], exclude: ["aws"] },
          { include: ["AWS", "lambda"], exclude: ["catalog"] },
        ),
        minUptimeBps: fc.integer({ min: 9_000, max: 10_000 }),
        minRatingBps: fc.integer({ min: 0, max: 10_000 }),
        maxLatencyMs: fc.integer({ min: 10, max: 300 }),
        buyerCountry: fc.constantFrom("DE", "US", "JP"),
        rankBy: fc.constantFrom(...RANK_BYS),
      },
      { requiredKeys: [] },
    )
    // Seventeen constraints at once keep nothing: most runs say a few.
    .chain((all) => fc.subarray(Object.entries(all), { maxLength: 5 }))
    .map((said) => Requirements.parse(Object.fromEntries(said)));
