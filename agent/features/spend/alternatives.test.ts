import type { Offer } from "@necto/tools/core/offer";
import { locationOf } from "@necto/tools/core/regions";
import type { Requirements } from "@necto/tools/core/requirements";
import { aGpu, aListing, anOffer, fixed, marketOf, route } from "@necto/tools/core/testing/offers";
import { expect, test } from "vitest";
import { alternativesOf } from "./alternatives.ts";

const QUOTE = { kind: "quote-only" } as const;
const at = (id: string, amount: string, more: Partial<Offer> = {}): Offer =>
  anOffer({ id: `necto:${id}`, provider: id, pricing: fixed(amount), ...more });
const inUs = { location: locationOf("US", "Dallas") };

const OFFERS = [
  ...[at("a", "2"), at("b", "2.4"), at("c", "2.5"), at("d", "3.1")],
  at("quote", "1.7", { fulfilment: QUOTE }),
  at("us", "1.9", inUs),
  at("us-dear", "2.9", inUs),
  at("us-quote", "1.6", { ...inUs, fulfilment: QUOTE }),
  at("us-gone", "1.7", { ...inUs, fulfilment: aListing({ status: "offline" }) }),
  at("us-other", "1.5", { ...inUs, gpu: aGpu({ model: "H200", raw: "H200" }) }),
  at("us-eight", "1.55", { ...inUs, gpuCount: 8 }),
  at("us-long", "1.65", { ...inUs, minDurationSeconds: 1_000_000 }),
];

const of = (said: Partial<Requirements>, offerId = "necto:a", gpus = 1) => {
  const found = alternativesOf(route(marketOf(OFFERS), said), { offerId, gpus });
  return found && [found.medianRate, found.ruledOutRate];
};
const EU: Partial<Requirements> = {
  ...{ gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] } },
  ...{ gpuCount: 1, durationSeconds: 3_600 },
};

test("the median is of what met the requirements and could be booked, and a price that somebody asked", () => {
  // 2.00, 2.40, 2.50 and 3.10 in the EU: nearest rank of four is the second. The quote of 1.70 cannot be booked.
  expect(of(EU)?.[0]).toBe(2_400_000);
  expect(of({ ...EU, maxUsdMicrosPerGpuHour: 2_450_000 })?.[0]).toBe(2_000_000);
});

test("what was ruled out could have been booked, is of the same GPU, and fits the count and the duration", () => {
  // 1.90 in the US. Cheaper are a quote, one that is offline, another GPU, eight at a time, and one for weeks only.
  expect(of(EU)?.[1]).toBe(1_900_000);
  expect(of({ ...EU, regions: { include: ["EU"], exclude: [] }, durationSeconds: 1_000_000 })?.[1]).toBe(
    1_650_000,
  );
  expect(of({ ...EU, regions: { include: [], exclude: [] } })?.[1]).toBeNull();
});

test("both are for the GPUs of the job", () => {
  expect(of(EU, "necto:a", 8)).toEqual([8 * 2_400_000, 8 * 1_900_000]);
});

test("a decision that does not know the offer says nothing of the job", () => {
  expect(of(EU, "necto:elsewhere")).toBeNull();
});
