import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { DecimalText } from "./decimal.ts";
import { Decision } from "./decision.ts";
import { expandOffer, normalizeOffer } from "./normalize-offer.ts";
import { NormalizedOffer } from "./normalized-offer.ts";
import { Fee, Offer } from "./offer.ts";
import { PricingRule } from "./pricing.ts";
import { ProviderChange } from "./provider-change.ts";
import { NOTHING_SAID, Requirements } from "./requirements.ts";
import { priceContextOf } from "./snapshot.ts";
import {
  anOffer,
  decisionOf,
  marketOf,
  markets,
  NOW,
  offers,
  requirements,
  spot,
  tokenPrice,
} from "./testing/offers.ts";
import { TokenPrice } from "./token-price.ts";

test("with nothing said, requirements are exactly those of the design", () => {
  expect(JSON.stringify(Requirements.parse({}))).toBe(
    JSON.stringify({
      gpuModels: [],
      minVramGib: null,
      gpuCount: null,
      maxUsdMicrosPerGpuHour: null,
      maxTotalUsdMicros: null,
      durationSeconds: null,
      startAt: null,
      regions: { include: [], exclude: [] },
      pricingModels: [],
      sources: { include: [], exclude: [] },
      minUptimeBps: null,
      minRatingBps: null,
      maxLatencyMs: null,
      buyerCountry: null,
      rankBy: "cost",
      mode: null,
    }),
  );
  expect(NOTHING_SAID).toEqual(Requirements.parse({}));
});

test.each([
  ["a field nobody knows", { maxPrice: 3 }],
  ["a misspelt one", { gpuModel: ["H100"] }],
  ["one inside a choice", { regions: { only: ["DE"] } }],
  ["a region nobody knows", { regions: { include: ["EUU"] } }],
  ["an unknown region to stay away from", { regions: { exclude: ["Germnay"] } }],
  ["a fraction of a micro-USD", { maxUsdMicrosPerGpuHour: 2.5 }],
  ["a negative budget", { maxTotalUsdMicros: -1 }],
  ["no GPU at all", { gpuCount: 0 }],
  ["more than all uptime", { minUptimeBps: 10_001 }],
  ["a country by name", { buyerCountry: "Germany" }],
  ["a time that is none", { startAt: "tomorrow" }],
  ["another way to rank", { rankBy: "price" }],
])("requirements refuse %s", (_, said) => {
  expect(Requirements.safeParse(said).success).toBe(false);
});

test("a refused region is named", () => {
  const { error } = Requirements.safeParse({ regions: { include: ["EUU"] } });
  expect(error?.issues[0]).toMatchObject({
    path: ["regions", "include", 0],
    message: expect.stringContaining("EUU"),
  });
});

test("every country code and group of the design is a region", () => {
  const include =
    "DE EU EEA EUROPE NORDICS NORTH_AMERICA SOUTH_AMERICA ASIA APAC MIDDLE_EAST AFRICA OCEANIA".split(" ");
  expect(Requirements.parse({ regions: { include } }).regions.include).toEqual(include);
});

test("requirements have a JSON schema that a model can be given", () => {
  const { properties, additionalProperties } = z.toJSONSchema(Requirements, { io: "input" });
  expect(Object.keys(properties ?? {})).toEqual(Object.keys(NOTHING_SAID));
  expect(additionalProperties).toBe(false);
});

test("with nothing said, a provider's change changes nothing", () => {
  expect(ProviderChange.parse({})).toEqual({
    gpuModels: [],
    memoryGib: null,
    gpuCount: null,
    gpuTotal: null,
    gpuTotalDelta: null,
    listingIds: [],
    isForAll: false,
    usdMicrosPerGpuHour: null,
    percentBps: null,
    usdMicrosDelta: null,
    pricing: null,
    rule: null,
    status: null,
    from: null,
    to: null,
    regions: { include: [], exclude: [] },
  });
});

