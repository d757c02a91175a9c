import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Offer } from "./offer.ts";
import { type PreviewOf, previewOffer } from "./preview-offer.ts";
import { plainRequest, previewPrice } from "./preview-price.ts";
import { priceToRankFirst } from "./price-to-rank-first.ts";
import { locationOf } from "./regions.ts";
import { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";
import { aDraft, aRule, usdc } from "./testing/drafts.ts";
import {
  aListing,
  anOffer,
  dynamic,
  fixed,
  marketOf,
  markets,
  NOW,
  rankedIds,
  requirements,
} from "./testing/offers.ts";

const rival = (id: string, pricing: Offer["pricing"], overrides: Partial<Offer> = {}) =>
  anOffer({ id, provider: `maker of ${id}`, pricing, ...overrides });

const of = (draft: Parameters<typeof aDraft>[0], overrides: Partial<PreviewOf> = {}): PreviewOf => ({
  draft: aDraft(draft),
  listingId: null,
  provider: "me",
  unitsAvailable: 8,
  utilisationBps: null,
  at: NOW,
  ...overrides,
});

const preview = (market: MarketSnapshot, draft: PreviewOf, regions: string[] = []) =>
  previewPrice(market, draft, plainRequest(market, draft, regions));

const MARKET = marketOf([
  rival("a", fixed("1.90")),
  rival("b", fixed("2.10")),
  rival("c", fixed("1.70"), { location: locationOf("US", "Oregon") }),
  rival("pcie", fixed("1.00"), { gpu: { ...anOffer().gpu, formFactor: "PCIe" } }),
]);

describe("what buyers would see", () => {
  test.each<
    [
      draft: Parameters<typeof aDraft>[0],
      regions: string[],
      usdMicros: number,
      rank: number,
      ranked: number,
      best: string,
    ]
  >([
    [{ pricing: usdc("2") }, [], 2_000_000, 3, 4, "c"],
    [{ pricing: usdc("2") }, ["EU"], 2_000_000, 2, 3, "a"],
    [{ pricing: usdc("1.5") }, [], 1_500_000, 1, 4, "c"],
    [{ gpuCount: 8, pricing: usdc("16.4", "unit") }, ["EU"], 2_050_000, 2, 3, "a"],
    [{ pricing: aRule({ baseUsdMicros: null, follow: { undercutBps: 200 } }) }, ["EU"], 1_666_000, 1, 3, "a"],
  ])("of %j in %j is %i, rank %i of %i", (draft, regions, usdMicrosPerGpuHour, rank, ranked, best) => {
    expect(preview(MARKET, of(draft), regions)).toMatchObject({
      usdMicrosPerGpuHour,
      rank,
      ranked,
      best: { offerId: best },
    });
  });

  test("is told with its arithmetic, line by line", () => {
    const pricing = aRule({ demandCurve: [{ fromUtilisationBps: 9000, multiplierBps: 11_500 }] });
    const { steps } = preview(MARKET, of({ pricing }, { utilisationBps: 9_100 }));
    expect(steps.map(({ rule, result }) => [rule, result])).toEqual([
      ["rule-base", "2"],
      ["rule-demand", "2.3"],
      ["rule-clamp", "2.3"],
      ["round-up", "2.3"],
    ]);
  });

  test("is nothing when it is closed, and why", () => {
    expect(preview(MARKET, of({ status: "offline" }))).toMatchObject({
      ...{ rank: null, ranked: 4 - 1 },
      reasons: [{ constraint: "availability", reason: "unavailable" }],
    });
    const office = { timeZone: "UTC", weekly: [{ days: [1], from: "08:00", to: "18:00" }] };
    expect(preview(MARKET, of({ availability: office })).rank).toBeNull();
    expect(
      preview(MARKET, of({ availability: office }, { at: Date.parse("2026-11-23T09:00:00Z") })).rank,
    ).toBe(3);
  });

  test("leaves the listing as it is out of the market, and keeps what is known of it", () => {
    const present = rival("necto:0x1", fixed("1.2"), {
      ...{ provider: "me", uptimeBps: 9_990, fulfilment: aListing({}) },
    });
    const market = marketOf([...MARKET.offers, present]);
    const edited = of({ pricing: usdc("2") }, { listingId: "0x1" });
    expect(preview(market, edited)).toMatchObject({ rank: 3, ranked: 4, best: { offerId: "c" } });
    expect(previewOffer(market, edited)).toMatchObject({ id: "necto:0x1", uptimeBps: 9_990 });
  });

  test("counts who follows it", () => {
    const follower = rival("follower", dynamic({ follow: { undercutBps: 1000 } }));
    const market = marketOf([...MARKET.offers.filter(({ id }) => id !== "c"), follower]);
    expect(preview(market, of({ pricing: usdc("1.5") }))).toMatchObject({
      ...{ rank: 2, best: { offerId: "follower", usdMicrosPerGpuHour: 1_350_000 } },
    });
  });
});

describe("the price that ranks first", () => {
  const EU = Requirements.parse({ gpuModels: ["H100 SXM"], regions: { include: ["EU"] } });
  const first = (market: MarketSnapshot, draft: PreviewOf, request = EU) =>
    priceToRankFirst(market, previewOffer(market, draft), request, NOW);

  test("is a micro-USD under the cheapest of the region when a tie would go to it", () => {
    expect(first(MARKET, of({}))).toEqual({
      usdMicrosPerGpuHour: 1_899_999,
      beats: { offerId: "a", usdMicrosPerGpuHour: 1_900_000 },
      reasons: [],
    });
  });

  test("is the price of the cheapest when the tie is won, by a known uptime", () => {
    const known = rival("necto:0x1", fixed("2.5"), { provider: "me", uptimeBps: 9_990 });
    expect(first(marketOf([...MARKET.offers, known]), of({}, { listingId: "0x1" }))).toMatchObject({
      usdMicrosPerGpuHour: 1_900_000,
    });
  });

  test("of bookable offers does not care for quotes, however cheap", () => {
    const quote = rival("quote", fixed("0.5"), { fulfilment: { kind: "quote-only" } });
    expect(first(marketOf([...MARKET.offers, quote]), of({}))).toMatchObject({ beats: { offerId: "a" } });
  });

  test("is below the floor of a follower, who answers every price above it", () => {
    const follower = rival("follower", dynamic({ follow: { undercutBps: 200 }, floorUsdMicros: 1_600_000 }));
    expect(first(marketOf([...MARKET.offers, follower]), of({}))).toEqual({
      usdMicrosPerGpuHour: 1_599_999,
      beats: { offerId: "follower", usdMicrosPerGpuHour: 1_600_000 },
      reasons: [],
    });
  });

  test("is the ceiling when nobody else answers", () => {
    expect(first(marketOf([]), of({}))).toEqual({ usdMicrosPerGpuHour: 3_000_000, beats: null, reasons: [] });
  });

  test("does not exist for a listing that is out for another reason", () => {
    const france = Requirements.parse({ regions: { include: ["FR"] } });
    expect(first(MARKET, of({}), france)).toMatchObject({
      usdMicrosPerGpuHour: null,
      reasons: [{ constraint: "regions", reason: "violates" }],
    });
  });

  test("does not exist when being nearer counts more", () => {
    const near = Requirements.parse({ gpuModels: ["H100"], rankBy: "latency", buyerCountry: "US" });
    expect(first(MARKET, of({}), near)).toEqual({ usdMicrosPerGpuHour: null, beats: null, reasons: [] });
  });

  test("is not so low that nobody would believe it", () => {
    const dear = ["70", "71", "72", "73"].map((amount, n) => rival(`dear-${n}`, fixed(amount)));
    const draft = of({ ceilingUsdMicros: 10_000_000 });
    expect(first(marketOf([rival("cheap", fixed("8")), ...dear]), draft).usdMicrosPerGpuHour).toBe(7_999_999);
    // At 6, less than a tenth of the median, nobody is a rival.
    const cheapest = first(marketOf([rival("cheap", fixed("6")), ...dear]), draft);
    expect(cheapest).toMatchObject({ usdMicrosPerGpuHour: 10_000_000, beats: { offerId: "dear-0" } });
  });

  test("respects what the buyer would pay", () => {
    const cheap = Requirements.parse({ gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 1_200_000 });
    expect(first(marketOf([rival("b", fixed("2.1"))]), of({}), cheap)).toMatchObject({
      usdMicrosPerGpuHour: 1_200_000,
      beats: null,
    });
  });

  test("whatever the market and the request by cost: with it the listing is first, with a micro-USD more it is not", () => {
    const byCost = requirements().map((asked) => ({ ...asked, rankBy: "cost" as const, pricingModels: [] }));
    let found = 0;
    fc.assert(
      fc.property(markets({ maxLength: 25 }), byCost, (market, asked) => {
        const draft = of({ ceilingUsdMicros: 50_000_000 });
        const { usdMicrosPerGpuHour: usdMicros } = first(market, draft, asked);
        if (usdMicros === null) return;
        found++;
        const rankOf = (micros: number) => {
          const amount = String(micros / 1_000_000);
          const offer = previewOffer(market, { ...draft, draft: { ...draft.draft, pricing: usdc(amount) } });
          const whole = marketOf([...market.offers, offer], {
            tokenPrices: [...market.tokenPrices.values()],
          });
          return rankedIds(whole, asked).indexOf(offer.id);
        };
        expect(rankOf(usdMicros)).toBe(0);
        if (usdMicros < 50_000_000) expect(rankOf(usdMicros + 1)).not.toBe(0);
      }),
      { seed: 31, numRuns: 150 },
    );
    expect(found).toBeGreaterThan(30);
  });
});
