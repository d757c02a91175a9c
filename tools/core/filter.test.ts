import fc from "fast-check";
import { expect, test } from "vitest";
import { filterOffers, totalUsdMicros } from "./filter.ts";
import type { Offer } from "./offer.ts";
import { locationOf } from "./regions.ts";
import { NOTHING_SAID, type Requirements } from "./requirements.ts";
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
  rankedIds,
  reasonsOf,
  requirements,
  spot,
  token,
  tokenPrice,
} from "./testing/offers.ts";

type Said = Partial<Requirements>;
const TOKENS = { tokenPrices: [tokenPrice("0.309")] };

/** Reasons against one offer alone in its market; empty when it is ranked. */
const against = (offer: Partial<Offer>, said: Said = {}, input = TOKENS): string[] =>
  reasonsOf(decisionOf(marketOf([anOffer(offer)], input), said), "necto:1");

const regions = (include: string[], exclude: string[] = []) => ({ regions: { include, exclude } });
const sources = (include: string[], exclude: string[] = []) => ({ sources: { include, exclude } });
const inCountry = (code: string | null) => ({ location: locationOf(code, code ?? "mars-north-1") });
const onContinent = (continent: "EU" | "NA") => ({
  location: { country: null, continent, inEu27: null, raw: "somewhere" },
});
const windows = (...hours: [from: number, to: number][]) => ({
  fulfilment: aListing({
    windows: hours.map(([from, to]) => ({
      from: iso(NOW + from * 3_600_000),
      to: iso(NOW + to * 3_600_000),
    })),
  }),
});

test("nothing said keeps every offer that can be rented", () => {
  expect(against({})).toEqual([]);
});

