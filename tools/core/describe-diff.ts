import type { ListingDiff } from "./listing-diff.ts";
import type { ListingDraft, UnitsOut } from "./listing-draft.ts";
import { toUsdMicros } from "./price.ts";
import { ratio } from "./rational.ts";
import { COUNTRY_BY_CODE } from "./regions.ts";
import { roundHalfAway, usdPerGpuHour } from "./scale-price.ts";
import { formatBps, formatCount, formatRate, formatUsdMicros } from "./units.ts";

/** Whether a change moves a price by more than half: that takes a tick of its own. */
export const movesPriceFar = (diffs: readonly Pick<ListingDiff, "warnings">[]): boolean =>
  diffs.some(({ warnings }) => warnings.includes("over-50-percent"));

/** One line of a diff in words; `from` is null where there was nothing. */
export interface DiffLine {
  readonly label: string;
  readonly from: string | null;
  readonly to: string;
  /** How much a price moves, `-7.14%`; null where that says nothing. */
  readonly change: string | null;
}

/** What a listing is, without its own words: `8× H100 SXM in Germany`. */
export function kindOf({ gpu, formFactor, gpuCount, country }: ListingDraft): string {
  const model = formFactor === null || gpu.endsWith(formFactor) ? gpu : `${gpu} ${formFactor}`;
  return `${gpuCount}× ${model} in ${COUNTRY_BY_CODE.get(country)?.name ?? country}`;
}

/** A rate as it will be, to the micro-USD: `$1.9500`, `$0.342250`. */
const exactRate = (usdMicros: number): string =>
  usdMicros % 100 === 0 ? formatRate(usdMicros) : `$${formatUsdMicros(usdMicros, 6)}`;

/** What a listing asks: `$1.95 per GPU-hour`, `2% under the cheapest, $1.60 to $2.40 per GPU-hour`. */
export function priceWords({ pricing, gpuCount }: Pick<ListingDraft, "pricing" | "gpuCount">): string {
  if (pricing.model === "fixed")
    return `${exactRate(toUsdMicros(usdPerGpuHour(pricing, gpuCount)))} per GPU-hour`;
  if (pricing.model === "token") {
    const floor = pricing.floorUsdMicros === null ? "" : `, at least ${exactRate(pricing.floorUsdMicros)}`;
    return `${pricing.amount} ${pricing.token} per ${pricing.per}${floor}`;
  }
  const { follow, baseUsdMicros, floorUsdMicros, ceilingUsdMicros } = pricing.rule;
  const bounds = `${exactRate(floorUsdMicros)} to ${exactRate(ceilingUsdMicros)} per GPU-hour`;
  if (follow !== null)
    return `${follow.undercutBps === 0 ? "the cheapest price" : `${formatBps(follow.undercutBps)} under the cheapest`}, ${bounds}`;
  return baseUsdMicros === null ? bounds : `from ${exactRate(baseUsdMicros)}, ${bounds}`;
}

/**
 * Basis points by which a fixed price moves, halves away from zero; null unless both are fixed.
 *
 * @example moveBps(at("2.10"), at("1.95")) // -714
 */
export function moveBps(before: ListingDraft, after: ListingDraft): number | null {
  if (before.pricing.model !== "fixed" || after.pricing.model !== "fixed") return null;
  const old = toUsdMicros(usdPerGpuHour(before.pricing, before.gpuCount));
  const now = toUsdMicros(usdPerGpuHour(after.pricing, after.gpuCount));
  return old === 0 ? null : Number(roundHalfAway(ratio(BigInt(now - old) * 10_000n, BigInt(old))));
}

const signed = (bps: number): string => `${bps < 0 ? "-" : "+"}${formatBps(Math.abs(bps))}`;

const timeWords = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
const outWords = ({ units, status, from, to }: UnitsOut): string =>
  `${formatCount(units, "unit")} ${status} from ${timeWords(from)} ${to === null ? "until you bring them back" : `to ${timeWords(to)}`}`;
const outsWords = (outs: readonly UnitsOut[]): string =>
  outs.length === 0 ? "none" : outs.map(outWords).join("; ");

const LABELS: Readonly<Record<string, string>> = {
  title: "Title",
  description: "Description",
  gpu: "GPU",
  formFactor: "Form factor",
  memoryGib: "GPU memory, GiB",
  gpuCount: "GPUs per unit",
  country: "Country",
  city: "City",
  unitsTotal: "Units",
  status: "Status",
  ceilingUsdMicros: "Highest rate on chain",
  minDurationSeconds: "Shortest rental, seconds",
  maxDurationSeconds: "Longest rental, seconds",
};

/** What `kindOf` says of a new listing already. */
const IN_KIND = new Set(["gpu", "formFactor", "gpuCount", "country", "status"]);

/** Every line of a diff, the price first. Values that a provider wrote are data: show them as text. */
export function describeDiff({ before, after, changes }: ListingDiff): DiffLine[] {
  const fields = changes.map(({ field }) => field);
  const lines: DiffLine[] = [];
  if (fields.some((field) => field.startsWith("pricing"))) {
    const bps = before && moveBps(before, after);
    lines.push({
      label: "Price",
      from: before && priceWords(before),
      to: priceWords(after),
      change: bps === null ? null : signed(bps),
    });
  }
  if (fields.some((field) => field.startsWith("offlineUnits")) && (before || after.offlineUnits.length > 0))
    lines.push({
      label: "Out of service",
      from: before && outsWords(before.offlineUnits),
      to: outsWords(after.offlineUnits),
      change: null,
    });
  for (const { field, from, to } of changes) {
    const label = LABELS[field];
    if (label === undefined || (before === null && (to === "" || to === null || IN_KIND.has(field))))
      continue;
    const words = (value: unknown): string =>
      field === "ceilingUsdMicros" ? `${exactRate(Number(value))} per GPU-hour` : String(value ?? "not said");
    lines.push({ label, from: before === null ? null : words(from), to: words(to), change: null });
  }
  return lines;
}
