import { formatUsdMicros } from "@necto/tools/core/units";
import uPlot from "uplot";

export interface EarningsChartOptions {
  /** First days of the periods, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  /** Micro-USD. */
  readonly net: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly colours: { readonly bar: string; readonly text: string; readonly grid: string };
  readonly font: string;
}

/** Draws what was earned net in each period as a bar, in UTC. A canvas has no styles of the page: colours come as values. */
export function drawEarnings(target: HTMLElement, options: EarningsChartOptions) {
  const { days, net, width, height, colours, font } = options;
  const axis = { stroke: colours.text, font: `11px ${font}`, ticks: { show: false } };
  const chart = new uPlot(
    {
      ...{ width, height, legend: { show: false }, cursor: { show: false } },
      scales: {
        // By place, not by time: months are bars of one width.
        x: { time: false, range: () => [-0.6, days.length - 0.4] },
        y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1_000_000)] },
      },
      axes: [
        {
          ...{ ...axis, space: 64, size: 26, grid: { show: false } },
          values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? (days[at]?.slice(5) ?? "") : "")),
        },
        {
          ...{ ...axis, size: 64, space: 28, grid: { stroke: colours.grid, width: 1 } },
          values: (_, splits) => splits.map((amount) => formatUsdMicros(Math.round(amount), 2)),
        },
      ],
      series: [
        {},
        {
          fill: colours.bar,
          width: 0,
          paths: uPlot.paths.bars!({ size: [0.7, 48] }),
          points: { show: false },
        },
      ],
    },
    [days.map((_, index) => index), [...net]],
    target,
  );
  return {
    resize: (nextWidth: number) => chart.setSize({ width: nextWidth, height }),
    remove: () => chart.destroy(),
  };
}
