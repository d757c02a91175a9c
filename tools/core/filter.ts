import { type Columns, UNKNOWN } from "./columns.ts";
import { FORM_FACTORS } from "./gpu.ts";
import { latencyMsEstimate } from "./latency.ts";
import { matchesRegions, type Verdict } from "./match-location.ts";
import type { Offer } from "./offer.ts";
import { toSafeInteger } from "./price.ts";
import { PRICING_MODELS } from "./pricing.ts";
import { BIT } from "./reason-codes.ts";
import type { Requirements } from "./requirements.ts";
import { hourlyUsdMicros, type MarketSnapshot } from "./snapshot.ts";

/** A token price older than this refuses the offers priced in it. */
export const TOKEN_HARD_AGE_MS = 6 * 3_600_000;

/**
 * All reasons against every offer, as one bit mask per offer (`REASON_CODES`); 0 means the offer stays.
 * One pass per constraint that was said, over columns; an unknown value fails a hard constraint.
 *
 * @param decidedAt epoch milliseconds; token prices age by it
 */
export function filterOffers(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  decidedAt: number,
): Uint32Array {
  const masks = snapshot.base.slice();
  const { columns } = snapshot;
  rejectStaleTokens(snapshot, decidedAt, masks);
  rejectGpus(columns, requirements, masks);
  rejectMemory(columns, requirements.minVramGib, masks);
  rejectShapes(columns, requirements.gpuCount, masks);
  rejectPrices(snapshot, requirements.maxUsdMicrosPerGpuHour, masks);
  rejectTotals(snapshot, requirements, masks);
  rejectDurations(columns, requirements.durationSeconds, masks);
  rejectWindows(snapshot, requirements, decidedAt, masks);
  rejectByVerdict(columns.location, regionVerdicts(columns, requirements), masks, "regions");
  rejectPricingModels(columns, requirements.pricingModels, masks);
  rejectSellers(columns, requirements.sources, masks);
  rejectBelow(columns.uptimeBps, requirements.minUptimeBps, masks, "minUptimeBps");
  rejectBelow(columns.ratingBps, requirements.minRatingBps, masks, "minRatingBps");
  rejectByVerdict(columns.location, latencyVerdicts(columns, requirements), masks, "maxLatencyMs");
  return masks;
}

/** Latency estimate of every distinct location, -1 where unknown. */
export function latencyByLocation(columns: Columns, buyerCountry: string | null): Int32Array {
  return Int32Array.from(columns.locations, ({ country }) =>
    buyerCountry === null || country === null
      ? UNKNOWN
      : (latencyMsEstimate(buyerCountry, country) ?? UNKNOWN),
  );
}

/**
 * Micro-USD for a whole job at an hourly rate, the way the escrow computes it: `ceil(rate · seconds / 3600)`, exact.
 * Sums beyond the safe integers stop there.
 */
export function totalUsdMicros(usdMicrosPerHour: number, seconds: number): number {
  const product = usdMicrosPerHour * seconds;
  // A safe product of integers is exact, and much cheaper than a bigint.
  if (!Number.isSafeInteger(product))
    return toSafeInteger((BigInt(usdMicrosPerHour) * BigInt(seconds) + 3599n) / 3600n);
  const rest = product % 3600;
  return (product - rest) / 3600 + (rest > 0 ? 1 : 0);
}

/** How a unit's shape relates to the asked count: how many units make it up, or why none do. */
export function unitsFor(
  gpuCount: number,
  unitsAvailable: number,
  asked: number | null,
): number | "shape" | "unknown" {
  if (asked === null || asked === gpuCount) return 1;
  if (asked % gpuCount !== 0) return "shape";
  const units = asked / gpuCount;
  if (unitsAvailable === UNKNOWN) return "unknown";
  return units <= unitsAvailable ? units : "shape";
}

function rejectStaleTokens(
  { columns, tokenPrices }: MarketSnapshot,
  decidedAt: number,
  masks: Uint32Array,
): void {
  const stale = columns.coins.map((coinId) => {
    const asOf = coinId === null ? null : tokenPrices.get(coinId)?.used?.asOf;
    return asOf ? decidedAt - Date.parse(asOf) > TOKEN_HARD_AGE_MS : false;
  });
  if (!stale.includes(true)) return;
  for (let i = 0; i < masks.length; i++) if (stale[columns.coin[i]!]) masks[i]! |= BIT["tokenPrice/stale"];
}

function rejectGpus(columns: Columns, { gpuModels }: Requirements, masks: Uint32Array): void {
  if (gpuModels.length === 0) return;
  const bits = columns.gpus.map((gpu) => {
    if (
      gpu.model === null ||
      gpuModels.includes(gpu.model) ||
      gpuModels.includes(`${gpu.model} ${gpu.formFactor}`)
    )
      return 0;
    const formUnknown =
      gpu.formFactor === null &&
      gpuModels.some((asked) => asked.startsWith(`${gpu.model} `) && isForm(asked, gpu.model!));
    return formUnknown ? BIT["gpuModels/unknown"] : BIT["gpuModels/violates"];
  });
  for (let i = 0; i < masks.length; i++) masks[i]! |= bits[columns.gpu[i]!]!;
}

