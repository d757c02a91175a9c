import { formatUsdMicros } from "@necto/tools/core/units";
import uPlot from "uplot";

/** What each period of a range brought, and what all of them came to by then. */
export interface PeriodFigures {
  /** First days of the periods, `YYYY-MM-DD`. */
  readonly days: readonly string[];
  /** Micro-USD, as bars. */
  readonly bars: readonly number[];
  /** Micro-USD, as a line with an axis of its own; null for none. */
  readonly line: readonly number[] | null;
}

export interface PeriodChartOptions extends PeriodFigures {
  readonly width: number;
  readonly height: number;
  readonly colours: {
    readonly bar: string;
    readonly line: string;
    readonly text: string;
    readonly grid: string;
  };
  readonly font: string;
}

const fromZero: uPlot.Range.Function = (_, __, max) => [0, Math.max(max * 1.1, 1_000_000)];
const amounts = (_: uPlot, splits: number[]) =>
  splits.map((amount) => formatUsdMicros(Math.round(amount), 2));

/** Draws periods in UTC. A canvas has no styles of the page: colours come as values. */
export function drawPeriods(target: HTMLElement, options: PeriodChartOptions) {
  const { days, bars, line, width, height, colours, font } = options;
  const axis = { stroke: colours.text, font: `11px ${font}`, ticks: { show: false } };
  const money = { ...axis, size: 64, space: 28, values: amounts };
  const chart = new uPlot(
    {
      ...{ width, height, legend: { show: false }, cursor: { show: false } },
      scales: {
        // By place, not by time: months are bars of one width.
        x: { time: false, range: () => [-0.6, days.length - 0.4] },
        y: { range: fromZero },
        ...(line && { line: { range: fromZero } }),
      },
      axes: [
        {
          ...{ ...axis, space: 64, size: 26, grid: { show: false } },
          values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? (days[at]?.slice(5) ?? "") : "")),
        },
        { ...money, grid: { stroke: colours.grid, width: 1 } },
        ...(line ? [{ ...money, scale: "line", side: 1, stroke: colours.line, grid: { show: false } }] : []),
      ],
      series: [
        {},
        {
          fill: colours.bar,
          width: 0,
          paths: uPlot.paths.bars!({ size: [0.7, 48] }),
          points: { show: false },
        },
        ...(line ? [{ scale: "line", stroke: colours.line, width: 2, points: { show: false } }] : []),
      ],
    },
    [days.map((_, index) => index), [...bars], ...(line ? [[...line]] : [])],
    target,
  );
  return {
    resize: (nextWidth: number) => chart.setSize({ width: nextWidth, height }),
    remove: () => chart.destroy(),
  };
}
