import fc from "fast-check";
import { expect, test } from "vitest";
import { describeStep } from "./explain.ts";
import { normalizeOffer } from "./normalize-offer.ts";
import type { Offer } from "./offer.ts";
import { type PriceContext, priceOffer } from "./price.ts";
import {
  anOffer,
  dynamic,
  fixed,
  iso,
  NOW,
  offers,
  spot,
  TOKEN_PRICES,
  token,
  tokenPrice,
} from "./testing/offers.ts";
import { redoStep } from "./testing/redo-step.ts";
import type { TokenPrice } from "./token-price.ts";

const contextOf = (comparableUsdMicros: number | null, ...prices: TokenPrice[]): PriceContext => ({
  tokenPrices: new Map(prices.map((price) => [price.coinId, price])),
  comparableUsdMicros,
});
const NO_MARKET = contextOf(null);

const microsOf = (parts: Partial<Offer>, context = NO_MARKET): number | null =>
  normalizeOffer(anOffer(parts), context).usdMicrosPerGpuHour;
const stepsOf = (parts: Partial<Offer>, context = NO_MARKET): string[] =>
  normalizeOffer(anOffer(parts), context).steps.map(describeStep);
const missingOf = (parts: Partial<Offer>, context = NO_MARKET) => priceOffer(anOffer(parts), context).missing;

const cents = (amount: string) => fixed(amount, { currency: "USD_CENT", scope: "unit" });
const perUnit = (amount: string) => fixed(amount, { scope: "unit" });
const uact = (amount: string, blockSeconds: string) =>
  spot(amount, { kind: "auction", currency: "UACT", per: "block", blockSeconds, scope: "unit" });

// facts/sources.md: C.2, D.4, A.10, B.3, B.4, E.3, G.1, H.1, H.2, I.1, worked out again by hand as fractions.
test.each<[string, number, Offer["pricing"], number]>([
  ["Lambda, 8 H100 for 3592 cents", 8, cents("3592"), 4_490_000],
  ["Lambda, 8 A100 for 2232 cents", 8, cents("2232"), 2_790_000],
  ["Lambda, 8 V100 for 440 cents", 8, cents("440"), 550_000],
  ["Lambda, 1 GH200 for 229 cents", 1, cents("229"), 2_290_000],
  ["AWS spot, p5.48xlarge", 8, spot("19.25", { scope: "unit" }), 2_406_250],
  ["AWS on demand, p5.48xlarge", 8, perUnit("55.04"), 6_880_000],
  ["AWS spot, g6e.xlarge", 1, spot("0.7812", { scope: "unit" }), 781_200],
  ["Akash, uact at 6 s a block", 1, uact("4516.666666666666666666", "6"), 2_710_000],
  ["Akash, the same rounded up by the chain", 1, uact("4516.666666666666666667", "6"), 2_710_001],
  ["Akash, uact at 6.098 s a block", 1, uact("4516.666666666666666667", "6.098"), 2_666_449],
  ["Akash, 8 GPUs in one bid", 8, uact("36133.33", "6"), 2_710_000],
  ["Akash, 18 decimals", 1, uact("584.635140000000000000", "6"), 350_782],
  ["io.net, 8 H100", 8, perUnit("27.875342465753423"), 3_484_418],
  ["io.net, 8 B300", 8, perUnit("63.86301369863014"), 7_982_877],
  ["io.net, 24 h of 2 GPUs for 98.4 USDC", 48, fixed("98.4", { currency: "USDC", scope: "unit" }), 2_050_000],
  ["GCP, a2-highgpu-1g with its cores and memory", 1, perUnit("3.67363"), 3_673_630],
  ["GCP, a2-highgpu-1g spot", 1, spot("1.92768"), 1_927_680],
  ["GCP, g2-standard-4 spot", 1, spot("0.361216"), 361_216],
  ["Azure, NC40ads_H100_v5", 1, perUnit("6.98"), 6_980_000],
  ["Azure, NC24ads_A100_v4", 1, perUnit("3.673"), 3_673_000],
  ["Vast, 2 GPUs with storage", 2, perUnit("0.62167"), 310_835],
  ["Vast, 8 H100 for 15.84", 8, perUnit("15.84"), 1_980_000],
])("%s", (_, gpuCount, pricing, expected) => {
  expect(microsOf({ gpuCount, pricing })).toBe(expected);
});

