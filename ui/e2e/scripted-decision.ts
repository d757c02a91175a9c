import type { Offer } from "@necto/tools/core/offer";
import { Requirements } from "@necto/tools/core/requirements";
import type { SourceReport } from "@necto/tools/core/source-report";
import type { RejectedPage } from "@necto/tools/protocol/api";
import type { DecisionView, RankedRow } from "@necto/tools/protocol/decision-view";

/** Made-up offers that show every badge, length and unknown a page must cope with. */

const AT = "2026-11-22T08:05:12.034Z";

const offer = (changes: Partial<Offer>): Offer => ({
  id: "necto:lst_7f3a",
  source: "necto",
  provider: "Fjordlys Compute AS",
  gpu: { vendor: "NVIDIA", model: "H100", formFactor: "SXM", memoryGib: 80, raw: "H100 SXM5 80GB" },
  gpuCount: 8,
  unitsAvailable: 4,
  location: { country: "NO", continent: "EU", inEu27: false, raw: "Oslo" },
  pricing: { model: "fixed", amount: "19.28", currency: "USD", per: "hour", scope: "unit" },
  fees: [],
  fulfilment: {
    kind: "listing",
    registry: null,
    listingId: "lst_7f3a",
    version: 1,
    payee: "0x0",
    ceilingRate: 2_410_000,
    specsHash: "0x0",
    spec: { status: "available", windows: [] },
  },
  uptimeBps: 9995,
  ratingBps: 9400,
  minDurationSeconds: 3600,
  maxDurationSeconds: null,
  extras: {
    vcpus: "208",
    memoryGib: "1800",
    storageGib: "14000",
    networkMbps: 100_000,
    hostIncluded: true,
    flags: [],
  },
  priceClass: "sandbox",
  observedAt: AT,
  url: "https://example.com/h100",
  ...changes,
});

const quote = { kind: "quote-only" } as const;

const OFFERS: readonly (readonly [Offer, micros: number, units: number])[] = [
  [offer({}), 2_410_000, 1],
  [
    offer({
      id: "necto:lst_9c1d",
      provider: "Nordhain GmbH",
      gpuCount: 4,
      location: { country: "DE", continent: "EU", inEu27: true, raw: "Frankfurt" },
      pricing: {
        model: "token",
        amount: "0.21",
        token: "AKT",
        coinId: "akash-network",
        per: "hour",
        scope: "gpu",
        blockSeconds: null,
        floorUsdMicros: null,
      },
      uptimeBps: 9981,
    }),
    2_447_321,
    2,
  ],
  [
    offer({
      id: "aws-spot:p5.48xlarge:eu-north-1",
      source: "aws-spot",
      provider: "AWS",
      unitsAvailable: null,
      location: { country: "SE", continent: "EU", inEu27: true, raw: "eu-north-1" },
      pricing: {
        model: "spot",
        kind: "spot",
        amount: "19.8432",
        currency: "USD",
        per: "hour",
        blockSeconds: null,
        scope: "unit",
        interruptionBps: 1500,
      },
      fulfilment: quote,
      uptimeBps: null,
      ratingBps: null,
    }),
    2_480_400,
    1,
  ],
  [
    offer({
      id: "lambda:gpu_8x_h100_sxm5:europe-central-1",
      source: "lambda",
      provider: "Lambda",
      location: { country: "DE", continent: "EU", inEu27: true, raw: "europe-central-1" },
      fulfilment: quote,
      uptimeBps: null,
      unitsAvailable: 12,
    }),
    2_990_000,
    1,
  ],
  [
    offer({
      id: "catalog:o00412:on-demand",
      source: "catalog",
      provider: "DataCrunch",
      gpu: { vendor: "NVIDIA", model: "H100", formFactor: "PCIe", memoryGib: 80, raw: "H100_PCIe" },
      gpuCount: 1,
      location: { country: "FI", continent: "EU", inEu27: true, raw: "FIN-01" },
      fulfilment: quote,
      uptimeBps: null,
      unitsAvailable: null,
      priceClass: "recorded",
      observedAt: "2026-11-19T00:00:00.000Z",
    }),
    2_999_900,
    1,
  ],
];

