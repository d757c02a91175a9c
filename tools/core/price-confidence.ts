import type { Gpu } from "./gpu.ts";
import type { PriceClass } from "./offer.ts";
import { formatAge } from "./units.ts";

/** Ages a price's decay is known at, milliseconds. */
type Ages = readonly [number, number, number];

/** How often the cheapest price of a GPU has moved by more than 5 % after some time, basis points per age. */
export interface PriceVolatility {
  readonly agesMs: Ages;
  readonly offBps: readonly [number, number, number];
}

const HOUR_MS = 3_600_000;

/** Ages of the dated table. */
const TABLE_AGES_MS: Ages = [HOUR_MS / 2, 7 * HOUR_MS, 24 * HOUR_MS];
/** Ages that a history of hours can be asked about. */
export const MEASURED_AGES_MS: Ages = [HOUR_MS, 7 * HOUR_MS, 24 * HOUR_MS];

type Share = readonly [number, number, number];

// 30-minute prices of several clouds over 28 days from 2025-10-19 (a public record under MIT, measured 2026-11-22):
// moments at which a price of that age was more than 5 % off the cheapest one, or its provider had nothing left.
const TABLE: Readonly<Record<string, Share>> = {
  "H100 SXM": [1180, 2830, 3280],
  GH200: [1500, 2870, 3080],
  "A100 PCIe 80": [160, 1020, 2290],
  B200: [130, 490, 1530],
  H200: [20, 260, 1280],
  "A100 SXM 80": [20, 150, 460],
};
/** What holds for a GPU that nobody measured: the middle of the six above. */
const TYPICAL: Share = [145, 755, 1910];

export const CONFIDENCE_LEVELS = ["high", "medium", "low"] as const;
export type ConfidenceLevel = (typeof CONFIDENCE_LEVELS)[number];

/** An estimate of how likely a price still holds. For reading only: no order and no filter knows it. */
export interface PriceConfidence {
  readonly level: ConfidenceLevel;
  /** Of a hundred prices like this one, how many are more than 5 % off by now; basis points. */
  readonly offBps: number;
  /** The age is beyond what was measured, or unknown: it may be more. */
  readonly isAtLeast: boolean;
  /** Where the share comes from: this GPU's own recorded history, the dated table, or the table's middle. */
  readonly basis: "measured" | "table" | "typical";
}

/** Fewer than one in twenty is off. */
const HIGH_BELOW_BPS = 500;
/** Fewer than three in twenty are. */
const MEDIUM_BELOW_BPS = 1500;

/** Prices made of other moments than the one they were read at: bids of a month, rows of a catalogue. */
const OF_THE_PAST: ReadonlySet<PriceClass> = new Set(["historical", "recorded"]);

export interface PricedAt {
  readonly gpu: Pick<Gpu, "model" | "formFactor" | "memoryGib">;
  readonly priceClass: PriceClass;
  readonly ageMs: number;
  /** What the own history says of this GPU and pricing model; null when there is not enough of it. */
  readonly measured: PriceVolatility | null;
}

/**
 * Confidence in a price from its class, its age and how fast prices of its GPU move. Between two known ages the share
 * is taken on the straight line. A price of the past is never more than low.
 *
 * @example priceConfidence({ gpu: { model: "H200", … }, priceClass: "live", ageMs: 1_800_000, measured: null })
 * // { level: "high", offBps: 20, isAtLeast: false, basis: "table" }
 */
export function priceConfidence({ gpu, priceClass, ageMs, measured }: PricedAt): PriceConfidence {
  const known = tableShare(gpu);
  const basis = measured ? "measured" : known ? "table" : "typical";
  const { agesMs, offBps } = measured ?? { agesMs: TABLE_AGES_MS, offBps: known ?? TYPICAL };
  const isPast = OF_THE_PAST.has(priceClass);
  const age = Math.max(0, isPast ? Math.max(ageMs, agesMs[2]) : ageMs);
  const share = shareAt(age, agesMs, offBps);
  return {
    level: isPast || share >= MEDIUM_BELOW_BPS ? "low" : share >= HIGH_BELOW_BPS ? "medium" : "high",
    offBps: share,
    isAtLeast: isPast || age > agesMs[2],
    basis,
  };
}

function tableShare({ model, formFactor, memoryGib }: PricedAt["gpu"]): Share | null {
  if (model === null) return null;
  const names = [model, `${model} ${formFactor}`, `${model} ${formFactor} ${memoryGib}`];
  const name = names.find((candidate) => Object.hasOwn(TABLE, candidate));
  return name === undefined ? null : (TABLE[name] ?? null);
}

function shareAt(ageMs: number, agesMs: Ages, offBps: Share): number {
  let [fromAge, fromShare] = [0, 0];
  for (const [index, toAge] of agesMs.entries()) {
    const toShare = offBps[index] ?? fromShare;
    if (ageMs <= toAge)
      return Math.round(fromShare + ((toShare - fromShare) * (ageMs - fromAge)) / (toAge - fromAge));
    [fromAge, fromShare] = [toAge, toShare];
  }
  return fromShare;
}

const LEVEL_WORDS: Readonly<Record<ConfidenceLevel, string>> = { high: "High", medium: "Medium", low: "Low" };
const BASIS_WORDS: Readonly<Record<PriceConfidence["basis"], string>> = {
  measured: "measured in the prices recorded here",
  table: "measured over 28 days of 2025",
  typical: "typical of six GPUs measured over 28 days of 2025",
};

/** `Medium (estimate): about 12 in 100 such prices are more than 5 % off when 30 min old, measured over 28 days of 2025` */
export function describeConfidence(
  { level, offBps, isAtLeast, basis }: PriceConfidence,
  { ageMs, priceClass }: Pick<PricedAt, "ageMs" | "priceClass">,
): string {
  const share =
    offBps < 50 ? "fewer than 1" : `${isAtLeast ? "at least" : "about"} ${Math.round(offBps / 100)}`;
  const age = OF_THE_PAST.has(priceClass) ? "of the past" : `${formatAge(ageMs)} old`;
  return `${LEVEL_WORDS[level]} (estimate): ${share} in 100 such prices ${age} are more than 5 % off, ${BASIS_WORDS[basis]}`;
}
