import type { HistoryRange, HistorySeries } from "@necto/tools/protocol/market";
import { rateText } from "../format/money.ts";

export const RANGE_WORDS: Readonly<Record<HistoryRange, string>> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
};

const known = (prices: readonly (number | null)[]): number[] => prices.filter((price) => price !== null);

/** Hours of a series that hold anything. */
export const recordedHours = ({ p50 }: HistorySeries): number => known(p50).length;

/** The chart in one sentence, for those who cannot see it. */
export function describeHistory(gpu: string, range: HistoryRange, series: HistorySeries): string {
  const medians = known(series.p50);
  const tenths = known(series.p10);
  const [low, high] = [Math.min(...medians), Math.max(...medians)].map(rateText);
  const hours = medians.length === 1 ? "1 hour" : `${medians.length} hours`;
  return (
    `${gpu}, ${series.pricing} prices over ${RANGE_WORDS[range]}, ${hours} recorded: median from ${low} to ${high}, ` +
    `latest ${rateText(medians.at(-1)!)}; lowest tenth latest ${rateText(tenths.at(-1)!)} USD per GPU-hour.`
  );
}
