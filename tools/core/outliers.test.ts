import { expect, test } from "vitest";
import type { Offer } from "./offer.ts";
import { judgePrice } from "./outliers.ts";
import type { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";
import { aGpu, anOffer, decisionOf, dynamic, fixed, marketOf, reasonsOf, spot } from "./testing/offers.ts";

/** Four providers ask 1, 2, 3 and 4 USD: their median is 2.50. */
const FOUR = ["1", "2", "3", "4"].map((amount) =>
  anOffer({ id: `peer-${amount}`, provider: `provider-${amount}`, pricing: fixed(amount) }),
);

const reasonsIn = (market: MarketSnapshot, id: string, said: Partial<Requirements> = {}) =>
  reasonsOf(decisionOf(market, said), id);
const isOutlier = (offers: readonly Offer[], id: string) =>
  reasonsIn(marketOf(offers), id).includes("price/outlier");
const ownMedian = (offers: readonly Offer[], id: string) => {
  const market = marketOf(offers);
  return market.medians.get(market.groups[market.offers.findIndex((offer) => offer.id === id)]!) ?? null;
};

test.each([
  [249_999, "outlier", "a micro-USD below a tenth"],
  [250_000, "far", "a tenth"],
  [499_999, "far", "a micro-USD below a fifth"],
  [500_000, "ok", "a fifth"],
  [2_500_000, "ok", "the median itself"],
  [12_500_000, "ok", "five times"],
  [12_500_001, "far", "a micro-USD above five times"],
  [25_000_000, "far", "ten times"],
  [25_000_001, "outlier", "a micro-USD above ten times"],
  [0, "outlier", "zero"],
  [-1, "outlier", "less than zero"],
])("beside a median of $2.50, %s micro-USD is %s: %s", (price, expected) => {
  expect(judgePrice(price, 2_500_000)).toBe(expected);
});

test("without a median only zero, less, and more than $100,000 are out of the question", () => {
  expect([0, -1, 100_000_000_001].map((price) => judgePrice(price, undefined))).toEqual(
    Array(3).fill("outlier"),
  );
  expect([1, 100_000_000_000].map((price) => judgePrice(price, undefined))).toEqual(["ok", "ok"]);
});

test("an offer at exactly a tenth of the median stays, one a millionth below is rejected", () => {
  // The fifth provider's own price does not move the middle: 0.2x, 1, [2.5], 3, 4.
  const peers = [...FOUR, anOffer({ id: "middle", provider: "provider-5", pricing: fixed("2.5") })];
  const withOdd = (amount: string) => [
    ...peers,
    anOffer({ id: "odd", provider: "provider-1", pricing: fixed(amount) }),
  ];
  expect(ownMedian(withOdd("1"), "odd")).toBe(2_500_000);
  expect(isOutlier(withOdd("0.25"), "odd")).toBe(false);
  expect(isOutlier(withOdd("0.249999"), "odd")).toBe(true);
});

test("three providers say nothing about what is normal, a fourth does", () => {
  const odd = anOffer({ id: "odd", provider: "provider-1", pricing: fixed("100") });
  expect(ownMedian([...FOUR.slice(0, 3), odd], "odd")).toBeNull();
  expect(isOutlier([...FOUR.slice(0, 3), odd], "odd")).toBe(false);
  expect(isOutlier([...FOUR, odd], "odd")).toBe(true);
});

test("one provider with a hundred cheap rows has one voice", () => {
  const flood = Array.from({ length: 100 }, (_, n) =>
    anOffer({ id: `flood-${n}`, provider: "flooder", pricing: fixed("0.02") }),
  );
  // Provider medians 0.02, 1, 2, 3, 4: the middle one is 2.
  expect(ownMedian([...FOUR, ...flood], "peer-1")).toBe(2_000_000);
  expect(isOutlier([...FOUR, ...flood], "flood-7")).toBe(true);
  expect(isOutlier([...FOUR, ...flood], "peer-4")).toBe(false);
});

test("a provider speaks with the median of its own prices", () => {
  const own = ["2", "2.6", "9"].map((amount, n) =>
    anOffer({ id: `own-${n}`, provider: "provider-5", pricing: fixed(amount) }),
  );
  // Provider medians 1, 2, 2.6, 3, 4.
  expect(ownMedian([...FOUR, ...own], "own-0")).toBe(2_600_000);
});

test("of an even number the median is the mean of the two in the middle, rounded down", () => {
  const offers = ["1", "2", "2.000001", "4"].map((amount, n) =>
    anOffer({ id: `o${n}`, provider: `p${n}`, pricing: fixed(amount) }),
  );
  expect(ownMedian(offers, "o0")).toBe(2_000_000);
});

test("forms of one model are peers; other models and other pricing models are not", () => {
  const pcie = anOffer({
    id: "pcie",
    provider: "p9",
    gpu: aGpu({ formFactor: "PCIe" }),
    pricing: fixed("100"),
  });
  const a100 = anOffer({ id: "a100", provider: "p9", gpu: aGpu({ model: "A100" }), pricing: fixed("100") });
  const spotty = anOffer({ id: "spot", provider: "p9", pricing: spot("100") });
  const market = [...FOUR, pcie, a100, spotty];
  expect(["pcie", "a100", "spot"].map((id) => isOutlier(market, id))).toEqual([true, false, false]);
});

test("recorded prices are set aside while there is a fresh one, and count when there is none", () => {
  const recorded = FOUR.map((offer) => ({ ...offer, priceClass: "recorded" as const }));
  const fresh = anOffer({ id: "fresh", provider: "p9", pricing: fixed("100") });
  expect(ownMedian(recorded, "peer-1")).toBe(2_500_000);
  expect(ownMedian([...recorded, fresh], "peer-1")).toBeNull();
  expect(isOutlier([...recorded, fresh], "fresh")).toBe(false);
});

test("the median is taken before filtering: sold-out offers and other regions count", () => {
  const soldOut = FOUR.map((offer) => ({ ...offer, unitsAvailable: 0 }));
  const odd = anOffer({ id: "odd", provider: "p9", pricing: fixed("100") });
  expect(
    reasonsIn(marketOf([...soldOut, odd]), "odd", { regions: { include: ["DE"], exclude: [] } }),
  ).toEqual(["price/outlier"]);
});

test("zero, negative and unpriced offers have no voice in the median", () => {
  const hostless = { ...anOffer().extras, hostIncluded: false };
  const silent = [
    anOffer({ id: "zero", provider: "p8", pricing: fixed("0") }),
    anOffer({ id: "negative", provider: "p9", pricing: fixed("-3") }),
    anOffer({ id: "hostless", provider: "p10", pricing: fixed("0.1"), extras: hostless }),
    anOffer({
      id: "unnamed",
      provider: "p11",
      pricing: fixed("0.1"),
      gpu: aGpu({ model: null, raw: "H1OO" }),
    }),
  ];
  const market = marketOf([...FOUR, ...silent]);
  expect(ownMedian([...FOUR, ...silent], "peer-1")).toBe(2_500_000);
  expect(silent.map(({ id }) => reasonsIn(market, id))).toEqual([
    ["price/outlier"],
    ["price/outlier"],
    ["price/unpriced"],
    ["gpu/unidentified"],
  ]);
});

test("a price of zero never ranks, however few providers there are", () => {
  const market = marketOf([anOffer({ id: "free", pricing: fixed("0") }), anOffer({ id: "fair" })]);
  expect(decisionOf(market).ranked.map(({ offerId }) => offerId)).toEqual(["fair"]);
});

test("prices beyond all reason are outliers too, and do not stop the sorting", () => {
  const market = marketOf([
    anOffer({ id: "astronomic", pricing: fixed("1e400") }),
    anOffer({ id: "debt", pricing: fixed("-1e400") }),
    anOffer({ id: "fair" }),
  ]);
  expect(reasonsIn(market, "astronomic")).toEqual(["price/outlier"]);
  expect(reasonsIn(market, "debt")).toEqual(["price/outlier"]);
  expect(reasonsIn(market, "fair")).toEqual([]);
});

test("prices by rule are judged beside other prices by rule", () => {
  const ruled = [2, 2.5, 3, 3.5, 0.01].map((usd, n) =>
    anOffer({
      id: `rule-${n}`,
      provider: `p${n}`,
      pricing: dynamic({ baseUsdMicros: usd * 1_000_000, floorUsdMicros: 1 }),
    }),
  );
  expect(ownMedian(ruled, "rule-0")).toBe(2_500_000);
  expect(ruled.map(({ id }) => isOutlier(ruled, id))).toEqual([false, false, false, false, true]);
  // Three of them, and four at a fixed price, are no group.
  expect(isOutlier([...ruled.slice(2), ...FOUR], "rule-4")).toBe(false);
});