const isForm = (asked: string, model: string): boolean =>
  FORM_FACTORS.some((form) => form === asked.slice(model.length + 1));

function rejectMemory({ memoryGib }: Columns, min: number | null, masks: Uint32Array): void {
  if (min === null) return;
  for (let i = 0; i < masks.length; i++) {
    if (memoryGib[i] === UNKNOWN) masks[i]! |= BIT["minVramGib/unknown"];
    else if (memoryGib[i]! < min) masks[i]! |= BIT["minVramGib/violates"];
  }
}

function rejectShapes({ gpuCount, unitsAvailable }: Columns, asked: number | null, masks: Uint32Array): void {
  if (asked === null) return;
  for (let i = 0; i < masks.length; i++) {
    const units = unitsFor(gpuCount[i]!, unitsAvailable[i]!, asked);
    if (units === "shape") masks[i]! |= BIT["gpuCount/shape"];
    else if (units === "unknown") masks[i]! |= BIT["gpuCount/unknown"];
  }
}

function rejectPrices({ prices }: MarketSnapshot, max: number | null, masks: Uint32Array): void {
  if (max === null) return;
  for (let i = 0; i < masks.length; i++)
    if (prices[i]! > max) masks[i]! |= BIT["maxUsdMicrosPerGpuHour/violates"];
}

function rejectTotals(snapshot: MarketSnapshot, requirements: Requirements, masks: Uint32Array): void {
  if (requirements.maxTotalUsdMicros === null) return;
  const isUnknown = requirements.durationSeconds === null;
  for (let i = 0; i < masks.length; i++) {
    if (isUnknown) masks[i]! |= BIT["maxTotalUsdMicros/unknown"];
    else if (isOverBudget(snapshot, requirements, i)) masks[i]! |= BIT["maxTotalUsdMicros/violates"];
  }
}

/** Micro-USD that a job at an offer costs for the asked count (one unit when none was asked), exact. */
export function jobUsdMicros(
  snapshot: MarketSnapshot,
  { gpuCount }: Pick<Requirements, "gpuCount">,
  seconds: number,
  i: number,
): number {
  const gpus = gpuCount ?? snapshot.columns.gpuCount[i]!;
  return totalUsdMicros(hourlyUsdMicros(snapshot, i, gpus), seconds);
}

/**
 * What a job costs at least and at most, from the price that is already rounded up: cheap, and within one micro-USD
 * per GPU-hour of the exact sum.
 */
export function jobUsdMicrosBounds(
  { prices, columns }: MarketSnapshot,
  { gpuCount }: Pick<Requirements, "gpuCount">,
  seconds: number,
  i: number,
): readonly [atLeast: number, atMost: number] {
  const gpus = gpuCount ?? columns.gpuCount[i]!;
  return [totalUsdMicros((prices[i]! - 1) * gpus, seconds), totalUsdMicros(prices[i]! * gpus, seconds)];
}

/** Whether an offer with a price costs more than the budget; only a budget between the bounds needs the exact sum. */
export function isOverBudget(snapshot: MarketSnapshot, requirements: Requirements, i: number): boolean {
  const { maxTotalUsdMicros: max, durationSeconds: seconds, gpuCount } = requirements;
  const price = snapshot.prices[i]!;
  if (max === null || seconds === null || price <= 0) return false;
  // `ceil(x / 3600) > max` is `x > 3600 · max`, exact and without a division while both are safe integers.
  const gpuSeconds = (gpuCount ?? snapshot.columns.gpuCount[i]!) * seconds;
  const limit = max * 3600;
  if (Number.isSafeInteger(price * gpuSeconds) && Number.isSafeInteger(limit)) {
    if (price * gpuSeconds <= limit) return false;
    if ((price - 1) * gpuSeconds > limit) return true;
  }
  return jobUsdMicros(snapshot, requirements, seconds, i) > max;
}

function rejectDurations(columns: Columns, seconds: number | null, masks: Uint32Array): void {
  if (seconds === null) return;
  for (let i = 0; i < masks.length; i++)
    if (!isRentedFor(columns, seconds, i)) masks[i]! |= BIT["durationSeconds/violates"];
}

const isRentedFor = (columns: Columns, seconds: number, i: number): boolean =>
  columns.minDurationSeconds[i]! <= seconds && seconds <= columns.maxDurationSeconds[i]!;

/**
 * Whether an offer passes everything that depends on the asked count or duration: shape, budget, rental length and
 * windows. For trying out another count or duration on the offers that nothing else keeps out.
 */
