import type { Constraint, Relaxation } from "./decision.ts";
import { latencyByLocation, totalUsdMicros } from "./filter.ts";
import { matchesRegions } from "./match-location.ts";
import { PRICING_MODELS } from "./pricing.ts";
import { onlyBit, REASON_CODES, type ReasonCode } from "./reason-codes.ts";
import type { Requirements } from "./requirements.ts";
import { hourlyUsdMicros, type MarketSnapshot } from "./snapshot.ts";

/** Limits in USD are offered in whole cents, the way people write them. */
const CENT_USD_MICROS = 10_000;

/** Wider region tokens, nearest first. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  EU: ["EEA", "EUROPE"],
  EEA: ["EUROPE"],
  NORDICS: ["EUROPE"],
  ASIA: ["APAC"],
  OCEANIA: ["APAC"],
};

/** Offers that one constraint alone keeps out, by constraint and reason. */
type Alone = ReadonlyMap<ReasonCode, readonly number[]>;

interface Change<T> {
  readonly to: T;
  readonly gains: number;
}

/**
 * The nearest single change per constraint that lets more offers in, most gains first (then in the order of the
 * reason table). Only offers kept out by that constraint alone count.
 */
export function findRelaxations(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  masks: Uint32Array,
): Relaxation[] {
  const alone = groupAlone(masks);
  const found: Relaxation[] = [];
  for (const [constraint, nearest] of RULES) {
    const change = nearest(snapshot, requirements, alone);
    if (change && change.gains > 0)
      found.push({ constraint, to: change.to as Relaxation["to"], gains: change.gains });
  }
  return found.sort((a, b) => b.gains - a.gains);
}

function groupAlone(masks: Uint32Array): Alone {
  const byBit: number[][] = REASON_CODES.map(() => []);
  for (let i = 0; i < masks.length; i++) {
    const bit = onlyBit(masks[i]!);
    if (bit >= 0) byBit[bit]!.push(i);
  }
  return new Map(REASON_CODES.map((code, bit) => [code, byBit[bit]!]));
}

const offersOf = (alone: Alone, constraint: Constraint, reason?: ReasonCode["reason"]): number[] =>
  [...alone].flatMap(([code, indexes]) =>
    code.constraint === constraint && (reason === undefined || code.reason === reason) ? indexes : [],
  );

type Nearest = (snapshot: MarketSnapshot, requirements: Requirements, alone: Alone) => Change<unknown> | null;

const RULES: readonly (readonly [Constraint, Nearest])[] = [
  ["gpuModels", relaxForm],
  ["minVramGib", (s, _, alone) => lowerTo(s.columns.memoryGib, offersOf(alone, "minVramGib", "violates"))],
  ["gpuCount", relaxCount],
  ["maxUsdMicrosPerGpuHour", relaxPrice],
  ["maxTotalUsdMicros", relaxTotal],
  ["durationSeconds", relaxDuration],
  ["regions", relaxRegions],
  ["pricingModels", relaxPricingModels],
  ["sources", (_, __, alone) => dropping({ include: [], exclude: [] }, offersOf(alone, "sources"))],
  ["minUptimeBps", (s, _, alone) => lowerOrDrop(s.columns.uptimeBps, alone, "minUptimeBps")],
  ["minRatingBps", (s, _, alone) => lowerOrDrop(s.columns.ratingBps, alone, "minRatingBps")],
  ["maxLatencyMs", relaxLatency],
];

const dropping = <T>(to: T, indexes: readonly number[]): Change<T> => ({ to, gains: indexes.length });

/** Smallest raise that lets the first one in, rounded up to `step`, with all that come in with it. */
function raiseTo(values: readonly number[], step: number): Change<number> | null {
  if (values.length === 0) return null;
  const to = Math.ceil(values.reduce((a, b) => Math.min(a, b)) / step) * step;
  return { to, gains: values.filter((value) => value <= to).length };
}

function lowerTo(column: Int32Array, indexes: readonly number[]): Change<number> | null {
  if (indexes.length === 0) return null;
  const to = indexes.reduce((best, i) => Math.max(best, column[i]!), 0);
  return { to, gains: indexes.filter((i) => column[i]! >= to).length };
}

/** Lowering the bar comes first; when only offers that say nothing are kept out, the bar itself goes. */
function lowerOrDrop(
  column: Int32Array,
  alone: Alone,
  constraint: "minUptimeBps" | "minRatingBps",
): Change<number | null> | null {
  return (
    lowerTo(column, offersOf(alone, constraint, "violates")) ?? dropping(null, offersOf(alone, constraint))
  );
}

