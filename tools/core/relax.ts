import type { Constraint, Relaxation } from "./decision.ts";
import {
  fitsCountAndDuration,
  isOverBudget,
  jobUsdMicros,
  jobUsdMicrosBounds,
  latencyByLocation,
  sellersAllowed,
} from "./filter.ts";
import { FORM_FACTORS } from "./gpu.ts";
import { matchesRegions } from "./match-location.ts";
import { PRICING_MODELS } from "./pricing.ts";
import { BIT, onlyBit, REASON_CODES, type ReasonCode } from "./reason-codes.ts";
import type { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";
import { widerRegions } from "./wider-regions.ts";

/** Limits in USD are offered in whole cents, the way people write them. */
const CENT_USD_MICROS = 10_000;

/** Offers that one reason alone keeps out, by reason. */
type Alone = ReadonlyMap<ReasonCode, readonly number[]>;

/** What a nearest change is looked for in. */
interface Refused {
  readonly snapshot: MarketSnapshot;
  readonly requirements: Requirements;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
  readonly masks: Uint32Array;
  readonly alone: Alone;
}

interface Change<T> {
  readonly to: T;
  readonly gains: number;
}

/**
 * The nearest single change per constraint that lets more offers in, most gains first (then in the order of
 * `Requirements`). `gains` are the offers that come in; another count or duration may also drop some that were in.
 *
 * @param decidedAt epoch milliseconds; windows without a start time open by it
 * @param masks the reasons against every offer, from `filterOffers`
 */
export function findRelaxations(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  decidedAt: number,
  masks: Uint32Array,
): Relaxation[] {
  const refused = { snapshot, requirements, decidedAt, masks, alone: groupAlone(masks) };
  const found: Relaxation[] = [];
  for (const [constraint, nearest] of RULES) {
    const change = nearest(refused);
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

type Nearest = (refused: Refused) => Change<unknown> | null;

const RULES: readonly (readonly [Constraint, Nearest])[] = [
  ["gpuModels", relaxForm],
  ["minVramGib", ({ snapshot, alone }) => lowerOrDrop(snapshot.columns.memoryGib, alone, "minVramGib")],
  ["gpuCount", relaxCount],
  ["maxUsdMicrosPerGpuHour", relaxPrice],
  ["maxTotalUsdMicros", relaxTotal],
  ["durationSeconds", relaxDuration],
  ["regions", relaxRegions],
  ["pricingModels", relaxPricingModels],
  ["sources", relaxSources],
  ["minUptimeBps", ({ snapshot, alone }) => lowerOrDrop(snapshot.columns.uptimeBps, alone, "minUptimeBps")],
  ["minRatingBps", ({ snapshot, alone }) => lowerOrDrop(snapshot.columns.ratingBps, alone, "minRatingBps")],
  ["maxLatencyMs", relaxLatency],
];

const dropping = <T>(to: T, indexes: readonly number[]): Change<T> => ({ to, gains: indexes.length });

/** Smallest raise that lets the first one in, rounded up to `step`, with all that come in with it. */
function raiseTo(values: readonly number[], step: number): Change<number> | null {
  if (values.length === 0) return null;
  const to = roundUpTo(step, smallest(values));
  return { to, gains: values.filter((value) => value <= to).length };
}

const smallest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const roundUpTo = (step: number, value: number): number => Math.ceil(value / step) * step;

function lowerTo(column: Int32Array, indexes: readonly number[]): Change<number> | null {
  if (indexes.length === 0) return null;
  const to = indexes.reduce((best, i) => Math.max(best, column[i]!), 0);
  return { to, gains: indexes.filter((i) => column[i]! >= to).length };
}

/** Lowering the bar comes first; when only offers that say nothing are kept out, the bar itself goes. */
function lowerOrDrop(
  column: Int32Array,
  alone: Alone,
  constraint: "minVramGib" | "minUptimeBps" | "minRatingBps",
): Change<number | null> | null {
  return (
    lowerTo(column, offersOf(alone, constraint, "violates")) ?? dropping(null, offersOf(alone, constraint))
  );
}

function relaxPrice({ snapshot: { prices }, alone }: Refused): Change<number> | null {
  return raiseTo(
    offersOf(alone, "maxUsdMicrosPerGpuHour").map((i) => prices[i]!),
    CENT_USD_MICROS,
  );
}

/** Exact sums are dear: only offers that may be the cheapest job so far are summed up exactly. */
function relaxTotal({ snapshot, requirements, alone }: Refused): Change<number> | null {
  const { durationSeconds: seconds } = requirements;
  const indexes = offersOf(alone, "maxTotalUsdMicros");
  if (seconds === null || indexes.length === 0) return null;
  let least = Number.POSITIVE_INFINITY;
  for (const i of indexes)
    if (jobUsdMicrosBounds(snapshot, requirements, seconds, i)[0] < least)
      least = Math.min(least, jobUsdMicros(snapshot, requirements, seconds, i));
  const to = roundUpTo(CENT_USD_MICROS, least);
  const changed = { ...requirements, maxTotalUsdMicros: to };
  return { to, gains: indexes.filter((i) => !isOverBudget(snapshot, changed, i)).length };
}

/** Any form of the models asked for. */
function relaxForm({ snapshot: { columns }, requirements, alone }: Refused): Change<string[]> {
  const to = [...new Set(requirements.gpuModels.map(withoutForm))];
  const indexes = offersOf(alone, "gpuModels").filter((i) =>
    to.includes(columns.gpus[columns.gpu[i]!]!.model ?? ""),
  );
  return dropping(to, indexes);
}

function withoutForm(asked: string): string {
  const form = FORM_FACTORS.find((known) => asked.endsWith(` ${known}`));
  return form === undefined ? asked : asked.slice(0, -form.length - 1);
}

/** Everything that another count or duration decides anew. */
const BY_COUNT = BIT["gpuCount/shape"] | BIT["gpuCount/unknown"] | BIT["maxTotalUsdMicros/violates"];
const BY_DURATION =
  BIT["durationSeconds/violates"] | BIT["maxTotalUsdMicros/violates"] | BIT["availability/unavailable"];

/** The nearest count that is really sold, one unit or several; of two equally near ones the larger. */
function relaxCount(refused: Refused): Change<number> | null {
  const { snapshot, requirements } = refused;
  const { gpuCount: asked } = requirements;
  if (asked === null) return null;
  const { gpuCount, unitsAvailable } = snapshot.columns;
  return nearestChange(refused, {
    asked,
    mayBe: BY_COUNT,
    mustBe: BIT["gpuCount/shape"] | BIT["gpuCount/unknown"],
    changed: (to) => ({ ...requirements, gpuCount: to }),
    wantedBy: (i) => {
      const size = gpuCount[i]!;
      const most = Math.max(1, unitsAvailable[i]!);
      const units = [Math.floor(asked / size), Math.ceil(asked / size)];
      return units.map((count) => size * Math.min(Math.max(1, count), most));
    },
  });
}

/** The nearest rental length that a provider accepts; of two equally near ones the longer. */
function relaxDuration(refused: Refused): Change<number> | null {
  const { snapshot, requirements } = refused;
  const { durationSeconds: asked } = requirements;
  if (asked === null) return null;
  const { minDurationSeconds, maxDurationSeconds } = snapshot.columns;
  return nearestChange(refused, {
    asked,
    mayBe: BY_DURATION,
    mustBe: BIT["durationSeconds/violates"],
    changed: (to) => ({ ...requirements, durationSeconds: to }),
    wantedBy: (i) => [asked < minDurationSeconds[i]! ? minDurationSeconds[i]! : maxDurationSeconds[i]!],
  });
}

interface NumberChange {
  readonly asked: number;
  /** Reasons that the change decides anew: an offer with any other stays out. */
  readonly mayBe: number;
  /** Reasons of which an offer has at least one to be what the change is made for. */
  readonly mustBe: number;
  readonly changed: (to: number) => Requirements;
  /** Values that an offer would take. */
  readonly wantedBy: (index: number) => readonly number[];
}

function nearestChange(
  { snapshot, decidedAt, masks }: Refused,
  { asked, mayBe, mustBe, changed, wantedBy }: NumberChange,
): Change<number> | null {
  const fits = (to: Requirements, i: number) => fitsCountAndDuration(snapshot, to, decidedAt, i);
  const candidates: number[] = [];
  let best: number | null = null;
  for (let i = 0; i < masks.length; i++) {
    const mask = masks[i]!;
    if (mask === 0 || (mask & ~mayBe) !== 0) continue;
    candidates.push(i);
    if ((mask & mustBe) === 0) continue;
    for (const to of wantedBy(i)) if (isNearer(to, best, asked) && fits(changed(to), i)) best = to;
  }
  if (best === null) return null;
  const requirements = changed(best);
  return { to: best, gains: candidates.filter((i) => fits(requirements, i)).length };
}

function isNearer(to: number, best: number | null, asked: number): boolean {
  if (best === null) return true;
  const difference = Math.abs(to - asked) - Math.abs(best - asked);
  return difference < 0 || (difference === 0 && to > best);
}

/** Wider groups first, step by step; then anywhere that is not excluded; then anywhere. */
function relaxRegions({ snapshot: { columns }, requirements, alone }: Refused): Change<unknown> | null {
  const indexes = offersOf(alone, "regions");
  if (indexes.length === 0) return null;
  const { include, exclude } = requirements.regions;
  const ladders = include.map(widerRegions);
  const steps = Array.from({ length: Math.max(0, ...ladders.map(({ length }) => length)) }, (_, step) => ({
    include: [...new Set(include.map((token, n) => ladders[n]![step] ?? ladders[n]!.at(-1) ?? token))],
    exclude,
  }));
  const gained = (to: Requirements["regions"]) => {
    const passes = columns.locations.map((location) => matchesRegions(location, to) === "yes");
    return { to, gains: indexes.filter((i) => passes[columns.location[i]!]).length };
  };
  return firstGain([...steps, { include: [], exclude }, { include: [], exclude: [] }], gained);
}

/** Every source that is not excluded; then every source. */
function relaxSources({ snapshot: { columns }, requirements, alone }: Refused): Change<unknown> | null {
  const indexes = offersOf(alone, "sources");
  if (indexes.length === 0) return null;
  const { exclude } = requirements.sources;
  return firstGain(
    [
      { include: [], exclude },
      { include: [], exclude: [] },
    ],
    (to) => {
      const passes = sellersAllowed(columns, to);
      return { to, gains: indexes.filter((i) => passes[columns.seller[i]!]).length };
    },
  );
}

function firstGain<T>(choices: readonly T[], gained: (to: T) => Change<T>): Change<T> | null {
  for (const choice of choices) {
    const change = gained(choice);
    if (change.gains > 0) return change;
  }
  return null;
}

/** Allows the one more pricing model that brings back the most offers. */
function relaxPricingModels({
  snapshot: { columns },
  requirements,
  alone,
}: Refused): Change<Requirements["pricingModels"]> {
  const indexes = offersOf(alone, "pricingModels");
  const gains = PRICING_MODELS.map(
    (_, model) => indexes.filter((i) => columns.pricingModel[i] === model).length,
  );
  const best = gains.indexOf(Math.max(...gains));
  return { to: [...requirements.pricingModels, PRICING_MODELS[best]!], gains: gains[best]! };
}

function relaxLatency({ snapshot: { columns }, requirements, alone }: Refused): Change<number | null> | null {
  const latency = latencyByLocation(columns, requirements.buyerCountry);
  const known = offersOf(alone, "maxLatencyMs", "violates").map((i) => latency[columns.location[i]!]!);
  return raiseTo(known, 1) ?? dropping(null, offersOf(alone, "maxLatencyMs"));
}