export function fitsCountAndDuration(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  decidedAt: number,
  i: number,
): boolean {
  const { base, columns, offers } = snapshot;
  const { gpuCount, durationSeconds } = requirements;
  return (
    base[i] === 0 &&
    typeof unitsFor(columns.gpuCount[i]!, columns.unitsAvailable[i]!, gpuCount) === "number" &&
    (durationSeconds === null || isRentedFor(columns, durationSeconds, i)) &&
    !isOverBudget(snapshot, requirements, i) &&
    (columns.windowed[i] === 0 || isOpen(offers[i]!, ...jobTime(requirements, decidedAt)))
  );
}

/** An offer with windows must be open from the start (now, when none was said) to the end of the job. */
function rejectWindows(
  { columns, offers }: MarketSnapshot,
  requirements: Requirements,
  decidedAt: number,
  masks: Uint32Array,
): void {
  const [from, to] = jobTime(requirements, decidedAt);
  for (let i = 0; i < masks.length; i++)
    if (columns.windowed[i] && !isOpen(offers[i]!, from, to)) masks[i]! |= BIT["availability/unavailable"];
}

function jobTime({ startAt, durationSeconds }: Requirements, decidedAt: number): [from: number, to: number] {
  const from = startAt === null ? decidedAt : Date.parse(startAt);
  return [from, from + (durationSeconds ?? 0) * 1000];
}

/** Windows that touch or overlap are one. */
function isOpen({ fulfilment }: Offer, from: number, to: number): boolean {
  if (fulfilment.kind !== "listing") return true;
  const windows = fulfilment.spec.windows
    .map((window) => ({ from: Date.parse(window.from), to: Date.parse(window.to) }))
    .sort((a, b) => a.from - b.from);
  let openUntil = from;
  let isOpenAtStart = false;
  for (const window of windows) {
    if (window.from > openUntil || window.to < openUntil) continue;
    isOpenAtStart = true;
    openUntil = window.to;
  }
  return isOpenAtStart && to <= openUntil;
}

function rejectPricingModels(
  { pricingModel }: Columns,
  allowed: Requirements["pricingModels"],
  masks: Uint32Array,
): void {
  if (allowed.length === 0) return;
  const passes = PRICING_MODELS.map((model) => allowed.includes(model));
  for (let i = 0; i < masks.length; i++)
    if (!passes[pricingModel[i]!]) masks[i]! |= BIT["pricingModels/violates"];
}

function rejectSellers(columns: Columns, sources: Requirements["sources"], masks: Uint32Array): void {
  if (sources.include.length === 0 && sources.exclude.length === 0) return;
  const passes = sellersAllowed(columns, sources);
  for (let i = 0; i < masks.length; i++)
    if (!passes[columns.seller[i]!]) masks[i]! |= BIT["sources/violates"];
}

/** Which of the distinct sellers a choice allows. A name means a source or a provider, in any case. */
export function sellersAllowed(
  { sellers }: Columns,
  { include, exclude }: Requirements["sources"],
): readonly boolean[] {
  return sellers.map(({ source, provider }) => {
    const names = [source.toLowerCase(), provider.toLowerCase()];
    const isNamed = (name: string) => names.includes(name.toLowerCase());
    return (include.length === 0 || include.some(isNamed)) && !exclude.some(isNamed);
  });
}

function regionVerdicts({ locations }: Columns, { regions }: Requirements): readonly Verdict[] | null {
  if (regions.include.length === 0 && regions.exclude.length === 0) return null;
  return locations.map((location) => matchesRegions(location, regions));
}

function latencyVerdicts(
  columns: Columns,
  { maxLatencyMs: max, buyerCountry }: Requirements,
): readonly Verdict[] | null {
  if (max === null) return null;
  return Array.from(latencyByLocation(columns, buyerCountry), (latency) =>
    latency === UNKNOWN ? "unknown" : latency <= max ? "yes" : "no",
  );
}

function rejectByVerdict(
  location: Uint32Array,
  verdicts: readonly Verdict[] | null,
  masks: Uint32Array,
  constraint: "regions" | "maxLatencyMs",
): void {
  if (!verdicts) return;
  const bit = { yes: 0, no: BIT[`${constraint}/violates`], unknown: BIT[`${constraint}/unknown`] };
  const bits = verdicts.map((verdict) => bit[verdict]);
  for (let i = 0; i < masks.length; i++) masks[i]! |= bits[location[i]!]!;
}

function rejectBelow(
  values: Int32Array,
  min: number | null,
  masks: Uint32Array,
  constraint: "minUptimeBps" | "minRatingBps",
): void {
  if (min === null) return;
  for (let i = 0; i < masks.length; i++) {
    if (values[i] === UNKNOWN) masks[i]! |= BIT[`${constraint}/unknown`];
    else if (values[i]! < min) masks[i]! |= BIT[`${constraint}/violates`];
  }
}
