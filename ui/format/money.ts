import { formatUsdMicros } from "@necto/tools/core/units";

const group = (digits: string): string => {
  const [whole = "", fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

/** USD per GPU-hour, always four decimals and without the unit: `2.4100`. */
export const rateText = (usdMicros: number): string => group(formatUsdMicros(usdMicros, 4));

/**
 * What the escrow moves, exactly: at least two decimals, up to all six.
 *
 * @example tokenText(115_680_001) // "115.680001"
 */
export const tokenText = (usdMicros: number | bigint): string =>
  group(formatUsdMicros(usdMicros, 6).replace(/(\.\d{2}\d*?)0+$/, "$1"));

/** USD, two decimals and without the unit: `1,234.57`. */
export const amountText = (usdMicros: number): string => group(formatUsdMicros(usdMicros, 2));