test.each<[string, Partial<Offer>, TokenPrice, number]>([
  [
    "Akash, a legacy bid in AKT at 6 s a block",
    { pricing: token("0.005", { token: "AKT", coinId: "akash-network", per: "block", blockSeconds: "6" }) },
    tokenPrice("0.5434716", "akash-network"),
    1_630_415,
  ],
  [
    "Akash, a legacy bid in AKT at 6.098 s a block",
    {
      pricing: token("0.005", { token: "AKT", coinId: "akash-network", per: "block", blockSeconds: "6.098" }),
    },
    tokenPrice("0.5434716", "akash-network"),
    1_604_213,
  ],
  [
    "Nosana, NOS per second",
    { pricing: token("0.0002156", { per: "second" }) },
    tokenPrice("0.309"),
    239_834,
  ],
  [
    "Golem, GLM per hour",
    { pricing: token("0.387", { token: "GLM", coinId: "golem", scope: "unit" }) },
    tokenPrice("0.18", "golem"),
    69_660,
  ],
])("%s", (_, parts, price, expected) => {
  expect(microsOf(parts, contextOf(null, price))).toBe(expected);
});

test.each<[string, Partial<Offer>, number]>([
  [
    "io.net with 2 % and 0.25 % of fees, one upon the other",
    {
      gpuCount: 8,
      pricing: perUnit("27.875342465753423"),
      fees: [
        { label: "facilitation fee", bps: 200 },
        { label: "reservation fee", bps: 25 },
      ],
    },
    3_562_992,
  ],
  [
    "Nosana, the host's H100 reward and the network's 10 %",
    { pricing: fixed("1.3636"), fees: [{ label: "network fee", bps: 1000 }] },
    1_499_960,
  ],
  [
    "Nosana, a community 4090",
    { pricing: fixed("0.218175"), fees: [{ label: "network fee", bps: 1000 }] },
    239_993,
  ],
  [
    "an amount per unit, shared by its GPUs",
    { gpuCount: 8, pricing: perUnit("16"), fees: [{ label: "storage", usdMicrosPerHour: 150_000 }] },
    2_018_750,
  ],
])("%s", (_, parts, expected) => {
  expect(microsOf(parts)).toBe(expected);
});

test("says every line of the arithmetic of a price in cents per unit", () => {
  expect(stepsOf({ gpuCount: 8, pricing: cents("3592") })).toEqual([
    "The source states 3592 US cents per hour for the whole unit",
    "3592 × $0.01 = $35.92",
    "$35.92 ÷ 8 GPUs = $4.49 per GPU-hour",
    "$4.49 rounded up to a millionth = $4.49 per GPU-hour",
  ]);
});

test("says every line of the arithmetic of a bid per block", () => {
  expect(stepsOf({ gpuCount: 8, pricing: uact("36133.33", "6") })).toEqual([
    "The source states 36133.33 uact per block for the whole unit",
    "36133.33 × $0.000001 = $0.03613333",
    "0.03613333 per block × 3600 s ÷ 6 s = $21.679998 per hour",
    "$21.679998 ÷ 8 GPUs = $2.70999975 per GPU-hour",
    "$2.70999975 rounded up to a millionth = $2.71 per GPU-hour",
  ]);
});

test("says every line of the arithmetic of a price in tokens with a floor and fees", () => {
  const pricing = token("0.0002156", { per: "second", floorUsdMicros: 250_000 });
  const fees = [
    { label: "network fee", bps: 1000 },
    { label: "storage", usdMicrosPerHour: 20_000 },
  ];
  expect(stepsOf({ gpuCount: 2, pricing, fees }, contextOf(null, tokenPrice("0.309")))).toEqual([
    "The source states 0.0002156 NOS per GPU and second",
    "0.0002156 per second × 3600 = 0.77616 NOS per hour",
    "0.77616 NOS × $0.309 (coingecko, 2026-11-22T07:59:00.000Z) = $0.23983344 per hour",
    "The larger of $0.23983344 and the provider's floor $0.25 = $0.25 per GPU-hour",
    "$0.25 + 10% network fee = $0.275",
    "$0.275 + storage $0.02 ÷ 2 GPUs = $0.285",
    "$0.285 rounded up to a millionth = $0.285 per GPU-hour",
  ]);
});

