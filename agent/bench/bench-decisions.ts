import { decide } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import type { Offer } from "@necto/tools/core/offer";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import { ENGINE } from "../config/engine.ts";
import { measure, residentMib, round, type Timing } from "./measure.ts";

export interface DecisionBench {
  readonly market: string;
  readonly offers: number;
  /** Normalising and presorting, from offers in memory; the median of a few builds. */
  readonly buildMs: number;
  readonly buildMsPer100k: number;
  /** keccak256 over the content, computed once per snapshot when first asked for. */
  readonly digestMs: number;
  /** Decision with total order, every rejection's reasons as codes, relaxations and the top 20 expanded. */
  readonly decision: Timing;
  readonly residentMib: number;
}

/** The questions decisions are timed with, in turn. */
const QUESTIONS: readonly Partial<Requirements>[] = [
  { gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] }, maxUsdMicrosPerGpuHour: 3_000_000 },
  { gpuModels: ["A100"], minVramGib: 80, gpuCount: 8, rankBy: "balanced", buyerCountry: "DE" },
  { minVramGib: 24, pricingModels: ["spot"], regions: { include: [], exclude: ["US"] } },
  { gpuModels: ["RTX 4090", "L40S"], maxTotalUsdMicros: 500_000_000, durationSeconds: 86_400 },
  {},
];

const BUILDS = 3;
const STAMP = { id: "bench", parentId: null, decidedAt: Date.UTC(2026, 10, 22), engine: ENGINE };

export function benchDecisions(market: string, offers: readonly Offer[], rounds: number): DecisionBench {
  const input = { offers, tokenPrices: [], sources: [], takenAt: STAMP.decidedAt };
  const build = measure(BUILDS, 1, () => buildSnapshot(input));
  const snapshot = buildSnapshot(input);
  const digest = measure(1, 0, () => snapshot.digest);
  const decision = measure(rounds, QUESTIONS.length, (round) => {
    const requirements = { ...NOTHING_SAID, ...QUESTIONS[round % QUESTIONS.length] };
    expandRanked(decide(snapshot, requirements, STAMP), 0, 20);
  });
  return {
    market,
    offers: offers.length,
    buildMs: build.p50Ms,
    buildMsPer100k: round((build.p50Ms / offers.length) * 100_000),
    digestMs: digest.p50Ms,
    decision,
    residentMib: residentMib(),
  };
}