function rankedRow([entry, micros, units]: (typeof OFFERS)[number], index: number): RankedRow {
  const next = OFFERS[index + 1];
  const billedGpus = units * entry.gpuCount;
  const isLast = next === undefined;
  return {
    offer: entry,
    ranked: {
      rank: index + 1,
      offerId: entry.id,
      units,
      billedGpus,
      usdMicrosPerGpuHour: micros,
      usdMicrosPerHour: micros * billedGpus,
      totalUsdMicros: micros * billedGpus * 6,
      scoreBps: null,
      latencyMsEstimate: null,
      why: isLast
        ? null
        : index === 1
          ? { aheadOf: next[0].id, by: "bookable", own: true, next: false }
          : { aheadOf: next[0].id, by: "price", own: micros, next: next[1] },
    },
    normalized: {
      offerId: entry.id,
      usdMicrosPerGpuHour: micros,
      riskAdjustedUsdMicrosPerGpuHour: entry.pricing.model === "spot" ? 2_483_101 : null,
      steps: [
        {
          rule: "stated",
          inputs: { amount: "19.28", currency: "USD", per: "hour", scope: "unit" },
          result: "19.28",
        },
        {
          rule: "per-gpu-from-unit",
          inputs: { usdPerHour: "19.28", gpus: String(entry.gpuCount) },
          result: "2.41",
        },
        { rule: "round-up", inputs: { usdPerGpuHour: "2.41" }, result: "2.410000" },
      ],
      warnings: [
        ...(units > 1 ? (["multi-node"] as const) : []),
        ...(entry.priceClass === "recorded" ? (["recorded-price"] as const) : []),
      ],
    },
  };
}

const report = (changes: Partial<SourceReport>): SourceReport => ({
  source: "necto",
  status: "ok",
  offers: 9,
  rowsRejected: 0,
  skips: {},
  code: null,
  message: null,
  durationMs: 3,
  observedAt: AT,
  bodySha256: null,
  url: null,
  ...changes,
});

export const REPORTS: readonly SourceReport[] = [
  report({}),
  report({ source: "catalog", offers: 5862, rowsRejected: 0, durationMs: 48 }),
  report({
    source: "lambda",
    status: "partial",
    offers: 22,
    rowsRejected: 1,
    skips: { malformed: 1 },
    durationMs: 112,
  }),
  report({
    source: "aws-spot",
    status: "failed",
    offers: 0,
    code: "source/timeout",
    message: "No answer within 4 seconds; its offers are left out of this comparison.",
    durationMs: 4_000,
  }),
];

/** What `cheapest H100 in EU under $3 for 6 hours` was understood as. */
export const ASKED: Requirements = Requirements.parse({
  gpuModels: ["H100"],
  maxUsdMicrosPerGpuHour: 3_000_000,
  durationSeconds: 21_600,
  regions: { include: ["EU"], exclude: [] },
});

/** A decision over 5,893 offers of which `fits` are ranked. */
export function scriptedDecision(id: string, fits: "some" | "none"): DecisionView {
  const ranked = fits === "some" ? OFFERS.map(rankedRow) : [];
  return {
    id,
    snapshotDigest: "0x9f3c",
    decidedAt: AT,
    requirements: ASKED,
    offersSeen: 5893,
    rankedTotal: ranked.length,
    rejectedTotal: 5893 - ranked.length,
    ranked,
    rejectedGroups: [
      { constraint: "gpuModels", reason: "violates", offers: 5612, alone: 61 },
      { constraint: "regions", reason: "violates", offers: 4120, alone: 18 },
      { constraint: "maxUsdMicrosPerGpuHour", reason: "violates", offers: 2044, alone: 14 },
      { constraint: "regions", reason: "unknown", offers: 310, alone: 2 },
      { constraint: "price", reason: "outlier", offers: 3, alone: 0 },
    ],
    funnel: [
      { constraint: "price", removed: 3, left: 5890 },
      { constraint: "gpuModels", removed: 5611, left: 279 },
      { constraint: "regions", removed: 279 - ranked.length - 14, left: ranked.length + 14 },
      { constraint: "maxUsdMicrosPerGpuHour", removed: 14, left: ranked.length },
    ],
    relaxations: [
      {
        constraint: "maxUsdMicrosPerGpuHour",
        to: 3_050_000,
        gains: 14,
        requirements: { ...ASKED, maxUsdMicrosPerGpuHour: 3_050_000 },
      },
      {
        constraint: "regions",
        to: { include: ["EUROPE"], exclude: [] },
        gains: 6,
        requirements: { ...ASKED, regions: { include: ["EUROPE"], exclude: [] } },
      },
    ],
    sources: [...REPORTS],
  };
}

export function scriptedRejected(offset: number, limit: number): RejectedPage {
  const rows = Array.from({ length: 45 }, (_, index) => {
    const entry = offer({
      id: `catalog:o${index}`,
      provider: index % 2 ? "Vultr" : "Google Cloud",
      source: "catalog",
    });
    return {
      offer: entry,
      normalized: {
        offerId: entry.id,
        usdMicrosPerGpuHour: 3_200_000 + index * 10_000,
        riskAdjustedUsdMicrosPerGpuHour: null,
        steps: [],
        warnings: [],
      },
      rejection: {
        offerId: entry.id,
        reasons: [
          {
            constraint: "maxUsdMicrosPerGpuHour" as const,
            required: 3_000_000,
            actual: 3_200_000 + index * 10_000,
            reason: "violates" as const,
          },
          {
            constraint: "regions" as const,
            required: { include: ["EU"], exclude: [] },
            actual: "US",
            reason: "violates" as const,
          },
        ],
      },
    };
  });
  return { total: rows.length, rows: rows.slice(offset, offset + limit) };
}