test("shows the digits that make a price round up, and marks digits that never end", () => {
  expect(stepsOf({ pricing: uact("4516.666666666666666667", "6") }).at(-1)).toBe(
    "$2.7100000000000000000002 rounded up to a millionth = $2.710001 per GPU-hour",
  );
  expect(stepsOf({ gpuCount: 3, pricing: perUnit("8") }).slice(1)).toEqual([
    "$8 ÷ 3 GPUs = $2.666666666666… per GPU-hour",
    "$2.666666666666… rounded up to a millionth = $2.666667 per GPU-hour",
  ]);
});

test("a token price is never below the provider's floor, and above it the token decides", () => {
  const context = contextOf(null, tokenPrice("0.5"));
  expect(microsOf({ pricing: token("3", { floorUsdMicros: 1_499_999 }) }, context)).toBe(1_500_000);
  expect(microsOf({ pricing: token("3", { floorUsdMicros: 1_500_001 }) }, context)).toBe(1_500_001);
});

test.each<[string, TokenPrice[]]>([
  ["no feed knows it", []],
  ["its feeds were refused", [{ ...tokenPrice("0.3"), used: null }]],
  ["its price is zero", [tokenPrice("0")]],
  ["its price is negative", [tokenPrice("-0.3")]],
])("a token has no price when %s", (_, prices) => {
  expect(missingOf({ pricing: token("1", { floorUsdMicros: 900_000 }) }, contextOf(null, ...prices))).toBe(
    "token-price",
  );
});

test("a GPU without its host has no price", () => {
  const { extras } = anOffer();
  expect(missingOf({ extras: { ...extras, hostIncluded: false } })).toBe("host");
  expect(missingOf({ extras: { ...extras, hostIncluded: true } })).toBeNull();
});

test("a price per block without a block time has no price", () => {
  for (const blockSeconds of [null, "0", "-6"])
    expect(missingOf({ pricing: spot("1", { per: "block", blockSeconds }) })).toBe("amount");
});

test("a negative price keeps its arithmetic and is no price", () => {
  const { usdMicrosPerGpuHour, riskAdjustedUsdMicrosPerGpuHour, steps } = normalizeOffer(
    anOffer({ pricing: spot("-2", { interruptionBps: 500 }) }),
    NO_MARKET,
  );
  expect([usdMicrosPerGpuHour, riskAdjustedUsdMicrosPerGpuHour]).toEqual([null, null]);
  expect(steps).toHaveLength(2);
});

test("the smallest price above zero is a millionth, and an absurd one stops at the safe integers", () => {
  expect(microsOf({ pricing: fixed("0.0000000001") })).toBe(1);
  expect(microsOf({ pricing: fixed("1e400") })).toBe(Number.MAX_SAFE_INTEGER);
});

test.each<[string, Parameters<typeof dynamic>, number | null, number | null]>([
  ["starts at its base", [{ baseUsdMicros: 2_000_000 }], null, 2_000_000],
  ["is never below its floor", [{ baseUsdMicros: 500_000 }], null, 1_000_000],
  ["is never above its ceiling", [{ baseUsdMicros: 11_000_000 }], null, 10_000_000],
  ["follows the market", [{ follow: { undercutBps: 0 } }], 3_000_000, 3_000_000],
  ["undercuts the market", [{ follow: { undercutBps: 500 } }], 3_000_000, 2_850_000],
  ["undercuts the market down to its floor", [{ follow: { undercutBps: 9_000 } }], 3_000_000, 1_000_000],
  [
    "prefers the market to its base",
    [{ follow: { undercutBps: 0 }, baseUsdMicros: 5_000_000 }],
    3_000_000,
    3_000_000,
  ],
  [
    "falls back to its base without a market",
    [{ follow: { undercutBps: 500 }, baseUsdMicros: 5_000_000 }],
    null,
    5_000_000,
  ],
  ["asks its ceiling without a market and a base", [{ follow: { undercutBps: 500 } }], null, 10_000_000],
  ["has no price without a base and a market to follow", [{}], 3_000_000, null],
])("a rule %s", (_, rule, market, expected) => {
  expect(microsOf({ pricing: dynamic(...rule) }, contextOf(market))).toBe(expected);
});

