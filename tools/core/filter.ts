import { type Columns, UNKNOWN } from "./columns.ts";
import { latencyMsEstimate } from "./latency.ts";
import { matchesRegions, type Verdict } from "./match-location.ts";
import type { Offer } from "./offer.ts";
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

/** Micro-USD for a whole job at an hourly rate, the way the escrow computes it: `ceil(rate · seconds / 3600)`. */
export function totalUsdMicros(usdMicrosPerHour: number, seconds: number): number {
  return Number((BigInt(usdMicrosPerHour) * BigInt(seconds) + 3599n) / 3600n);
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
  ["SXM", "PCIe", "NVL", "OAM"].includes(asked.slice(model.length + 1));

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

function rejectTotals(
  snapshot: MarketSnapshot,
  { maxTotalUsdMicros: max, durationSeconds, gpuCount }: Requirements,
  masks: Uint32Array,
): void {
  if (max === null) return;
  const { prices, columns } = snapshot;
  for (let i = 0; i < masks.length; i++) {
    if (durationSeconds === null) masks[i]! |= BIT["maxTotalUsdMicros/unknown"];
    else if (
      prices[i]! > 0 &&
      totalOf(snapshot, i, gpuCount ?? columns.gpuCount[i]!, durationSeconds, max) > max
    )
      masks[i]! |= BIT["maxTotalUsdMicros/violates"];
  }
}

/** The rounded price bounds the total to within one micro-USD per GPU-hour; only a limit inside that needs the exact one. */
function totalOf(snapshot: MarketSnapshot, i: number, gpus: number, seconds: number, limit: number): number {
  const atMost = totalUsdMicros(snapshot.prices[i]! * gpus, seconds);
  const atLeast = totalUsdMicros((snapshot.prices[i]! - 1) * gpus, seconds);
  if (atMost <= limit || atLeast > limit) return atMost;
  return totalUsdMicros(hourlyUsdMicros(snapshot, i, gpus), seconds);
}

function rejectDurations(columns: Columns, seconds: number | null, masks: Uint32Array): void {
  if (seconds === null) return;
  for (let i = 0; i < masks.length; i++)
    if (seconds < columns.minDurationSeconds[i]! || seconds > columns.maxDurationSeconds[i]!)
      masks[i]! |= BIT["durationSeconds/violates"];
}

/** An offer with windows must be open from the start (now, when none was said) to the end of the job. */
function rejectWindows(
  { columns, offers }: MarketSnapshot,
  { startAt, durationSeconds }: Requirements,
  decidedAt: number,
  masks: Uint32Array,
): void {
  const from = startAt === null ? decidedAt : Date.parse(startAt);
  const to = from + (durationSeconds ?? 0) * 1000;
  for (let i = 0; i < masks.length; i++)
    if (columns.windowed[i] && !isOpen(offers[i]!, from, to)) masks[i]! |= BIT["availability/unavailable"];
}

function isOpen({ fulfilment }: Offer, from: number, to: number): boolean {
  if (fulfilment.kind !== "listing") return true;
  return fulfilment.spec.windows.some(
    (window) => Date.parse(window.from) <= from && to <= Date.parse(window.to),
  );
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

function rejectSellers(
  { seller, sellers }: Columns,
  { include, exclude }: Requirements["sources"],
  masks: Uint32Array,
): void {
  if (include.length === 0 && exclude.length === 0) return;
  const passes = sellers.map(({ source, provider }) => {
    const isNamed = (name: string) => name === source || name.toLowerCase() === provider.toLowerCase();
    return (include.length === 0 || include.some(isNamed)) && !exclude.some(isNamed);
  });
  for (let i = 0; i < masks.length; i++) if (!passes[seller[i]!]) masks[i]! |= BIT["sources/violates"];
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
