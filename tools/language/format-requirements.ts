import { COUNTRY_BY_CODE, regionText } from "../core/regions.ts";
import type { RankBy, Requirements } from "../core/requirements.ts";
import { nothingSaid } from "./draft.ts";
import { ALL_PRICING_MODELS } from "./pricing-models.ts";

/** Where a chip's value sits in the requirements; lists of both kinds have two places. */
export type ChipField =
  | Exclude<keyof Requirements, "regions" | "sources">
  | "regions.include"
  | "regions.exclude"
  | "sources.include"
  | "sources.exclude";

/** One constraint in plain words, which the user can take away. */
export interface Chip {
  readonly field: ChipField;
  readonly value: string | number;
  readonly label: string;
}

const RANK_LABELS: Readonly<Record<RankBy, string>> = {
  cost: "cheapest first",
  balanced: "best overall first",
  reliability: "most reliable first",
  latency: "lowest latency first",
};

const UNITS: readonly (readonly [seconds: number, one: string, many: string])[] = [
  [86_400, "day", "days"],
  [3600, "hour", "hours"],
  [60, "minute", "minutes"],
  [1, "second", "seconds"],
];

const formatDuration = (seconds: number): string => {
  const [length, one, many] = UNITS.find(([unit]) => seconds % unit === 0)!;
  return `${seconds / length} ${seconds === length ? one : many}`;
};

/** Micro-USD as exact decimal text with at least two places: `3.00`, `2.054794`. */
export function formatUsd(usdMicros: number): string {
  const digits = String(usdMicros).padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0+$/, "").padEnd(2, "0");
  return `${digits.slice(0, -6)}.${fraction}`;
}

/** Basis points as a percentage, exactly: 9990 → `99.9`. */
const formatBps = (bps: number): string => String(bps / 100);
const formatStars = (bps: number): string => String(bps / 2000);

const formatStart = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

const one = (field: ChipField, value: string | number | null, label: (value: never) => string): Chip[] =>
  value === null ? [] : [{ field, value, label: label(value as never) }];
const each = (field: ChipField, values: readonly string[], label: (value: string) => string): Chip[] =>
  values.map((value) => ({ field, value, label: label(value) }));
const asIs = (value: string): string => value;

const NOT = "not ";

/** All models but one are said, and taken away, as one chip: `no spot prices`. */
function pricingChips(models: Requirements["pricingModels"]): Chip[] {
  const missing = ALL_PRICING_MODELS.filter((model) => !models.includes(model));
  const [model] = missing;
  return missing.length === 1 && model
    ? [{ field: "pricingModels", value: NOT + model, label: `no ${model} prices` }]
    : each("pricingModels", models, (one) => `${one} prices`);
}

/**
 * The requirements as chips, in the order people say them; the ranking is always there.
 *
 * @example chipsOf(r).map(({ label }) => label) // ["H100", "EU", "≤ 3.00 USD per GPU-hour", "cheapest first"]
 */
export function chipsOf(requirements: Requirements): Chip[] {
  const { regions, sources } = requirements;
  return [
    ...one("gpuCount", requirements.gpuCount, (count: number) => (count === 1 ? "1 GPU" : `${count} GPUs`)),
    ...each("gpuModels", requirements.gpuModels, asIs),
    ...one("minVramGib", requirements.minVramGib, (gib: number) => `≥ ${gib} GiB per GPU`),
    ...each("regions.include", regions.include, regionText),
    ...each("regions.exclude", regions.exclude, (token) => `not ${regionText(token)}`),
    ...one(
      "maxUsdMicrosPerGpuHour",
      requirements.maxUsdMicrosPerGpuHour,
      (usd: number) => `≤ $${formatUsd(usd)} per GPU-hour`,
    ),
    ...one(
      "maxTotalUsdMicros",
      requirements.maxTotalUsdMicros,
      (usd: number) => `≤ $${formatUsd(usd)} in total`,
    ),
    ...one(
      "durationSeconds",
      requirements.durationSeconds,
      (seconds: number) => `for ${formatDuration(seconds)}`,
    ),
    ...one("startAt", requirements.startAt, (iso: string) => `from ${formatStart(iso)}`),
    ...pricingChips(requirements.pricingModels),
    ...each("sources.include", sources.include, (source) => `from ${source}`),
    ...each("sources.exclude", sources.exclude, (source) => `not from ${source}`),
    ...one("minUptimeBps", requirements.minUptimeBps, (bps: number) => `≥ ${formatBps(bps)} % uptime`),
    ...one("minRatingBps", requirements.minRatingBps, (bps: number) => `≥ ${formatStars(bps)} of 5 stars`),
    ...one("maxLatencyMs", requirements.maxLatencyMs, (ms: number) => `≤ ${ms} ms latency`),
    ...one(
      "buyerCountry",
      requirements.buyerCountry,
      (code: string) => `you are in ${COUNTRY_BY_CODE.get(code)?.name ?? code}`,
    ),
    ...one("rankBy", requirements.rankBy, (rankBy: RankBy) => RANK_LABELS[rankBy]),
    ...one("mode", requirements.mode, asIs),
  ];
}