test.each([
  [null, 2_000_000],
  [0, 1_800_000],
  [4_999, 1_800_000],
  [5_000, 2_000_000],
  [8_999, 2_000_000],
  [9_000, 3_000_000],
  [10_000, 3_000_000],
])("the demand curve's highest step at or below %s basis points applies", (utilisationBps, expected) => {
  const demandCurve = [
    { fromUtilisationBps: 9_000, multiplierBps: 15_000 },
    { fromUtilisationBps: 0, multiplierBps: 9_000 },
    { fromUtilisationBps: 5_000, multiplierBps: 10_000 },
  ];
  expect(microsOf({ pricing: dynamic({ baseUsdMicros: 2_000_000, demandCurve }, { utilisationBps }) })).toBe(
    expected,
  );
});

test.each([
  ["2026-11-22T21:59:59.999Z", 2_000_000, "a minute before the tier"],
  ["2026-11-22T22:00:00.000Z", 1_500_000, "the tier's first minute"],
  ["2026-11-22T23:59:59.999Z", 1_500_000, "the tier's last minute"],
  ["2026-11-23T00:00:00.000Z", 2_000_000, "the day after"],
  ["2026-11-22T06:59:59.999Z", 4_000_000, "the last minute of a tier in the morning"],
  ["2026-11-22T07:00:00.000Z", 2_000_000, "the minute it ends"],
  ["2026-11-21T22:30:00.000Z", 1_000_000, "a Saturday, where an earlier tier goes first"],
  ["2026-11-22T23:30:00.000+02:00", 2_000_000, "21:30 UTC in another zone's words"],
])("at %s the price is %s: %s", (at, expected) => {
  const timeTiers = [
    { days: [6], fromMinute: 0, toMinute: 1440, multiplierBps: 5_000 },
    { days: [0, 6], fromMinute: 1320, toMinute: 1440, multiplierBps: 7_500 },
    { days: [0], fromMinute: 360, toMinute: 420, multiplierBps: 20_000 },
  ];
  expect(microsOf({ pricing: dynamic({ baseUsdMicros: 2_000_000, timeTiers }, { at }) })).toBe(expected);
});

test("demand, then time, then the clamp, each its own line", () => {
  const rule = {
    follow: { undercutBps: 500 },
    demandCurve: [{ fromUtilisationBps: 8_000, multiplierBps: 12_000 }],
    timeTiers: [{ days: [0], fromMinute: 0, toMinute: 1440, multiplierBps: 5_000 }],
    ceilingUsdMicros: 1_600_000,
  };
  const pricing = dynamic(rule, { utilisationBps: 8_550 });
  expect(stepsOf({ pricing }, contextOf(3_000_000))).toEqual([
    "Cheapest comparable $3 − 5% = $2.85 per GPU-hour",
    "$2.85 × 120% at 85.5% utilisation = $3.42",
    `$3.42 × 50% for the hour of ${iso(NOW)} = $1.71`,
    "$1.71 kept between $1 and $1.6 = $1.6 per GPU-hour",
    "$1.6 rounded up to a millionth = $1.6 per GPU-hour",
  ]);
});

test("every line of every generated offer can be done again from its words", () => {
  const context = contextOf(2_345_678, ...TOKEN_PRICES);
  fc.assert(
    fc.property(offers({ minLength: 1 }), (list) => {
      for (const offer of list)
        for (const step of normalizeOffer(offer, context).steps) {
          const redone = redoStep(step);
          if (!redone || Math.abs(redone.stated) > 1e9) continue;
          const { text, stated, calculated } = redone;
          expect(Math.abs(stated - calculated), text).toBeLessThanOrEqual(1e-9 + Math.abs(stated) * 1e-9);
        }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("one line's result is the next line's input", () => {
  const context = contextOf(2_345_678, ...TOKEN_PRICES);
  fc.assert(
    fc.property(offers({ minLength: 1 }), (list) => {
      for (const offer of list) {
        const { steps } = normalizeOffer(offer, context);
        for (let i = 1; i < steps.length; i++)
          expect(Object.values(steps[i]!.inputs)).toContain(steps[i - 1]!.result);
      }
    }),
    { seed: 2, numRuns: 100 },
  );
});

test("recording the arithmetic does not change the price", () => {
  const context = contextOf(2_345_678, ...TOKEN_PRICES);
  fc.assert(
    fc.property(offers({ minLength: 1 }), (list) => {
      for (const offer of list)
        expect(priceOffer(offer, context)).toEqual(priceOffer(offer, context, () => {}));
    }),
    { seed: 3, numRuns: 100 },
  );
});
