const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/**
 * Decimal text times 10^`places` as an integer, exactly; null when it is not an integer, not a plain number
 * or beyond 2^53. No float is involved.
 *
 * @example scaleDecimal("2.50", 6) // 2500000
 */
export function scaleDecimal(text: string, places: number): number | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > places) return null;
  const scaled = Number(match[1] + fraction.padEnd(places, "0"));
  return Number.isSafeInteger(scaled) ? scaled : null;
}
