import fc from "fast-check";
import { expect, test } from "vitest";
import { CONSTRAINTS, RANK_KEYS, REASONS, type Reason } from "./decision.ts";
import {
  describeReason,
  describeReasonGroup,
  describeRelaxation,
  describeStep,
  describeWarning,
  describeWhy,
} from "./explain.ts";
import { expandOffer } from "./normalize-offer.ts";
import { Step, WARNINGS } from "./normalized-offer.ts";
import type { Offer } from "./offer.ts";
import { REASON_CODES } from "./reason-codes.ts";
import { locationOf } from "./regions.ts";
import type { Requirements } from "./requirements.ts";
import {
  aGpu,
  aListing,
  anOffer,
  decisionOf,
  dynamic,
  fixed,
  HOUR,
  iso,
  marketOf,
  markets,
  NOW,
  requirements,
  spot,
  token,
  tokenPrice,
} from "./testing/offers.ts";

const BROKEN = /undefined|NaN|\[object|Infinity|null/;

const windows = [{ from: iso(NOW - 3_600_000), to: iso(NOW + 3_600_000) }];
const hostless = { ...anOffer().extras, hostIncluded: false };
const TOKENS = { tokenPrices: [tokenPrice("0.3", "nosana", 7 * 3_600_000), tokenPrice("0", "golem")] };
const four = [1, 2, 3, 4].map((usd) =>
  anOffer({ id: `p${usd}`, provider: `p${usd}`, pricing: fixed(String(usd)) }),
);

/** The words of the reasons against one offer. */
const words = (offer: Partial<Offer>, said: Partial<Requirements> = {}): string[] => {
  const others = four.map((peer) => ({ ...peer, gpu: aGpu({ model: "A100" }) }));
  const { rejected } = decisionOf(marketOf([anOffer(offer), ...others], TOKENS), said);
  return rejected.find(({ offerId }) => offerId === "necto:1")?.reasons.map(describeReason) ?? [];
};

const REASON_TEXTS: [string, Partial<Offer>, Partial<Requirements>, string][] = [
  [
    "gpu/unidentified",
    { gpu: aGpu({ model: null, raw: "TPU-V5" }) },
    {},
    "the table of GPUs does not know “TPU-V5”",
  ],
  ["price/unpriced", { extras: hostless }, {}, "the price covers the GPU only, without a host"],
  ["price/unpriced", { pricing: dynamic({}) }, {}, "its rule follows no price and has none of its own"],
  ["price/unpriced", { pricing: spot("1", { per: "block" }) }, {}, "the source's price cannot be read"],
  ["price/outlier", { pricing: fixed("0") }, {}, "a price of zero or less"],
  [
    "price/outlier",
    { gpu: aGpu({ model: "A100" }), pricing: fixed("31") },
    {},
    "costs $31.0000 per GPU-hour, more than ten times away from the median $3.0000 per GPU-hour",
  ],
  ["price/outlier", { pricing: fixed("1000000") }, {}, "costs $1000000.0000 per GPU-hour, which no GPU does"],
  [
    "tokenPrice/unpriced",
    { pricing: token("1", { coinId: "io" }) },
    {},
    "the token io has no price to convert with",
  ],
  [
    "tokenPrice/unpriced",
    { pricing: token("1", { coinId: "golem" }) },
    {},
    "the token golem has no price to convert with",
  ],
  [
    "tokenPrice/stale",
    { pricing: token("1") },
    {},
    "the price of the token nosana is of 2026-11-22T01:00:00.000Z, too old to convert with",
  ],
  ["availability/unavailable", { unitsAvailable: 0 }, {}, "sold out"],
  [
    "availability/unavailable",
    { fulfilment: aListing({ status: "offline" }) },
    {},
    "the provider set it offline",
  ],
  [
    "availability/unavailable",
    { fulfilment: aListing({ windows }) },
    { durationSeconds: 2 * HOUR },
    "not open for the whole time asked",
  ],
  ["gpuModels/violates", {}, { gpuModels: ["A100", "H100 PCIe"] }, "is H100 SXM, A100 or H100 PCIe asked"],
  [
    "gpuModels/unknown",
    { gpu: aGpu({ formFactor: null }) },
    { gpuModels: ["H100 SXM"] },
    "is H100 of a form the source does not state, H100 SXM asked",
  ],
  ["minVramGib/violates", {}, { minVramGib: 141 }, "80 GiB of GPU memory, at least 141 GiB asked"],
  [
    "minVramGib/unknown",
    { gpu: aGpu({ memoryGib: null }) },
    { minVramGib: 80 },
    "an unknown amount of GPU memory, at least 80 GiB asked",
  ],
  ["gpuCount/shape", { gpuCount: 8 }, { gpuCount: 1 }, "sold as 8×, which cannot make 1"],
  [
    "gpuCount/shape",
    { gpuCount: 4, unitsAvailable: 1 },
    { gpuCount: 8 },
    "sold as 4×, with 1 unit free, 8 asked",
  ],
  [
    "gpuCount/unknown",
    { gpuCount: 4 },
    { gpuCount: 8 },
    "sold as 4×, and how many there are is not known, 8 asked",
  ],
  [
    "maxUsdMicrosPerGpuHour/violates",
    {},
    { maxUsdMicrosPerGpuHour: 2_000_000 },
    "costs $2.5000 per GPU-hour, at most $2.0000 per GPU-hour asked",
  ],
  [
    "maxUsdMicrosPerGpuHour/violates",
    {},
    { maxUsdMicrosPerGpuHour: 2_499_999 },
    "costs $2.500000 per GPU-hour, at most $2.499999 per GPU-hour asked",
  ],
  [
    "maxTotalUsdMicros/violates",
    {},
    { maxTotalUsdMicros: 1_200_000_000, durationSeconds: 500 * HOUR },
    "comes to $1,250.00, at most $1,200.00 asked",
  ],
  ["maxTotalUsdMicros/unknown", {}, { maxTotalUsdMicros: 1 }, "the total needs a duration"],
  [
    "durationSeconds/violates",
    { minDurationSeconds: 24 * HOUR },
    { durationSeconds: HOUR },
    "rented for at least 1 day, 1 hour asked",
  ],
  [
    "durationSeconds/violates",
    { maxDurationSeconds: HOUR },
    { durationSeconds: 5400 },
    "rented for at most 1 hour, 1 hour 30 minutes asked",
  ],
  [
    "regions/violates",
    {},
    { regions: { include: ["US", "ASIA"], exclude: [] } },
    "is in DE, US or ASIA asked",
  ],
  ["regions/violates", {}, { regions: { include: ["EU"], exclude: ["DE"] } }, "is in DE, EU, not DE asked"],
  [
    "regions/unknown",
    { location: locationOf(null, "mars-north-1") },
    { regions: { include: ["EU"], exclude: [] } },
    "says only “mars-north-1” of where it is, EU asked",
  ],
  [
    "regions/unknown",
    { location: locationOf(null, "") },
    { regions: { include: ["EU"], exclude: [] } },
    "does not say where it is, EU asked",
  ],
  [
    "pricingModels/violates",
    {},
    { pricingModels: ["spot", "token"] },
    "has a fixed price, spot or token asked",
  ],
  [
    "sources/violates",
    {},
    { sources: { include: [], exclude: ["rhine-compute"] } },
    "comes from rhine-compute by necto, not rhine-compute asked",
  ],
  [
    "sources/violates",
    { source: "lambda", provider: "lambda" },
    { sources: { include: ["necto"], exclude: [] } },
    "comes from Lambda, Necto asked",
  ],
  [
    "minUptimeBps/violates",
    { uptimeBps: 9_950 },
    { minUptimeBps: 9_990 },
    "99.5% uptime, at least 99.9% asked",
  ],
  ["minUptimeBps/unknown", {}, { minUptimeBps: 9_990 }, "unknown uptime, at least 99.9% asked"],
  [
    "minRatingBps/violates",
    { ratingBps: 8_500 },
    { minRatingBps: 9_000 },
    "4.25 stars, at least 4.5 stars asked",
  ],
  ["minRatingBps/unknown", {}, { minRatingBps: 10_000 }, "no rating, at least 5.0 stars asked"],
  [
    "maxLatencyMs/violates",
    { location: locationOf("US", "US") },
    { maxLatencyMs: 50, buyerCountry: "DE" },
    "about 100 ms away by estimate, at most 50 ms asked",
  ],
  ["maxLatencyMs/unknown", {}, { maxLatencyMs: 50 }, "latency cannot be estimated, at most 50 ms asked"],
];

test.each(REASON_TEXTS)("%s has words with its facts", (_, offer, said, expected) => {
  expect(words(offer, said)).toEqual([expected]);
});

test("every reason there is has words in the table above, and a heading", () => {
  const codes = REASON_CODES.map(({ constraint, reason }) => `${constraint}/${reason}`);
  expect(new Set(REASON_TEXTS.map(([code]) => code))).toEqual(new Set(codes));
  const headings = REASON_CODES.map(({ constraint, reason }) => describeReasonGroup(constraint, reason));
  expect(new Set(headings).size).toBe(codes.length);
  for (const constraint of CONSTRAINTS)
    for (const reason of REASONS) expect(describeReasonGroup(constraint, reason)).toMatch(/^[A-Z]\w+/);
});

test.each<[Parameters<typeof describeRelaxation>[0], string]>([
  [
    { constraint: "gpuModels", to: ["H100", "A100"], gains: 2 },
    "Allow any form of H100 or A100: 2 more offers",
  ],
  [{ constraint: "minVramGib", to: 40, gains: 1 }, "Accept 40 GiB of GPU memory: 1 more offer"],
  [{ constraint: "minVramGib", to: null, gains: 1 }, "Accept unknown GPU memory: 1 more offer"],
  [{ constraint: "gpuCount", to: 8, gains: 5_862 }, "Take 8 GPUs, a size that is sold: 5,862 more offers"],
  [{ constraint: "gpuCount", to: 1, gains: 3 }, "Take 1 GPU, a size that is sold: 3 more offers"],
  [
    { constraint: "maxUsdMicrosPerGpuHour", to: 3_080_000, gains: 14 },
    "Raise the limit to $3.08 per GPU-hour: 14 more offers",
  ],
  [
    { constraint: "maxTotalUsdMicros", to: 1_234_570_000, gains: 2 },
    "Raise the budget to $1,234.57: 2 more offers",
  ],
  [{ constraint: "durationSeconds", to: 86_400, gains: 2 }, "Rent for 1 day: 2 more offers"],
  [
    { constraint: "regions", to: { include: ["EEA", "US"], exclude: [] }, gains: 2 },
    "Look in EEA or US: 2 more offers",
  ],
  [
    { constraint: "regions", to: { include: [], exclude: ["US"] }, gains: 2 },
    "Look anywhere but not in US: 2 more offers",
  ],
  [{ constraint: "regions", to: { include: [], exclude: [] }, gains: 2 }, "Look anywhere: 2 more offers"],
  [{ constraint: "pricingModels", to: ["fixed", "spot"], gains: 2 }, "Allow spot prices too: 2 more offers"],
  [
    { constraint: "sources", to: { include: [], exclude: [] }, gains: 2 },
    "Allow every source: 2 more offers",
  ],
  [
    { constraint: "sources", to: { include: [], exclude: ["aws"] }, gains: 2 },
    "Allow every source but aws: 2 more offers",
  ],
  [{ constraint: "minUptimeBps", to: 9_950, gains: 2 }, "Accept 99.5% uptime: 2 more offers"],
  [{ constraint: "minUptimeBps", to: null, gains: 2 }, "Accept unknown uptime: 2 more offers"],
  [{ constraint: "minRatingBps", to: 8_500, gains: 2 }, "Accept 4.25 stars: 2 more offers"],
  [{ constraint: "minRatingBps", to: null, gains: 2 }, "Accept unrated providers: 2 more offers"],
  [{ constraint: "maxLatencyMs", to: 100, gains: 2 }, "Accept about 100 ms: 2 more offers"],
  [{ constraint: "maxLatencyMs", to: null, gains: 2 }, "Drop the latency limit: 2 more offers"],
])("a relaxation in words: %j", (relaxation, expected) => {
  expect(describeRelaxation(relaxation)).toBe(expected);
});

test.each<[Parameters<typeof describeWhy>[0], string | null]>([
  [null, null],
  [
    { aheadOf: "x", by: "bookable", own: true, next: false },
    "it can be booked here; the next one is a quote for comparison",
  ],
  [
    { aheadOf: "x", by: "score", own: 8_195, next: 7_149 },
    "its balanced score is 81.95%, the next one's 71.49%",
  ],
  [
    { aheadOf: "x", by: "price", own: 2_400_000, next: 2_500_000 },
    "$2.4000 is less than $2.5000 per GPU-hour",
  ],
  [
    { aheadOf: "x", by: "price", own: 2_400_001, next: 2_400_002 },
    "$2.400001 is less than $2.400002 per GPU-hour",
  ],
  [{ aheadOf: "x", by: "latency", own: 15, next: 100 }, "it is about 15 ms away, the next one 100 ms"],
  [
    { aheadOf: "x", by: "latency", own: 15, next: null },
    "it is about 15 ms away, the next one at an unknown distance",
  ],
  [{ aheadOf: "x", by: "uptime", own: 9_990, next: 9_900 }, "99.9% uptime is more than 99%"],
  [{ aheadOf: "x", by: "uptime", own: 9_990, next: null }, "its uptime is known to be 99.9%"],
  [
    { aheadOf: "x", by: "interruption", own: 0, next: 500 },
    "its chance of an interruption a month is 0%, the next one's 5%",
  ],
  [
    { aheadOf: "x", by: "interruption", own: 500, next: null },
    "its chance of an interruption a month is 5%, the next one's unknown",
  ],
  [{ aheadOf: "x", by: "rating", own: 9_000, next: 8_500 }, "4.5 stars against 4.25 stars"],
  [{ aheadOf: "x", by: "rating", own: 9_000, next: null }, "it has 4.5 stars, the next one no rating"],
  [{ aheadOf: "x", by: "id", own: "a", next: "b" }, "everything else is equal; the order of ids decides"],
])("why in words: %j", (why, expected) => {
  expect(describeWhy(why)).toBe(expected);
});

test("every rank key has words that name no missing fact", () => {
  for (const by of RANK_KEYS) expect(describeWhy({ aheadOf: "x", by, own: 1, next: 2 })).not.toMatch(BROKEN);
});

test("every rule of arithmetic has words", () => {
  const inputs = {
    ...{
      amount: "1",
      currency: "USD",
      per: "hour",
      scope: "gpu",
      usdPerUnit: "0.01",
      perBlock: "1",
      blockSeconds: "6",
    },
    ...{
      unit: "usd",
      perSecond: "1",
      usdPerHour: "8",
      gpus: "8",
      tokensPerHour: "1",
      usdPerToken: "0.3",
      token: "NOS",
    },
    ...{
      feed: "coingecko",
      asOf: iso(NOW),
      usdPerGpuHour: "1",
      floorUsdPerGpuHour: "1",
      label: "fee",
      bps: "100",
    },
    ...{
      usdPerUnitHour: "1",
      cheapestUsdPerGpuHour: "1",
      undercutBps: "5",
      utilisationBps: "9",
      multiplierBps: "9",
    },
    at: iso(NOW),
    ceilingUsdPerGpuHour: "2",
    of: "base",
  };
  for (const rule of Step.shape.rule.options) {
    const text = describeStep({ rule, inputs, result: "7.5" });
    expect(text).not.toMatch(BROKEN);
    if (rule !== "stated") expect(text).toContain("7.5");
  }
});

test("a follower without a market says that it asks its ceiling", () => {
  const market = marketOf([anOffer({ pricing: dynamic({ follow: { undercutBps: 500 } }) })]);
  expect(expandOffer(market, 0, NOW, 1).steps.map(describeStep)).toEqual([
    "Nothing comparable to follow: the listing's rule starts at its ceiling of $10 per GPU-hour",
    "$10 kept between $1 and $10 = $10 per GPU-hour",
    "$10 rounded up to a millionth = $10 per GPU-hour",
  ]);
});

test("every warning has words", () => {
  expect(new Set(WARNINGS.map(describeWarning)).size).toBe(WARNINGS.length);
});

test("no text over any decision names a missing fact", () => {
  const reasonsSeen = new Set<string>();
  fc.assert(
    fc.property(markets(), requirements(), (market, said) => {
      const { ranked, rejected, relaxations } = decisionOf(market, said);
      const texts = [
        ...rejected.flatMap(({ reasons }) => reasons.map((reason: Reason) => describeReason(reason))),
        ...ranked.map(({ why }) => describeWhy(why) ?? ""),
        ...relaxations.map(describeRelaxation),
        ...market.offers.flatMap((_, i) => expandOffer(market, i, NOW, 1).steps.map(describeStep)),
      ];
      for (const { reasons } of rejected)
        for (const { constraint, reason } of reasons) reasonsSeen.add(`${constraint}/${reason}`);
      expect(texts.filter((text) => BROKEN.test(text))).toEqual([]);
    }),
    { seed: 21, numRuns: 300 },
  );
  expect(reasonsSeen.size).toBe(REASON_CODES.length);
});
