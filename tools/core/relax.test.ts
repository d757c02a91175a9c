import fc from "fast-check";
import { expect, test } from "vitest";
import type { Relaxation } from "./decision.ts";
import type { Offer } from "./offer.ts";
import { countriesOf, locationOf } from "./regions.ts";
import { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";
import {
  aGpu,
  aListing,
  anOffer,
  decisionOf,
  fixed,
  HOUR,
  iso,
  marketOf,
  markets,
  NOW,
  rankedIds,
  requirements,
  route,
  spot,
} from "./testing/offers.ts";
import { widerRegions } from "./wider-regions.ts";

type Said = Partial<Requirements>;

const market = (...offers: Partial<Offer>[]) =>
  marketOf(offers.map((overrides, n) => anOffer({ id: `offer-${n}`, ...overrides })));
/** Relaxations of one constraint, `[to, gains]`, or null when none is offered. */
const relaxed = (some: MarketSnapshot, constraint: Relaxation["constraint"], said: Said) => {
  const found = decisionOf(some, said).relaxations.filter(
    (relaxation) => relaxation.constraint === constraint,
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] ? [found[0].to, found[0].gains] : null;
};
const at = (amount: string): Partial<Offer> => ({ pricing: fixed(amount) });
const inCountry = (code: string | null): Partial<Offer> => ({ location: locationOf(code, code ?? "?") });

test("raises the price limit to the whole cent that lets the next offers in", () => {
  const some = market(at("2.9"), at("3.071"), at("3.0755"), at("3.09"));
  expect(relaxed(some, "maxUsdMicrosPerGpuHour", { maxUsdMicrosPerGpuHour: 3_000_000 })).toEqual([
    3_080_000, 2,
  ]);
});

test("raises the budget to the whole cent that lets the next offers in", () => {
  const some = market(at("2"), at("3.0001"), at("3.0009"), at("4"));
  const said = { maxTotalUsdMicros: 20_000_000, durationSeconds: 10 * HOUR };
  expect(relaxed(some, "maxTotalUsdMicros", said)).toEqual([30_010_000, 2]);
});

test("a budget that cannot be held against anything is not raised", () => {
  expect(relaxed(market({}), "maxTotalUsdMicros", { maxTotalUsdMicros: 1 })).toBeNull();
});

test("lowers the memory, the uptime and the rating to the best there is", () => {
  const some = market(
    { gpu: aGpu({ memoryGib: 40 }), uptimeBps: 9_900, ratingBps: 8_000 },
    { gpu: aGpu({ memoryGib: 24 }), uptimeBps: 9_800, ratingBps: 7_000 },
    { gpu: aGpu({ memoryGib: 40 }), uptimeBps: 9_900, ratingBps: 8_000 },
    { gpu: aGpu({ memoryGib: null }) },
  );
  expect(relaxed(some, "minVramGib", { minVramGib: 80 })).toEqual([40, 2]);
  expect(relaxed(some, "minUptimeBps", { minUptimeBps: 9_999 })).toEqual([9_900, 2]);
  expect(relaxed(some, "minRatingBps", { minRatingBps: 9_000 })).toEqual([8_000, 2]);
});

test("drops a bar that only unknown values fail", () => {
  const some = market({ gpu: aGpu({ memoryGib: null }) }, { gpu: aGpu({ memoryGib: null }) });
  expect(relaxed(some, "minVramGib", { minVramGib: 80 })).toEqual([null, 2]);
  expect(relaxed(some, "minUptimeBps", { minUptimeBps: 9_000 })).toEqual([null, 2]);
  expect(relaxed(some, "minRatingBps", { minRatingBps: 9_000 })).toEqual([null, 2]);
  expect(relaxed(some, "maxLatencyMs", { maxLatencyMs: 100 })).toEqual([null, 2]);
});

test("raises the latency limit to the next estimate", () => {
  const some = market(inCountry("FI"), inCountry("US"), inCountry("JP"), inCountry(null));
  expect(relaxed(some, "maxLatencyMs", { maxLatencyMs: 20, buyerCountry: "DE" })).toEqual([30, 1]);
});

test.each<[asked: number, sold: [gpus: number, units: number | null][], expected: [number, number] | null]>([
  [
    1,
    [
      [8, null],
      [8, 3],
    ],
    [8, 2],
  ],
  [
    8,
    [
      [4, null],
      [4, null],
      [1, null],
    ],
    [4, 2],
  ],
  [8, [[4, 1]], [4, 1]],
  [6, [[4, 2]], [8, 1]],
  [
    6,
    [
      [8, null],
      [4, 2],
    ],
    [8, 2],
  ],
  [
    6,
    [
      [4, 1],
      [8, 1],
    ],
    [8, 1],
  ],
  [7, [[2, 9]], [8, 1]],
  [7, [[2, 3]], [6, 1]],
  [16, [[4, 3]], [12, 1]],
  [2, [[2, null]], null],
])("asked for %s GPUs, sold as %j: takes %j", (gpuCount, sold, expected) => {
  const some = market(...sold.map(([gpus, unitsAvailable]) => ({ gpuCount: gpus, unitsAvailable })));
  expect(relaxed(some, "gpuCount", { gpuCount })).toEqual(expected);
});

test("another count must fit the budget, and a smaller one may bring the job under it", () => {
  const said = { gpuCount: 4, durationSeconds: HOUR, maxTotalUsdMicros: 5_000_000 };
  // 8 × 2.50 is over the budget; 2 × 2.50 is not, and 1 × 3 is nothing nearer.
  expect(relaxed(market({ gpuCount: 8 }), "gpuCount", said)).toBeNull();
  expect(
    relaxed(market({ gpuCount: 8 }, { gpuCount: 2 }, { gpuCount: 1, ...at("3") }), "gpuCount", said),
  ).toEqual([2, 1]);
});

test("rents for the nearest length that somebody accepts, longer or shorter", () => {
  const some = market(
    { minDurationSeconds: 24 * HOUR },
    { maxDurationSeconds: 9 * HOUR },
    { maxDurationSeconds: 8 * HOUR },
  );
  expect(relaxed(some, "durationSeconds", { durationSeconds: 10 * HOUR })).toEqual([9 * HOUR, 1]);
  expect(relaxed(some, "durationSeconds", { durationSeconds: 22 * HOUR })).toEqual([24 * HOUR, 1]);
  const equallyNear = market({ minDurationSeconds: 12 * HOUR }, { maxDurationSeconds: 8 * HOUR });
  expect(relaxed(equallyNear, "durationSeconds", { durationSeconds: 10 * HOUR })).toEqual([12 * HOUR, 1]);
});

test("another length must fit the budget and the windows, and counts what becomes affordable with it", () => {
  const window = { from: iso(NOW), to: iso(NOW + 12 * 3_600_000) };
  const some = market(
    { minDurationSeconds: 24 * HOUR, fulfilment: aListing({ windows: [window] }) },
    { minDurationSeconds: 30 * HOUR },
    { maxDurationSeconds: 8 * HOUR },
    { fulfilment: aListing({ windows: [{ from: iso(NOW), to: iso(NOW + 8 * 3_600_000) }] }) },
  );
  const said = { durationSeconds: 20 * HOUR, maxTotalUsdMicros: 60_000_000 };
  expect(relaxed(some, "durationSeconds", said)).toEqual([8 * HOUR, 2]);
});

test.each<
  [include: string[], exclude: string[], sold: (string | null)[], to: string[], left: string[], gains: number]
>([
  [["DE"], [], ["FR", "NO", "US"], ["EU"], [], 1],
  [["DE"], [], ["NO", "US"], ["EEA"], [], 1],
  [["DE"], [], ["GB", "US"], ["EUROPE"], [], 1],
  [["EU"], [], ["GB", "NO"], ["EEA"], [], 1],
  [["NORDICS"], [], ["DE"], ["EEA"], [], 1],
  [["JP"], [], ["IN", "AU"], ["ASIA"], [], 1],
  [["ASIA"], [], ["AU", "US"], ["APAC"], [], 1],
  [["DE", "US"], [], ["CA"], ["EU", "NORTH_AMERICA"], [], 1],
  [["DE"], [], ["US", null], [], [], 2],
  [["DE"], ["FR"], ["FR", "US"], [], ["FR"], 1],
  [["DE"], ["FR"], ["FR"], [], [], 1],
  [[], ["FR"], ["FR", null], [], [], 2],
])(
  "looking in %j without %j while sold in %j: looks in %j without %j",
  (include, exclude, sold, to, left, gains) => {
    const some = market(...sold.map(inCountry));
    expect(relaxed(some, "regions", { regions: { include, exclude } })).toEqual([
      { include: to, exclude: left },
      gains,
    ]);
  },
);

test("wider regions hold all of the narrower one, smallest first", () => {
  expect(widerRegions("DE")).toEqual(["EU", "EEA", "EUROPE"]);
  expect(widerRegions("GB")).toEqual(["EUROPE"]);
  expect(widerRegions("NORDICS")).toEqual(["EEA", "EUROPE"]);
  expect(widerRegions("APAC")).toEqual([]);
  for (const token of ["DE", "US", "EU", "ASIA", "ZA"])
    for (const wider of widerRegions(token))
      expect(countriesOf(wider)).toEqual(expect.arrayContaining([...countriesOf(token)!]));
});

test("drops a form that nobody sells, and keeps the other models as asked", () => {
  const some = market(
    {},
    { gpu: aGpu({ formFactor: null }) },
    { gpu: aGpu({ model: "L4", formFactor: "PCIe" }) },
  );
  expect(relaxed(some, "gpuModels", { gpuModels: ["H100 NVL"] })).toEqual([["H100"], 2]);
  expect(relaxed(some, "gpuModels", { gpuModels: ["H100 NVL", "H100 PCIe", "A100"] })).toEqual([
    ["H100", "A100"],
    2,
  ]);
  expect(relaxed(some, "gpuModels", { gpuModels: ["A100"] })).toBeNull();
});

test("allows the one pricing model that brings back the most", () => {
  const some = market({ pricing: spot("1") }, at("2"), at("3"));
  expect(relaxed(some, "pricingModels", { pricingModels: ["token"] })).toEqual([["token", "fixed"], 2]);
});

test("looks at every source that is not excluded before it looks at those that are", () => {
  const some = market({ source: "lambda" }, { source: "catalog" });
  expect(relaxed(some, "sources", { sources: { include: ["necto"], exclude: ["catalog"] } })).toEqual([
    { include: [], exclude: ["catalog"] },
    1,
  ]);
  expect(relaxed(some, "sources", { sources: { include: [], exclude: ["catalog"] } })).toEqual([
    { include: [], exclude: [] },
    1,
  ]);
});

test("offers kept out by two constraints are nobody's gain", () => {
  const some = market({ ...at("5"), ...inCountry("US") });
  const said = { maxUsdMicrosPerGpuHour: 3_000_000, regions: { include: ["DE"], exclude: [] } };
  expect(route(some, said).relaxations).toEqual([]);
});

test("the largest gain comes first, ties in the order of the requirements", () => {
  const some = market(
    at("5"),
    at("5"),
    inCountry("US"),
    { uptimeBps: 9_000, ...inCountry("DE") },
    { uptimeBps: 9_999 },
  );
  const said = {
    maxUsdMicrosPerGpuHour: 3_000_000,
    regions: { include: ["DE"], exclude: [] },
    minUptimeBps: 9_500,
  };
  const known = marketOf(some.offers.map((offer) => ({ ...offer, uptimeBps: offer.uptimeBps ?? 9_999 })));
  expect(decisionOf(known, said).relaxations.map(({ constraint, gains }) => [constraint, gains])).toEqual([
    ["maxUsdMicrosPerGpuHour", 2],
    ["regions", 1],
    ["minUptimeBps", 1],
  ]);
});

const applied = (said: Requirements, { constraint, to }: Relaxation): Requirements =>
  Requirements.parse({ ...said, [constraint]: to });

test("applying a relaxation lets in exactly as many offers as it says, and it says at least one", () => {
  let checked = 0;
  fc.assert(
    fc.property(markets({ minLength: 10 }), requirements(), (some, said) => {
      const before = new Set(rankedIds(some, said));
      for (const relaxation of route(some, said).relaxations) {
        checked++;
        const gained = rankedIds(some, applied(said, relaxation)).filter((id) => !before.has(id));
        expect(relaxation.gains, JSON.stringify(relaxation)).toBeGreaterThan(0);
        expect(gained.length, JSON.stringify(relaxation)).toBe(relaxation.gains);
      }
    }),
    { seed: 17, numRuns: 500 },
  );
  expect(checked).toBeGreaterThan(300);
});

test("only another count or length drops offers that were in", () => {
  fc.assert(
    fc.property(markets({ minLength: 10 }), requirements(), (some, said) => {
      const before = rankedIds(some, said);
      for (const relaxation of route(some, said).relaxations) {
        if (["gpuCount", "durationSeconds"].includes(relaxation.constraint)) continue;
        expect(rankedIds(some, applied(said, relaxation))).toEqual(expect.arrayContaining(before));
      }
    }),
    { seed: 18, numRuns: 200 },
  );
});

test("no smaller change of a limit lets anything in", () => {
  const CENT = 10_000;
  const smaller: Partial<Record<Relaxation["constraint"], (to: number) => number>> = {
    maxUsdMicrosPerGpuHour: (to) => to - CENT,
    maxTotalUsdMicros: (to) => to - CENT,
    maxLatencyMs: (to) => to - 1,
    minVramGib: (to) => to + 1,
    minUptimeBps: (to) => to + 1,
    minRatingBps: (to) => to + 1,
  };
  fc.assert(
    fc.property(markets({ minLength: 10 }), requirements(), (some, said) => {
      const before = new Set(rankedIds(some, said));
      for (const relaxation of route(some, said).relaxations) {
        const shrink = smaller[relaxation.constraint];
        if (!shrink || typeof relaxation.to !== "number") continue;
        const to = Math.max(0, shrink(relaxation.to));
        const gained = rankedIds(some, applied(said, { ...relaxation, to })).filter((id) => !before.has(id));
        // A limit below the one asked for would be no relaxation.
        expect(gained, JSON.stringify(relaxation)).toEqual([]);
      }
    }),
    { seed: 19, numRuns: 300 },
  );
});

test("no nearer count lets in an offer that its size keeps out", () => {
  fc.assert(
    fc.property(
      markets({ minLength: 10 }),
      requirements(),
      fc.constantFrom(1, 3, 6, 8),
      (some, rest, gpuCount) => {
        const said = { ...rest, gpuCount };
        const decision = decisionOf(some, said);
        const byCount = decision.rejected
          .filter(({ reasons }) => reasons.some(({ constraint }) => constraint === "gpuCount"))
          .map(({ offerId }) => offerId);
        const found = decision.relaxations.find(({ constraint }) => constraint === "gpuCount");
        const reach = found ? Math.abs(Number(found.to) - gpuCount) : 8;
        for (let away = 1; away < reach; away++)
          for (const count of [gpuCount - away, gpuCount + away].filter((n) => n > 0))
            expect(
              rankedIds(some, { ...said, gpuCount: count }).filter((id) => byCount.includes(id)),
            ).toEqual([]);
      },
    ),
    { seed: 20, numRuns: 150 },
  );
});