test.each<[string, Partial<Offer>, Said, string[]]>([
  ["the model asked for", {}, { gpuModels: ["H100"] }, []],
  ["one of two models", {}, { gpuModels: ["A100", "H100"] }, []],
  ["the model and form asked for", {}, { gpuModels: ["H100 SXM"] }, []],
  ["another form", {}, { gpuModels: ["H100 PCIe"] }, ["gpuModels/violates"]],
  ["another model", {}, { gpuModels: ["A100"] }, ["gpuModels/violates"]],
  ["a longer name", {}, { gpuModels: ["H10"] }, ["gpuModels/violates"]],
  [
    "an unstated form",
    { gpu: aGpu({ formFactor: null }) },
    { gpuModels: ["H100 SXM"] },
    ["gpuModels/unknown"],
  ],
  ["an unstated form, any form asked", { gpu: aGpu({ formFactor: null }) }, { gpuModels: ["H100"] }, []],
  ["an unknown name", { gpu: aGpu({ model: null }) }, { gpuModels: ["H100"] }, ["gpu/unidentified"]],
  ["an unknown name, nothing asked", { gpu: aGpu({ model: null }) }, {}, ["gpu/unidentified"]],

  ["exactly the memory", {}, { minVramGib: 80 }, []],
  ["a GiB less", {}, { minVramGib: 81 }, ["minVramGib/violates"]],
  ["unstated memory", { gpu: aGpu({ memoryGib: null }) }, { minVramGib: 1 }, ["minVramGib/unknown"]],

  ["exactly the price limit", {}, { maxUsdMicrosPerGpuHour: 2_500_000 }, []],
  ["a millionth over", {}, { maxUsdMicrosPerGpuHour: 2_499_999 }, ["maxUsdMicrosPerGpuHour/violates"]],
  ["a limit of zero", {}, { maxUsdMicrosPerGpuHour: 0 }, ["maxUsdMicrosPerGpuHour/violates"]],

  ["exactly the budget", {}, { maxTotalUsdMicros: 25_000_000, durationSeconds: 10 * HOUR }, []],
  [
    "a millionth over budget",
    {},
    { maxTotalUsdMicros: 24_999_999, durationSeconds: 10 * HOUR },
    ["maxTotalUsdMicros/violates"],
  ],
  ["a budget without a duration", {}, { maxTotalUsdMicros: 25_000_000 }, ["maxTotalUsdMicros/unknown"]],
  [
    "a budget for the whole unit when no count was said",
    { gpuCount: 8 },
    { maxTotalUsdMicros: 199_999_999, durationSeconds: 10 * HOUR },
    ["maxTotalUsdMicros/violates"],
  ],
  [
    "a budget for all units together",
    { gpuCount: 4, unitsAvailable: 2 },
    { gpuCount: 8, maxTotalUsdMicros: 200_000_000, durationSeconds: 10 * HOUR },
    [],
  ],

  ["exactly the shortest rental", { minDurationSeconds: HOUR }, { durationSeconds: HOUR }, []],
  [
    "a second less",
    { minDurationSeconds: HOUR },
    { durationSeconds: HOUR - 1 },
    ["durationSeconds/violates"],
  ],
  ["exactly the longest rental", { maxDurationSeconds: HOUR }, { durationSeconds: HOUR }, []],
  [
    "a second more",
    { maxDurationSeconds: HOUR },
    { durationSeconds: HOUR + 1 },
    ["durationSeconds/violates"],
  ],
  ["no duration said", { minDurationSeconds: HOUR }, {}, []],

  ["an allowed pricing model", {}, { pricingModels: ["spot", "fixed"] }, []],
  ["another pricing model", { pricing: spot("2") }, { pricingModels: ["fixed"] }, ["pricingModels/violates"]],
  [
    "a token price",
    { pricing: token("5") },
    { pricingModels: ["fixed", "spot"] },
    ["pricingModels/violates"],
  ],
  [
    "a price by rule",
    { pricing: dynamic({ baseUsdMicros: 2_000_000 }) },
    { pricingModels: ["fixed"] },
    ["pricingModels/violates"],
  ],

  ["its source", {}, sources(["necto"]), []],
  ["its provider", {}, sources(["rhine-compute"]), []],
  ["its provider in capitals", {}, sources(["Rhine-Compute"]), []],
  ["its source in capitals", {}, sources(["NECTO"]), []],
  ["another source", {}, sources(["lambda"]), ["sources/violates"]],
  ["its source excluded", {}, sources([], ["necto"]), ["sources/violates"]],
  ["its provider excluded", {}, sources(["necto"], ["rhine-compute"]), ["sources/violates"]],
  ["another source excluded", {}, sources([], ["lambda"]), []],

  ["exactly the uptime", { uptimeBps: 9_990 }, { minUptimeBps: 9_990 }, []],
  ["less uptime", { uptimeBps: 9_989 }, { minUptimeBps: 9_990 }, ["minUptimeBps/violates"]],
  ["unknown uptime", {}, { minUptimeBps: 0 }, ["minUptimeBps/unknown"]],
  ["exactly the rating", { ratingBps: 8_000 }, { minRatingBps: 8_000 }, []],
  ["a lower rating", { ratingBps: 7_999 }, { minRatingBps: 8_000 }, ["minRatingBps/violates"]],
  ["no rating", {}, { minRatingBps: 8_000 }, ["minRatingBps/unknown"]],

  ["exactly the latency", { ...inCountry("US") }, { maxLatencyMs: 100, buyerCountry: "DE" }, []],
  [
    "a millisecond less",
    { ...inCountry("US") },
    { maxLatencyMs: 99, buyerCountry: "DE" },
    ["maxLatencyMs/violates"],
  ],
  [
    "an unknown place",
    { ...inCountry(null) },
    { maxLatencyMs: 999, buyerCountry: "DE" },
    ["maxLatencyMs/unknown"],
  ],
  ["an unknown buyer", {}, { maxLatencyMs: 999 }, ["maxLatencyMs/unknown"]],

  ["its country", {}, regions(["DE"]), []],
  ["another country", {}, regions(["FR"]), ["regions/violates"]],
  ["the EU", {}, regions(["EU"]), []],
  ["the EU, from Norway", inCountry("NO"), regions(["EU"]), ["regions/violates"]],
  ["the EEA, from Norway", inCountry("NO"), regions(["EEA"]), []],
  ["the EEA, from Great Britain", inCountry("GB"), regions(["EEA"]), ["regions/violates"]],
  ["Europe, from Great Britain", inCountry("GB"), regions(["EUROPE"]), []],
  ["the EU, from Great Britain", inCountry("GB"), regions(["EU"]), ["regions/violates"]],
  ["the EU or the US", inCountry("US"), regions(["EU", "US"]), []],
  ["Europe but not Germany", {}, regions(["EUROPE"], ["DE"]), ["regions/violates"]],
  ["anywhere but the US", {}, regions([], ["US"]), []],
  ["anywhere but the EU", {}, regions([], ["EU"]), ["regions/violates"]],
  ["an unknown country", inCountry(null), regions(["EU"]), ["regions/unknown"]],
  ["an unknown country, one excluded", inCountry(null), regions([], ["US"]), ["regions/unknown"]],
  ["a continent that is the whole group", onContinent("EU"), regions(["EUROPE"]), []],
  ["a continent that is more than the group", onContinent("EU"), regions(["EU"]), ["regions/unknown"]],
  [
    "a continent that shares nothing with the group",
    onContinent("NA"),
    regions(["EU"]),
    ["regions/violates"],
  ],
  [
    "a continent with an excluded country",
    onContinent("EU"),
    regions(["EUROPE"], ["DE"]),
    ["regions/unknown"],
  ],
  [
    "a member of the EU without its name",
    { location: { country: null, continent: null, inEu27: true, raw: "EU" } },
    regions(["EU"]),
    [],
  ],
  [
    "`us` in the letters of another country's region",
    { location: { ...locationOf("AU", "australia-southeast1") } },
    regions(["US"]),
    ["regions/violates"],
  ],

  ["sold out", { unitsAvailable: 0 }, {}, ["availability/unavailable"]],
  ["one unit left", { unitsAvailable: 1 }, {}, []],
  ["a listing offline", { fulfilment: aListing({ status: "offline" }) }, {}, ["availability/unavailable"]],
  ["a listing reserved", { fulfilment: aListing({ status: "reserved" }) }, {}, ["availability/unavailable"]],
  ["open now", windows([-1, 1]), {}, []],
  ["open later", windows([1, 2]), {}, ["availability/unavailable"]],
  [
    "open later, asked for then",
    windows([1, 2]),
    { startAt: iso(NOW + 3_600_000), durationSeconds: HOUR },
    [],
  ],
  [
    "closing a second too early",
    windows([0, 2]),
    { durationSeconds: 2 * HOUR + 1 },
    ["availability/unavailable"],
  ],
  ["open exactly as long as asked", windows([0, 2]), { durationSeconds: 2 * HOUR }, []],
  ["two windows that touch", windows([1, 3], [0, 1]), { durationSeconds: 3 * HOUR }, []],
  [
    "two windows with a gap",
    windows([0, 1], [2, 3]),
    { durationSeconds: 3 * HOUR },
    ["availability/unavailable"],
  ],
  ["a window inside another", windows([0, 3], [1, 2]), { durationSeconds: 3 * HOUR }, []],
])("%s", (_, offer, said, expected) => {
  expect(against(offer, said)).toEqual(expected);
});

