import { expect, test } from "vitest";
import { decide, rankFiltered } from "./decide.ts";
import { expandDecision, expandRanked, expandRejections, rejectionOf } from "./expand-decision.ts";
import { filterOffers } from "./filter.ts";
import { expandOffer } from "./normalize-offer.ts";
import { locationOf } from "./regions.ts";
import { NOTHING_SAID, Requirements } from "./requirements.ts";
import { RULES_VERSION } from "./rules-version.ts";
import {
  aGpu,
  anOffer,
  decisionOf,
  fixed,
  HOUR,
  marketOf,
  NOW,
  route,
  STAMP,
  spot,
  token,
  tokenPrice,
} from "./testing/offers.ts";

const lambda = anOffer({
  id: "lambda:gpu_8x_h100_sxm5:europe-central-1",
  source: "lambda",
  provider: "lambda",
  gpuCount: 8,
  pricing: fixed("2392", { currency: "USD_CENT", scope: "unit" }),
  fulfilment: { kind: "quote-only" },
});
const listed = anOffer({ id: "necto:7", pricing: fixed("2.95"), unitsAvailable: 3 });
const american = anOffer({ id: "necto:8", pricing: fixed("2.1"), location: locationOf("US", "Ohio") });
const older = anOffer({ id: "necto:9", pricing: fixed("1.2"), gpu: aGpu({ model: "A100" }) });
const MARKET = marketOf([lambda, listed, american, older]);
const SAID: Partial<Requirements> = {
  gpuModels: ["H100"],
  regions: { include: ["EU"], exclude: [] },
  maxUsdMicrosPerGpuHour: 3_000_000,
  durationSeconds: 90 * 60,
};

test("the cheapest H100 in the EU under $3: bookable first, every other offer with its reasons", () => {
  expect(decisionOf(MARKET, SAID)).toEqual({
    id: "decision-1",
    parentId: null,
    snapshotDigest: MARKET.digest,
    requirements: Requirements.parse(SAID),
    ranked: [
      {
        rank: 1,
        offerId: "necto:7",
        units: 1,
        billedGpus: 1,
        usdMicrosPerGpuHour: 2_950_000,
        usdMicrosPerHour: 2_950_000,
        totalUsdMicros: 4_425_000,
        scoreBps: null,
        latencyMsEstimate: null,
        why: { aheadOf: lambda.id, by: "bookable", own: true, next: false },
      },
      {
        rank: 2,
        offerId: lambda.id,
        units: 1,
        billedGpus: 8,
        usdMicrosPerGpuHour: 2_990_000,
        usdMicrosPerHour: 23_920_000,
        totalUsdMicros: 35_880_000,
        scoreBps: null,
        latencyMsEstimate: null,
        why: null,
      },
    ],
    rejected: [
      {
        offerId: "necto:8",
        reasons: [
          {
            constraint: "regions",
            required: { include: ["EU"], exclude: [] },
            actual: "US",
            reason: "violates",
          },
        ],
      },
      {
        offerId: "necto:9",
        reasons: [{ constraint: "gpuModels", required: ["H100"], actual: "A100 SXM", reason: "violates" }],
      },
    ],
    relaxations: [{ constraint: "regions", to: { include: [], exclude: [] }, gains: 1 }],
    chosen: "necto:7",
    offersSeen: 4,
    decidedAt: "2026-11-22T08:00:00.000Z",
    rulesVersion: RULES_VERSION,
    engine: STAMP.engine,
  });
});

test("with no offers nothing is chosen", () => {
  expect(decisionOf(marketOf([]))).toMatchObject({
    ranked: [],
    rejected: [],
    relaxations: [],
    chosen: null,
    offersSeen: 0,
  });
});

test("filtering and ranking as two steps decide the same as in one", () => {
  const requirements = Requirements.parse(SAID);
  const masks = filterOffers(MARKET, requirements, NOW);
  expect(expandDecision(rankFiltered(MARKET, requirements, STAMP, masks))).toEqual(
    expandDecision(decide(MARKET, requirements, STAMP)),
  );
});

