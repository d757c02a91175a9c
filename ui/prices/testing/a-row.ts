import type { MarketRow } from "@necto/tools/protocol/market-row";

/** A plain row; every test says what matters to it. */
export const aRow = (overrides: Partial<MarketRow> = {}): MarketRow => ({
  id: "lambda:1",
  provider: "lambda",
  source: "lambda",
  gpu: "H100",
  gpuRaw: "H100 SXM5",
  formFactor: "SXM",
  memoryGib: 80,
  gpuCount: 8,
  country: "DE",
  place: "europe-central-1",
  pricing: "fixed",
  isAuction: false,
  usdMicrosPerGpuHour: 2_410_000,
  usdMicrosPerHour: 19_280_000,
  priceClass: "live",
  isBookable: false,
  unitsAvailable: 4,
  uptimeBps: 9_950,
  observedAt: null,
  reasons: [],
  ...overrides,
});