test.each([
  [6 * 3_600_000, []],
  [6 * 3_600_000 + 1, ["tokenPrice/stale"]],
  [-60_000, []],
])("a token price that is %s ms old gives %j, and only to prices in that token", (ageMs, expected) => {
  const input = { tokenPrices: [tokenPrice("0.3", "nosana", ageMs)] };
  expect(against({ pricing: token("5") }, {}, input)).toEqual(expected);
  expect(against({ pricing: fixed("5") }, {}, input)).toEqual([]);
});

test("forms, memories, places and sellers are told apart side by side", () => {
  const market = marketOf([
    anOffer({ id: "a" }),
    anOffer({ id: "b", gpu: aGpu({ formFactor: "PCIe" }) }),
    anOffer({ id: "c", gpu: aGpu({ memoryGib: 96 }) }),
    anOffer({ id: "d", ...inCountry("FR") }),
    anOffer({ id: "e", provider: "aws" }),
  ]);
  expect(rankedIds(market, { gpuModels: ["H100 SXM"] })).toEqual(["a", "c", "d", "e"]);
  expect(rankedIds(market, { minVramGib: 81 })).toEqual(["c"]);
  expect(rankedIds(market, regions(["FR"]))).toEqual(["d"]);
  expect(rankedIds(market, sources(["aws"]))).toEqual(["e"]);
});

