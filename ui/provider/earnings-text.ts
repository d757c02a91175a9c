import { formatUsdMicros } from "@necto/tools/core/units";

/** All six decimals, so that a column adds up to its total. @example exactText(1_218_750) // "1.218750" */
export const exactText = (usdMicros: number): string => formatUsdMicros(usdMicros, 6);

/** @example hoursText(5_400) // "1.50" */
export const hoursText = (seconds: number): string => (seconds / 3_600).toFixed(2);

/** Per cent without its sign; empty for what is not known. @example shareText(1_234) // "12.34" */
export const shareText = (bps: number | null): string => (bps === null ? "" : (bps / 100).toFixed(2));
