import type { Currency } from "./pricing.ts";
import { ONE, type Rational, ratio } from "./rational.ts";

/** ACT is pegged to the dollar, 1 ACT = 1 USD (Akash AEP-76, read 2026-11-22); USDC is taken at 1 USD. */
const USD_PER: Readonly<Record<Currency, Rational>> = {
  USD: ONE,
  USD_CENT: ratio(1, 100),
  USDC: ONE,
  ACT: ONE,
  UACT: ratio(1, 1_000_000),
};

/**
 * USD per one unit of a currency, exact.
 *
 * @example usdPerCurrency("USD_CENT") // { n: 1n, d: 100n }
 */
export const usdPerCurrency = (currency: Currency): Rational => USD_PER[currency];

/** Puts commas into the whole part: `2406.26` → `2,406.26`. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?:\.|$))(?<!\.\d*)/g, ",");

/**
 * Micro-USD as exact decimal USD text with at least `places` decimals: 4 for rates, 2 for totals. Digits beyond
 * `places` are rounded up, as the escrow rounds, so that a shown total is never below what is charged.
 *
 * @example formatUsdMicros(4_490_000, 4) // "4.4900"
 * @example formatUsdMicros(2_406_250_001, 2) // "2406.26"
 */
export function formatUsdMicros(micros: number | bigint, places: number): string {
  const value = BigInt(micros);
  const absolute = value < 0n ? -value : value;
  const step = 10n ** BigInt(6 - places);
  const shown = value < 0n ? absolute / step : (absolute + step - 1n) / step;
  const digits = shown.toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = places === 0 ? "" : `.${digits.slice(digits.length - places)}`;
  return `${value < 0n && shown > 0n ? "-" : ""}${whole}${fraction}`;
}

/** A price per GPU-hour with 4 decimals: `$4.4900`. */
export const formatRate = (usdMicros: number | bigint): string =>
  `$${grouped(formatUsdMicros(usdMicros, 4))}`;

/** A sum of money with 2 decimals: `$1,234.57`. */
export const formatTotal = (usdMicros: number | bigint): string =>
  `$${grouped(formatUsdMicros(usdMicros, 2))}`;

/** What a chain holds, 2 decimals and the token's own name: `115.68 tUSDC`. */
export const formatTokens = (usdMicros: number | bigint, symbol: string): string =>
  `${grouped(formatUsdMicros(usdMicros, 2))} ${symbol}`;

const DURATION_UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * Whole seconds in words, all of them: nothing is rounded away.
 *
 * @example formatDuration(93_600) // "1 day 2 hours"
 */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(formatCount(count, name));
    rest %= size;
  }
  return parts.length > 0 ? parts.join(" ") : "0 seconds";
}

const AGE_UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["d", 48 * 3_600_000],
  ["h", 3_600_000],
  ["min", 60_000],
];

/**
 * How old something is, in its largest unit alone, rounded down; never below zero, whatever two clocks say.
 *
 * @example formatAge(250_000) // "4 min"
 */
export function formatAge(ageMs: number): string {
  const age = Math.max(0, ageMs);
  const [unit, ms] = AGE_UNITS.find(([, size]) => age >= size) ?? ["s", 1000];
  return `${Math.floor(age / (unit === "d" ? 24 * 3_600_000 : ms))} ${unit}`;
}

/**
 * An integer with its noun, plural by `s` unless given.
 *
 * @example formatCount(5862, "offer") // "5,862 offers"
 */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count.toString())} ${count === 1 ? noun : plural}`;
}

/**
 * Basis points as percent text without trailing zeros.
 *
 * @example formatBps(9_985) // "99.85%"
 */
export function formatBps(bps: number): string {
  const fraction = (bps % 100).toString().padStart(2, "0").replace(/0+$/, "");
  return `${Math.floor(bps / 100)}${fraction ? `.${fraction}` : ""}%`;
}
