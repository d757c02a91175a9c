import { regionText } from "@necto/tools/core/regions";
import type { HistoryRange, HistoryRegion, HistorySeries, PriceHistory } from "@necto/tools/protocol/market";
import { rateText } from "../format/money.ts";
import { countOf } from "../format/text.ts";

export const RANGE_WORDS: Readonly<Record<HistoryRange, string>> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "1y": "a year",
};

const known = (prices: readonly (number | null)[]): number[] => prices.filter((price) => price !== null);

/** `Worldwide`, `EU`, `North America`. */
export const historyRegionText = (region: HistoryRegion): string =>
  region === "WORLD" ? "Worldwide" : regionText(region);

/** Hours or days of a series that hold anything. */
export const recordedTimes = ({ p50 }: HistorySeries): number => known(p50).length;

/** The chart in one sentence, for those who cannot see it. */
export function describeHistory(
  { gpu, region, range, step, origin }: Omit<PriceHistory, "series">,
  series: HistorySeries,
): string {
  const medians = known(series.p50);
  const tenths = known(series.p10);
  const [low, high] = [Math.min(...medians), Math.max(...medians)].map((price) => `$${rateText(price)}`);
  const place = region === "WORLD" ? "" : ` in ${historyRegionText(region)}`;
  return (
    `${gpu}, ${series.pricing} prices${place} over ${RANGE_WORDS[range]}, ${countOf(medians.length, step)} recorded` +
    `${origin === "sandbox" ? " in the sandbox" : ""}: median from ${low} to ${high}, ` +
    `latest $${rateText(medians.at(-1)!)}; lowest tenth latest $${rateText(tenths.at(-1)!)} per GPU-hour.`
  );
}