test("a token without a price is a reason of its own, and says nothing about limits it cannot be held to", () => {
  const said = { maxUsdMicrosPerGpuHour: 1, maxTotalUsdMicros: 1, durationSeconds: HOUR };
  expect(against({ pricing: token("5", { coinId: "unheard-of" }) }, said)).toEqual(["tokenPrice/unpriced"]);
});

test("an offer that fails by seven constraints has seven reasons, in the order of the table", () => {
  const said: Said = {
    gpuModels: ["A100"],
    minVramGib: 141,
    gpuCount: 3,
    maxUsdMicrosPerGpuHour: 1_000_000,
    minUptimeBps: 9_000,
    ...regions(["JP"]),
    ...sources([], ["necto"]),
  };
  expect(against({ gpuCount: 2 }, said)).toEqual([
    "gpuModels/violates",
    "minVramGib/violates",
    "gpuCount/shape",
    "maxUsdMicrosPerGpuHour/violates",
    "regions/violates",
    "sources/violates",
    "minUptimeBps/unknown",
  ]);
});

// DESIGN §5, GPU count.
test.each<
  [asked: number | null, gpusPerUnit: number, unitsAvailable: number | null, string[], units: number]
>([
  [null, 8, null, [], 1],
  [1, 1, null, [], 1],
  [1, 8, 5, ["gpuCount/shape"], 0],
  [8, 8, null, [], 1],
  [8, 4, 2, [], 2],
  [8, 4, 3, [], 2],
  [8, 4, 1, ["gpuCount/shape"], 0],
  [8, 4, null, ["gpuCount/unknown"], 0],
  [8, 1, 8, [], 8],
  [6, 4, 9, ["gpuCount/shape"], 0],
  [6, 2, 3, [], 3],
  [6, 8, 1, ["gpuCount/shape"], 0],
])(
  "asked for %s GPUs, sold as %s× with %s units: %j",
  (gpuCount, gpusPerUnit, unitsAvailable, reasons, units) => {
    const market = marketOf([anOffer({ gpuCount: gpusPerUnit, unitsAvailable })]);
    const decision = decisionOf(market, { gpuCount });
    expect(reasonsOf(decision, "necto:1")).toEqual(reasons);
    expect(decision.ranked.map((row) => [row.units, row.billedGpus])).toEqual(
      units === 0 ? [] : [[units, units * gpusPerUnit]],
    );
  },
);

test.each([
  [3600, 3600, 3600],
  [1, 1, 1],
  [1, 3600, 1],
  [1, 3601, 2],
  [3599, 1, 1],
  [3601, 1, 2],
  [0, 99, 0],
  [2_500_000, 0, 0],
  [Number.MAX_SAFE_INTEGER, 3600, Number.MAX_SAFE_INTEGER],
  [Number.MAX_SAFE_INTEGER, 1_000_000, Number.MAX_SAFE_INTEGER],
])("%s micro-USD an hour for %s seconds is %s", (rate, seconds, expected) => {
  expect(totalUsdMicros(rate, seconds)).toBe(expected);
});

test("totals equal the escrow's integer division rounded up", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 ** 12 }),
      fc.integer({ min: 0, max: 10 ** 8 }),
      (rate, seconds) => {
        const exact = (BigInt(rate) * BigInt(seconds) + 3599n) / 3600n;
        if (exact <= Number.MAX_SAFE_INTEGER) expect(BigInt(totalUsdMicros(rate, seconds))).toBe(exact);
      },
    ),
    { seed: 8, numRuns: 1000 },
  );
});

