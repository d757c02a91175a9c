import { anOffer, fixed, marketOf } from "@necto/tools/core/testing/offers";
import { expect, test } from "vitest";
import { expandOffers } from "./expand-offers.ts";
import { toMarketRows } from "./to-market-rows.ts";

const market = marketOf([
  anOffer({ id: "a", gpuCount: 8, pricing: fixed("16") }),
  anOffer({ id: "b", pricing: fixed("2.50") }),
  anOffer({ id: "sold-out", pricing: fixed("1"), unitsAvailable: 0 }),
]);

test("offers come in the order they were asked for, once, and those that are gone are named", () => {
  const { offers, missing, takenAt } = expandOffers(market, ["b", "gone", "a", "b"]);
  expect(offers.map(({ offer }) => offer.id)).toEqual(["b", "a"]);
  expect(missing).toEqual(["gone"]);
  expect(takenAt).toBe(new Date(market.takenAt).toISOString());
});

test("prices and reasons are those of the table's rows, with the arithmetic that leads to them", () => {
  const rows = new Map(toMarketRows(market).map((row) => [row.id, row]));
  const { offers } = expandOffers(market, ["a", "b", "sold-out"]);
  for (const { offer, normalized, usdMicrosPerHour, reasons } of offers) {
    expect(usdMicrosPerHour).toBe(rows.get(offer.id)!.usdMicrosPerHour);
    expect(normalized.usdMicrosPerGpuHour).toBe(rows.get(offer.id)!.usdMicrosPerGpuHour);
    expect(reasons).toEqual(rows.get(offer.id)!.reasons);
    expect(normalized.steps.length).toBeGreaterThan(0);
  }
  expect(offers[2]!.reasons).toEqual(["availability/unavailable"]);
});
