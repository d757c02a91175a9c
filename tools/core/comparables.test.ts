import { expect, test } from "vitest";
import type { Offer } from "./offer.ts";
import { aGpu, aListing, anOffer, dynamic, fixed, marketOf, spot } from "./testing/offers.ts";

/** A follower of the market, 5 % below it, between 1 and 10 USD; its ceiling shows that it found nothing to follow. */
const follower = (overrides: Partial<Offer> = {}) =>
  anOffer({
    id: "follower",
    provider: "rhine-compute",
    pricing: dynamic({ follow: { undercutBps: 500 } }),
    ...overrides,
  });
const rival = (overrides: Partial<Offer> = {}) =>
  anOffer({ id: "rival", provider: "seine-gpu", pricing: fixed("2"), ...overrides });

const priceOf = (id: string, ...offers: Offer[]): number => {
  const { offers: sorted, prices } = marketOf(offers);
  return prices[sorted.findIndex((offer) => offer.id === id)]!;
};
const followed = (...offers: Offer[]) => priceOf("follower", follower(), ...offers);

test("a follower asks its share of the cheapest comparable offer", () => {
  expect(followed(rival(), rival({ id: "dearer", pricing: fixed("3") }))).toBe(1_900_000);
});

test("a follower may follow what nobody can book here: quotes", () => {
  expect(followed(rival({ fulfilment: { kind: "quote-only" } }))).toBe(1_900_000);
});

test.each<[string, Partial<Offer>]>([
  ["of another model", { gpu: aGpu({ model: "A100" }) }],
  ["of another form", { gpu: aGpu({ formFactor: "PCIe" }) }],
  ["of other memory", { gpu: aGpu({ memoryGib: 96 }) }],
  ["that may be interrupted", { pricing: spot("2") }],
  ["priced by a rule", { pricing: dynamic({ baseUsdMicros: 2_000_000 }) }],
  ["recorded", { priceClass: "recorded" }],
  ["sold out", { unitsAvailable: 0 }],
  ["offline", { fulfilment: aListing({ status: "offline" }) }],
  ["without a price", { extras: { ...anOffer().extras, hostIncluded: false } }],
  ["free of charge", { pricing: fixed("0") }],
  ["of the same provider", { provider: "rhine-compute" }],
])("a follower never follows an offer %s", (_, overrides) => {
  expect(followed(rival(overrides))).toBe(10_000_000);
});

test("a follower never follows an outlier", () => {
  const peers = ["2", "2.1", "2.2"].map((amount, n) =>
    rival({ id: `peer-${n}`, provider: `p${n}`, pricing: fixed(amount) }),
  );
  expect(followed(rival({ pricing: fixed("0.01") }), ...peers)).toBe(1_900_000);
});

test("a provider with the cheapest offer follows the cheapest of the others", () => {
  const own = rival({ id: "own", provider: "rhine-compute", pricing: fixed("1.5") });
  const others = [rival({ id: "r1", pricing: fixed("3") }), rival({ id: "r2", pricing: fixed("2.4") })];
  expect(followed(own, ...others)).toBe(2_280_000);
  expect(followed(...others, own)).toBe(2_280_000);
  // Everybody else follows that cheapest one.
  const stranger = follower({ id: "stranger", provider: "danube" });
  expect(priceOf("stranger", stranger, own, ...others)).toBe(1_425_000);
});

test("two followers do not chase each other down", () => {
  const second = follower({ id: "second", provider: "seine-gpu" });
  expect(followed(second)).toBe(10_000_000);
  expect(followed(second, rival())).toBe(1_900_000);
});