test("the budget is held against the exact rate, not the rounded price", () => {
  // A third of a USD: 333,334 micro-USD shown, 3 GPUs for exactly 1 USD an hour.
  const market = marketOf([anOffer({ gpuCount: 3, pricing: fixed("1", { scope: "unit" }) })]);
  const said = { gpuCount: 3, durationSeconds: HOUR, maxTotalUsdMicros: 1_000_000 };
  const [row] = decisionOf(market, said).ranked;
  expect(row).toMatchObject({
    usdMicrosPerGpuHour: 333_334,
    usdMicrosPerHour: 1_000_000,
    totalUsdMicros: 1_000_000,
  });
  expect(reasonsOf(decisionOf(market, { ...said, maxTotalUsdMicros: 999_999 }), "necto:1")).toEqual([
    "maxTotalUsdMicros/violates",
  ]);
});

test("the budget is judged as the exact sum judges it, however small or large", () => {
  const jobs = fc.record({
    amount: fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.maxSafeNat()).map((n) => `${n}e-4`),
    gpuCount: fc.integer({ min: 1, max: 16 }),
    durationSeconds: fc.oneof(fc.integer({ min: 1, max: 10 ** 6 }), fc.maxSafeNat()),
    slack: fc.integer({ min: -2, max: 2 }),
  });
  fc.assert(
    fc.property(jobs, ({ amount, gpuCount, durationSeconds, slack }) => {
      const market = marketOf([anOffer({ gpuCount, pricing: fixed(amount, { scope: "unit" }) })]);
      fc.pre(market.base[0] === 0);
      // ceil(ceil(micro-USD per hour) · seconds / 3600); an amount has four decimals, so the hour is a whole number.
      const hourly = BigInt(amount.split("e")[0]!) * 100n;
      const total = (hourly * BigInt(durationSeconds) + 3599n) / 3600n;
      const maxTotalUsdMicros = Number(total) + slack;
      fc.pre(Number.isSafeInteger(maxTotalUsdMicros) && maxTotalUsdMicros >= 0);
      const reasons = reasonsOf(
        decisionOf(market, { gpuCount, durationSeconds, maxTotalUsdMicros }),
        "necto:1",
      );
      expect(reasons).toEqual(slack < 0 ? ["maxTotalUsdMicros/violates"] : []);
    }),
    { seed: 26, numRuns: 500 },
  );
});

test("every offer is either ranked or rejected with a reason, and never both", () => {
  fc.assert(
    fc.property(markets(), requirements(), (market, said) => {
      const { ranked, rejected, offersSeen } = decisionOf(market, said);
      expect(ranked.length + rejected.length).toBe(offersSeen);
      expect(new Set([...ranked, ...rejected].map(({ offerId }) => offerId)).size).toBe(offersSeen);
      for (const { reasons } of rejected) expect(reasons.length).toBeGreaterThan(0);
    }),
    { seed: 9, numRuns: 300 },
  );
});

test("what stays, stays when it is filtered again alone, unless peers made it look odd", () => {
  fc.assert(
    fc.property(markets(), requirements(), (market, said) => {
      const kept = (some: typeof market) => {
        const masks = filterOffers(some, said, NOW);
        return some.offers.filter((_, i) => masks[i] === 0);
      };
      // Prices by rule follow a market that is no longer there.
      const first = kept(market).filter(({ pricing }) => pricing.model !== "dynamic");
      const again = marketOf(first, { tokenPrices: [...market.tokenPrices.values()] });
      fc.pre(!again.base.some((mask) => mask !== 0));
      expect(kept(again)).toEqual(first.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    }),
    { seed: 10, numRuns: 200 },
  );
});

const ADDABLE = [
  "gpuModels",
  "minVramGib",
  "maxUsdMicrosPerGpuHour",
  "regions",
  "pricingModels",
  "sources",
  "minUptimeBps",
  "minRatingBps",
] as const;

test("one more constraint never adds an offer, and never takes a reason away", () => {
  fc.assert(
    fc.property(markets(), requirements(), requirements(), (market, said, more) => {
      const before = filterOffers(market, said, NOW);
      for (const field of ADDABLE) {
        if (JSON.stringify(said[field]) !== JSON.stringify(NOTHING_SAID[field])) continue;
        const after = filterOffers(market, { ...said, [field]: more[field] }, NOW);
        before.forEach((mask, i) => {
          expect(after[i]! & mask).toBe(mask);
        });
      }
    }),
    { seed: 11, numRuns: 100 },
  );
});
