import type { Gpu } from "@necto/tools/core/gpu";
import type { Location } from "@necto/tools/core/location";

/** What stands for a value nobody knows. */
export const UNKNOWN = "—";

const integers = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const countries = new Intl.DisplayNames("en", { type: "region", style: "short", fallback: "code" });

/** `8441` → `8,441`. */
export const countText = (count: number): string => integers.format(count);

/** `countOf(1, "offer")` → `1 offer`. */
export const countOf = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Basis points as a percentage with two decimals: `9995` → `99.95 %`. */
export function percentText(bps: number): string {
  const digits = String(bps).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)} %`;
}

/** Milliseconds as a person says them: `412 ms`, `1.2 s`. */
export const tookText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** `2026-11-22T08:05:12.034Z` → `2026-11-22 08:05 UTC`. */
export const timeText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

export const dateText = (iso: string): string => iso.slice(0, 10);

/** Epoch milliseconds → `08:05:12 UTC`. */
export const clockText = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

/** `0x9f3c…01e1`: enough of a hash to recognise it by, never to compare it by. */
export const shortHash = (hash: string): string =>
  hash.length > 14 ? `${hash.slice(0, 6)}…${hash.slice(-4)}` : hash;

/** `812 B`, `1.3 kB`, `2.4 MB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `8× H100 SXM`. */
export function gpuText(gpu: Gpu, count: number): string {
  const name = [gpu.model ?? gpu.raw, gpu.formFactor].filter(Boolean).join(" ");
  return `${count}× ${name}`;
}

export const countryText = (location: Location): string =>
  location.country ? (countries.of(location.country) ?? location.country) : UNKNOWN;

/** `fetch-quotes` → `Fetch quotes`, `minUptimeBps` → `Min uptime bps`: for codes without words of their own. */
export function codeText(code: string): string {
  const words = code
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[-_/]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