test("amounts are kept as decimal text, and anything else is refused", () => {
  expect(DecimalText.parse("27.875342465753423")).toBe("27.875342465753423");
  expect(DecimalText.parse(1e-7)).toBe("1e-7");
  for (const wrong of ["", "N/A", "1,000", Number.NaN, Number.POSITIVE_INFINITY, null, "1".repeat(200)])
    expect(DecimalText.safeParse(wrong).success).toBe(false);
});

test("a fee is a share or an amount, never both and never neither", () => {
  expect(Fee.safeParse({ label: "a", bps: 100 }).success).toBe(true);
  expect(Fee.safeParse({ label: "a", usdMicrosPerHour: 100 }).success).toBe(true);
  expect(Fee.safeParse({ label: "a", bps: 100, usdMicrosPerHour: 100 }).success).toBe(false);
  expect(Fee.safeParse({ label: "a" }).success).toBe(false);
});

test("a rule whose floor is above its ceiling is refused, and so is a tier that ends before it begins", () => {
  const rule = { floorUsdMicros: 1_000_000, ceilingUsdMicros: 2_000_000 };
  const tier = { days: [0], fromMinute: 1320, toMinute: 120, multiplierBps: 5_000 };
  expect(PricingRule.safeParse(rule).success).toBe(true);
  expect(PricingRule.safeParse({ ...rule, ceilingUsdMicros: 999_999 }).success).toBe(false);
  expect(PricingRule.safeParse({ ...rule, timeTiers: [tier] }).success).toBe(false);
});

test.each<[string, object]>([
  ["no id", { id: "" }],
  ["no GPU", { gpuCount: 0 }],
  ["half a GPU", { gpuCount: 0.5 }],
  ["a price that is no number", { pricing: { ...spot("1"), amount: "N/A*" } }],
  ["a unit nobody knows", { pricing: { ...spot("1"), currency: "EUR" } }],
  ["a price per month", { pricing: { ...spot("1"), per: "month" } }],
  ["a price of nobody knows what", { pricing: { ...spot("1"), scope: undefined } }],
  ["a country by name", { location: { ...anOffer().location, country: "Germany" } }],
])("an offer with %s is refused", (_, wrong) => {
  expect(Offer.safeParse({ ...anOffer(), ...wrong }).success).toBe(false);
});

test("offers, token prices and requirements survive being written down and read again", () => {
  fc.assert(
    fc.property(offers(), requirements(), (list, said) => {
      for (const offer of list) expect(Offer.parse(JSON.parse(JSON.stringify(offer)))).toEqual(offer);
      expect(Requirements.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
    }),
    { seed: 22, numRuns: 50 },
  );
  expect(TokenPrice.parse(tokenPrice("0.3"))).toEqual(tokenPrice("0.3"));
});

test("every decision of the engine is a `Decision`, and survives being written down", () => {
  fc.assert(
    fc.property(markets(), requirements(), (market, said) => {
      const decision = decisionOf(market, said);
      expect(Decision.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
    }),
    { seed: 23, numRuns: 200 },
  );
});

test("every normalised offer of the engine is a `NormalizedOffer`", () => {
  fc.assert(
    fc.property(markets(), (market) => {
      market.offers.forEach((offer, i) => {
        for (const normalized of [
          normalizeOffer(offer, priceContextOf(market, offer)),
          expandOffer(market, i, NOW, 2),
        ])
          expect(NormalizedOffer.parse(normalized)).toEqual(normalized);
      });
    }),
    { seed: 24, numRuns: 100 },
  );
});

test("the longest rental of the most GPUs at the highest price is still a `Decision`", () => {
  const market = marketOf([anOffer({ gpuCount: 1_000_000, pricing: spot("100000") })]);
  const said = { gpuCount: 1_000_000, durationSeconds: Number.MAX_SAFE_INTEGER };
  expect(Decision.parse(decisionOf(market, said)).ranked[0]).toMatchObject({
    usdMicrosPerGpuHour: 100_000_000_000,
    totalUsdMicros: Number.MAX_SAFE_INTEGER,
  });
});