test("pages of the ranking and of the rejections are parts of the whole", () => {
  const coded = route(MARKET, SAID);
  const { ranked, rejected } = expandDecision(coded);
  expect(expandRanked(coded, 1, 2)).toEqual(ranked.slice(1, 2));
  expect(expandRanked(coded, 1, 99)).toEqual(ranked.slice(1));
  expect(expandRejections(coded, () => true, 1, 1)).toEqual(rejected.slice(1));
  expect(expandRejections(coded, () => false, 0, 9)).toEqual([]);
  expect(rejectionOf(coded, 0).reasons).toEqual([]);
});

test("several units are billed together, from the exact price", () => {
  const third = anOffer({ gpuCount: 3, unitsAvailable: 4, pricing: fixed("1", { scope: "unit" }) });
  const [row] = decisionOf(marketOf([third]), { gpuCount: 9, durationSeconds: HOUR + 1 }).ranked;
  expect(row).toMatchObject({
    units: 3,
    billedGpus: 9,
    usdMicrosPerGpuHour: 333_334,
    usdMicrosPerHour: 3_000_000,
    // 3,000,000 · 3601 / 3600 = 3,000,833.33…
    totalUsdMicros: 3_000_834,
  });
});

test("an exact match of the count has no preference: the price decides", () => {
  const whole = anOffer({ id: "whole", gpuCount: 8, pricing: fixed("2.5") });
  const parts = anOffer({ id: "parts", gpuCount: 4, unitsAvailable: 2, pricing: fixed("2.4") });
  expect(decisionOf(marketOf([whole, parts]), { gpuCount: 8 }).ranked.map(({ offerId }) => offerId)).toEqual([
    "parts",
    "whole",
  ]);
});

test("without a count, units are ranked by the price of one GPU-hour and show their own bill", () => {
  const eight = anOffer({ id: "eight", gpuCount: 8, pricing: fixed("16", { scope: "unit" }) });
  const one = anOffer({ id: "one", pricing: fixed("2.2") });
  expect(
    decisionOf(marketOf([eight, one])).ranked.map((row) => [
      row.offerId,
      row.billedGpus,
      row.usdMicrosPerHour,
    ]),
  ).toEqual([
    ["eight", 8, 16_000_000],
    ["one", 1, 2_200_000],
  ]);
});

test("warns of what is worth a second look", () => {
  const peers = ["2", "2.1", "2.2", "2.3"].map((amount) =>
    anOffer({ id: `p${amount}`, provider: `p${amount}`, pricing: fixed(amount) }),
  );
  const recorded = anOffer({
    id: "recorded",
    priceClass: "recorded",
    extras: { ...anOffer().extras, flags: ["teaser"] },
  });
  const far = anOffer({ id: "far", provider: "p2", pricing: fixed("11.3") });
  const tokens = anOffer({ id: "tokens", pricing: token("5") });
  const market = marketOf([...peers, recorded, far, tokens], {
    tokenPrices: [tokenPrice("0.3", "nosana", 600_000)],
  });
  const warnings = (id: string, units = 1, at = NOW) =>
    expandOffer(
      market,
      market.offers.findIndex((offer) => offer.id === id),
      at,
      units,
    ).warnings;
  expect(warnings("p2")).toEqual([]);
  expect(warnings("p2", 2)).toEqual(["multi-node"]);
  expect(warnings("recorded")).toEqual(["recorded-price", "source-flagged"]);
  expect(warnings("far")).toEqual(["price-far-from-median"]);
  expect(warnings("tokens")).toEqual([]);
  expect(warnings("tokens", 1, NOW + 1)).toEqual(["token-price-aging"]);
});

test("the price with its risk stands beside the price, and ranks nothing", () => {
  const risky = anOffer({ id: "risky", pricing: spot("2", { interruptionBps: 2_000 }) });
  const safe = anOffer({ id: "safe", pricing: fixed("2.0001") });
  const market = marketOf([risky, safe]);
  // λ = -ln(0.8) / 730 = 0.00030567…; 2 · (1 + λ / 2) = 2.00030567…
  expect(expandOffer(market, 0, NOW, 1)).toMatchObject({
    usdMicrosPerGpuHour: 2_000_000,
    riskAdjustedUsdMicrosPerGpuHour: 2_000_306,
  });
  expect(expandOffer(market, 1, NOW, 1).riskAdjustedUsdMicrosPerGpuHour).toBeNull();
  expect(decisionOf(market).chosen).toBe("risky");
});

test("nothing said is the default of every decision", () => {
  expect(decisionOf(MARKET).requirements).toEqual(NOTHING_SAID);
});
