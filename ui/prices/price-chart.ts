import uPlot from "uplot";
import { rateText } from "../format/money.ts";
import { pointsToDraw } from "./points-to-draw.ts";

export interface ChartColours {
  readonly p50: string;
  readonly p10: string;
  readonly band: string;
  readonly level: string;
  readonly text: string;
  readonly grid: string;
}

export interface ChartOptions {
  /** Start of every hour or day, ISO. */
  readonly times: readonly string[];
  /** Micro-USD per GPU-hour; null = nothing recorded. */
  readonly p10: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  /** A price to hold against them, micro-USD per GPU-hour; null for none. */
  readonly level: number | null;
  readonly width: number;
  readonly height: number;
  readonly colours: ChartColours;
  readonly font: string;
  /** The hour or day under the pointer, by its index; null when there is none. */
  readonly pointed: (index: number | null) => void;
}

export interface PriceChart {
  readonly resize: (width: number, height: number) => void;
  readonly remove: () => void;
}

const DAY_SECONDS = 86_400;
const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** `14:00`; midnight, and everything on a scale of days, is the day: `11-22`. */
function timeLabel(seconds: number, step: number): string {
  const date = new Date(seconds * 1000);
  if (step < DAY_SECONDS && seconds % DAY_SECONDS !== 0)
    return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
  return `${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

/** Draws p50 as a line and p10 dashed under it, in UTC. A canvas has no styles of the page: colours come as values. */
export function drawPriceChart(target: HTMLElement, options: ChartOptions): PriceChart {
  const { times, p10, p50, level, width, height, colours, font, pointed } = options;
  const axis = {
    stroke: colours.text,
    font: `11px ${font}`,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
  const drawn = pointsToDraw(p50);
  const points = { show: drawn.length > 0, size: 5, filter: () => drawn };
  const chart = new uPlot(
    {
      width,
      height,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_, min, max) => padded(min, max) } },
      axes: [
        {
          ...axis,
          space: 64,
          size: 26,
          values: (_, splits, __, ___, step) => splits.map((at) => timeLabel(at, step)),
        },
        {
          ...axis,
          size: 60,
          space: 28,
          values: (_, splits) => splits.map((price) => rateText(Math.round(price))),
        },
      ],
      series: [
        {},
        { stroke: colours.p50, width: 2, points },
        { stroke: colours.p10, width: 1.5, dash: [5, 4], points },
        { stroke: colours.level, width: 2, points: { show: false } },
      ],
      bands: [{ series: [1, 2], fill: colours.band }],
      hooks: { setCursor: [({ cursor }) => pointed(cursor.idx ?? null)] },
    },
    [
      times.map((time) => Date.parse(time) / 1000),
      p50 as number[],
      p10 as number[],
      times.map(() => level) as number[],
    ],
    target,
  );
  return {
    resize: (nextWidth, nextHeight) => chart.setSize({ width: nextWidth, height: nextHeight }),
    remove: () => chart.destroy(),
  };
}

/** Some room above and below, so that a price that does not move is a line in the middle. */
function padded(min: number | null, max: number | null): [number, number] {
  const low = min ?? 0;
  const high = max ?? 1;
  const room = Math.max((high - low) * 0.12, high * 0.02, 1);
  return [Math.max(0, low - room), high + room];
}
