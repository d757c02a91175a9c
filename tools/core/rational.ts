/** An exact fraction. `d` is always positive; the fraction is not necessarily in lowest terms. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };

const POWERS_OF_TEN = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));
const powerOfTen = (power: number): bigint => POWERS_OF_TEN[power] ?? 10n ** BigInt(power);

/** Decimal text as sources write it: `27.875342465753423`, `4516.666666666666666667`, `1e-05`, `.5`. */
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Longer text is no price: reading a megabyte of digits would cost seconds. */
const MAX_TEXT_LENGTH = 100;

/**
 * Reads decimal text exactly. Returns null for anything that is not a plain finite decimal
 * (`N/A*`, ``, `1,000`, `NaN`), so that a caller can count the row instead of pricing it as 0.
 *
 * @example parseDecimal("19.25") // { n: 1925n, d: 100n }
 */
export function parseDecimal(text: string): Rational | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const scale = fraction.length - Number(exponent);
  const joined = whole + fraction;
  // Text of up to 15 digits is a safe integer, which is much cheaper to read than a bigint.
  const magnitude = BigInt(joined.length <= 15 ? Number(joined) : joined);
  const digits = sign === "-" ? -magnitude : magnitude;
  return scale >= 0 ? { n: digits, d: powerOfTen(scale) } : { n: digits * powerOfTen(-scale), d: 1n };
}

export const fromInteger = (value: number | bigint): Rational => ({ n: BigInt(value), d: 1n });
export const ratio = (n: number | bigint, d: number | bigint): Rational => ({ n: BigInt(n), d: BigInt(d) });
export const multiply = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });
export const add = (a: Rational, b: Rational): Rational => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const isPositive = (a: Rational): boolean => a.n > 0n;
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** @throws RangeError when `b` is zero: a divisor of zero is a bug, sources are checked before. */
export function divide(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new RangeError("division of an exact fraction by zero");
  return b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
}

/** Smallest integer not below the fraction. */
export function ceil({ n, d }: Rational): bigint {
  const quotient = n / d;
  return n % d !== 0n && n > 0n ? quotient + 1n : quotient;
}

/**
 * Decimal text of a fraction, cut (not rounded, towards zero) after `places` digits and without trailing zeros.
 *
 * @example formatRational({ n: 77n, d: 32n }, 9) // "2.40625"
 */
export function formatRational({ n, d }: Rational, places: number): string {
  const sign = n < 0n ? "-" : "";
  const absolute = n < 0n ? -n : n;
  const digits = ((absolute % d) * powerOfTen(places)) / d;
  const fraction = digits.toString().padStart(places, "0").replace(/0+$/, "");
  return `${sign}${absolute / d}${fraction ? `.${fraction}` : ""}`;
}

/** Exact up to 24 decimal places: 18 of a chain's amount and 6 of its minor unit. */
const EXACT_PLACES = 24;
const CUT_PLACES = 12;

/**
 * Decimal text for a line of arithmetic: all digits when they end, else 12 places and `…`, so that what is cut
 * never looks exact.
 *
 * @example showRational({ n: 8n, d: 3n }) // "2.666666666666…"
 */
export function showRational(value: Rational): string {
  if ((value.n * powerOfTen(EXACT_PLACES)) % value.d === 0n) return formatRational(value, EXACT_PLACES);
  const [whole, fraction = ""] = formatRational(value, CUT_PLACES).split(".");
  return `${whole}.${fraction.padEnd(CUT_PLACES, "0")}…`;
}