const drop = <T>(values: readonly T[], value: unknown): T[] => values.filter((other) => other !== value);

/** The requirements without one chip's constraint; the ranking goes back to the cheapest. */
export function removeChip(requirements: Requirements, { field, value }: Chip): Requirements {
  const { regions, sources } = requirements;
  switch (field) {
    case "gpuModels":
      return { ...requirements, gpuModels: drop(requirements.gpuModels, value) };
    case "pricingModels":
      return {
        ...requirements,
        pricingModels: String(value).startsWith(NOT) ? [] : drop(requirements.pricingModels, value),
      };
    case "regions.include":
      return { ...requirements, regions: { ...regions, include: drop(regions.include, value) } };
    case "regions.exclude":
      return { ...requirements, regions: { ...regions, exclude: drop(regions.exclude, value) } };
    case "sources.include":
      return { ...requirements, sources: { ...sources, include: drop(sources.include, value) } };
    case "sources.exclude":
      return { ...requirements, sources: { ...sources, exclude: drop(sources.exclude, value) } };
    default:
      return { ...requirements, [field]: nothingSaid()[field] };
  }
}

/** Three places would read as thousands (`1.500`), so a fourth is written. */
const sayUsd = (usdMicros: number): string => formatUsd(usdMicros).replace(/\.\d{3}$/, "$&0");

const or = (values: readonly string[]): string => values.join(" or ");
const clause = <T>(value: T | null, text: (value: T) => string): string[] =>
  value === null ? [] : [text(value)];
const list = (values: readonly string[], text: (joined: string) => string): string[] =>
  values.length === 0 ? [] : [text(or(values))];

const headOf = ({ gpuCount, gpuModels }: Requirements): string => {
  const what = gpuModels.length === 0 ? "GPUs" : or(gpuModels);
  return `find ${gpuCount === null ? "" : `${gpuCount}x `}${what}`;
};

/**
 * The requirements as one sentence that `understand` reads back to exactly the same requirements.
 *
 * @example toSentence(r) // "find H100, in EU, under $3.00 per GPU-hour, cheapest first"
 */
export function toSentence(requirements: Requirements): string {
  const { regions, sources } = requirements;
  return [
    headOf(requirements),
    ...clause(requirements.minVramGib, (gib) => `with at least ${gib} GB VRAM`),
    ...list(regions.include.map(regionText), (places) => `in ${places}`),
    ...list(regions.exclude.map(regionText), (places) => `not in ${places}`),
    ...clause(requirements.maxUsdMicrosPerGpuHour, (usd) => `under $${sayUsd(usd)} per GPU-hour`),
    ...clause(requirements.maxTotalUsdMicros, (usd) => `under $${sayUsd(usd)} in total`),
    ...clause(requirements.durationSeconds, (seconds) => `for ${formatDuration(seconds)}`),
    ...clause(requirements.startAt, (iso) => `starting ${iso}`),
    ...list(requirements.pricingModels, (models) => `only ${models} pricing`),
    ...list(sources.include, (names) => `from ${names}`),
    ...list(sources.exclude, (names) => `not from ${names}`),
    ...clause(requirements.minUptimeBps, (bps) => `at least ${formatBps(bps)}% uptime`),
    ...clause(requirements.minRatingBps, (bps) => `rated at least ${formatBps(bps)}%`),
    ...clause(requirements.maxLatencyMs, (ms) => `latency under ${ms} ms`),
    ...clause(requirements.buyerCountry, (code) => `I am in ${code}`),
    RANK_LABELS[requirements.rankBy],
    ...clause(requirements.mode, (mode) => mode),
  ].join(", ");
}
