import { locationOf } from "@necto/tools/core/regions";
import { aGpu, anOffer, fixed, iso, marketOf, NOW, spot } from "@necto/tools/core/testing/offers";
import { expect, test } from "vitest";
import { historyRegionsOf, nearestRank, priceSamples } from "./price-samples.ts";

test.each([
  [[7], 10, 7],
  [[1, 2], 50, 1],
  [[1, 2, 3, 4], 50, 2],
  [[1, 2, 3, 4, 5], 50, 3],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 10, 1],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 10, 2],
  [[1, 2, 3], 100, 3],
])("of %j the %i %% rank is %i", (sorted, percent, expected) => {
  expect(nearestRank(sorted, percent)).toBe(expected);
});

const live = (id: string, amount: string) => anOffer({ id, pricing: fixed(amount), priceClass: "live" });

const worldOf = (market: ReturnType<typeof marketOf>) =>
  priceSamples(market).filter(({ region }) => region === "WORLD");

test.each([
  ["DE", ["WORLD", "EU", "EUROPE"]],
  ["CH", ["WORLD", "EUROPE"]],
  ["US", ["WORLD", "NORTH_AMERICA"]],
  ["AE", ["WORLD", "MIDDLE_EAST"]],
  [null, ["WORLD"]],
])("an offer in %s counts in %j", (country, regions) => {
  expect(historyRegionsOf(locationOf(country, ""))).toEqual(regions);
});

test("each region has the prices of its own offers", () => {
  const at = (country: string | null, amount: string) =>
    anOffer({
      id: `${country}${amount}`,
      location: locationOf(country, ""),
      pricing: fixed(amount),
      priceClass: "live",
    });
  const market = marketOf([at("DE", "3"), at("FR", "2.50"), at("CH", "2"), at(null, "1.90")]);
  expect(priceSamples(market).map(({ region, min, p50, offers }) => [region, min, p50, offers])).toEqual([
    ["WORLD", 1_900_000, 2_000_000, 4],
    ["EUROPE", 2_000_000, 2_500_000, 3],
    ["EU", 2_500_000, 2_500_000, 2],
  ]);
});

test("a sample has the lowest, the tenth and the middle price of each GPU and pricing model", () => {
  const offers = ["2.50", "2.00", "3.00", "2.25"].map((amount, index) => live(`f${index}`, amount));
  const auction = anOffer({ id: "s", pricing: spot("1.20"), priceClass: "live" });
  const other = anOffer({ id: "o", gpu: aGpu({ model: "A100" }), pricing: fixed("1"), priceClass: "live" });
  expect(worldOf(marketOf([...offers, auction, other]))).toEqual([
    {
      gpu: "H100",
      pricing: "fixed",
      origin: "market",
      region: "WORLD",
      p10: 2_000_000,
      p50: 2_250_000,
      min: 2_000_000,
      offers: 4,
    },
    {
      gpu: "A100",
      pricing: "fixed",
      origin: "market",
      region: "WORLD",
      p10: 1_000_000,
      p50: 1_000_000,
      min: 1_000_000,
      offers: 1,
    },
    {
      gpu: "H100",
      pricing: "spot",
      origin: "market",
      region: "WORLD",
      p10: 1_200_000,
      p50: 1_200_000,
      min: 1_200_000,
      offers: 1,
    },
  ]);
});

test("a dated catalogue, what is sold out and what nobody can name enter no history", () => {
  const market = marketOf([
    anOffer({ id: "recorded", pricing: fixed("2"), priceClass: "recorded" }),
    anOffer({ id: "sold-out", pricing: fixed("2"), priceClass: "live", unitsAvailable: 0 }),
    anOffer({ id: "unknown", pricing: fixed("2"), priceClass: "live", gpu: aGpu({ model: null }) }),
    anOffer({ id: "unpriced", pricing: fixed("-1"), priceClass: "live" }),
  ]);
  expect(priceSamples(market)).toEqual([]);
});

test("made-up prices of the sandbox and real ones are two histories", () => {
  const market = marketOf([
    live("real", "2"),
    anOffer({ id: "made-up", pricing: fixed("4"), priceClass: "sandbox" }),
  ]);
  expect(worldOf(market).map(({ origin, min }) => [origin, min])).toEqual([
    ["sandbox", 4_000_000],
    ["market", 2_000_000],
  ]);
});

test("a price that stands in for one of now is no sample: repeated, it would look like calm", () => {
  const read = (id: string, ageMs: number, amount: string) => ({
    ...live(id, amount),
    observedAt: iso(NOW - ageMs),
  });
  const samples = worldOf(marketOf([read("a", 600_000, "2"), read("b", 600_001, "1")]));
  expect(samples).toMatchObject([{ offers: 1, min: 2_000_000 }]);
});