function relaxPrice({ prices }: MarketSnapshot, _: Requirements, alone: Alone): Change<number> | null {
  return raiseTo(
    offersOf(alone, "maxUsdMicrosPerGpuHour").map((i) => prices[i]!),
    CENT_USD_MICROS,
  );
}

function relaxTotal(
  snapshot: MarketSnapshot,
  { gpuCount, durationSeconds }: Requirements,
  alone: Alone,
): Change<number> | null {
  if (durationSeconds === null) return null;
  const totals = offersOf(alone, "maxTotalUsdMicros").map((i) =>
    totalUsdMicros(hourlyUsdMicros(snapshot, i, gpuCount ?? snapshot.columns.gpuCount[i]!), durationSeconds),
  );
  return raiseTo(totals, CENT_USD_MICROS);
}

function relaxForm(
  { columns }: MarketSnapshot,
  { gpuModels }: Requirements,
  alone: Alone,
): Change<string[]> | null {
  const models = gpuModels.map(
    (asked) =>
      columns.gpus.find(({ model, formFactor }) => asked === `${model} ${formFactor}`)?.model ?? asked,
  );
  const to = [...new Set(models)];
  const indexes = offersOf(alone, "gpuModels").filter((i) =>
    to.includes(columns.gpus[columns.gpu[i]!]!.model ?? ""),
  );
  return dropping(to, indexes);
}

/** The nearest count that is really sold; of two equally near ones the larger. */
function relaxCount(
  { columns }: MarketSnapshot,
  { gpuCount: asked }: Requirements,
  alone: Alone,
): Change<number> | null {
  const counts = offersOf(alone, "gpuCount").map((i) => columns.gpuCount[i]!);
  if (asked === null || counts.length === 0) return null;
  const distance = (count: number) => Math.abs(count - asked);
  const to = counts.reduce((best, count) =>
    distance(count) < distance(best) || (distance(count) === distance(best) && count > best) ? count : best,
  );
  return to === asked ? null : { to, gains: counts.filter((count) => count === to).length };
}

function relaxDuration(
  { columns }: MarketSnapshot,
  { durationSeconds: asked }: Requirements,
  alone: Alone,
): Change<number> | null {
  if (asked === null) return null;
  const indexes = offersOf(alone, "durationSeconds");
  const longer = raiseTo(
    indexes.map((i) => columns.minDurationSeconds[i]!).filter((min) => min > asked),
    1,
  );
  if (longer) return longer;
  const limits = indexes.map((i) => columns.maxDurationSeconds[i]!).filter((max) => max < asked);
  const to = limits.reduce((best, max) => Math.max(best, max), 0);
  return limits.length === 0 ? null : { to, gains: limits.filter((max) => max >= to).length };
}

function relaxRegions(
  { columns }: MarketSnapshot,
  { regions }: Requirements,
  alone: Alone,
): Change<Requirements["regions"]> | null {
  const indexes = offersOf(alone, "regions");
  const gained = (to: Requirements["regions"]) => {
    const passes = columns.locations.map((location) => matchesRegions(location, to) === "yes");
    return { to, gains: indexes.filter((i) => passes[columns.location[i]!]).length };
  };
  const wider = [0, 1]
    .map((step) => regions.include.map((token) => WIDER[token]?.[step] ?? WIDER[token]?.at(-1) ?? token))
    .map((include) => gained({ include: [...new Set(include)], exclude: regions.exclude }));
  return wider.find(({ gains }) => gains > 0) ?? dropping({ include: [], exclude: [] }, indexes);
}

/** Allows the one more pricing model that brings back the most offers. */
function relaxPricingModels(
  { columns }: MarketSnapshot,
  { pricingModels }: Requirements,
  alone: Alone,
): Change<Requirements["pricingModels"]> | null {
  const indexes = offersOf(alone, "pricingModels");
  const gains = PRICING_MODELS.map(
    (_, model) => indexes.filter((i) => columns.pricingModel[i] === model).length,
  );
  const best = gains.indexOf(Math.max(...gains));
  return { to: [...pricingModels, PRICING_MODELS[best]!], gains: gains[best]! };
}

function relaxLatency(
  { columns }: MarketSnapshot,
  { buyerCountry }: Requirements,
  alone: Alone,
): Change<number | null> | null {
  const latency = latencyByLocation(columns, buyerCountry);
  const known = offersOf(alone, "maxLatencyMs", "violates").map((i) => latency[columns.location[i]!]!);
  return raiseTo(known, 1) ?? dropping(null, offersOf(alone, "maxLatencyMs"));
}
