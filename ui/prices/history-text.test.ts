import { expect, it } from "vitest";
import { describeHistory } from "./history-text.ts";
import { pointsToDraw } from "./points-to-draw.ts";

const series = {
  pricing: "spot" as const,
  p10: [null, 1_000_000, 1_100_000],
  p50: [null, 2_000_000, 1_500_000],
  min: [null, 1, 1],
  offers: [null, 3, 3],
};
const history = {
  gpu: "H100",
  region: "WORLD",
  range: "24h",
  origin: "market",
  step: "hour",
  times: [],
  regions: [],
} as const;

it("a history is said in one sentence, with its region and that it is made up", () => {
  const prices = "median from $1.5000 to $2.0000, latest $1.5000; lowest tenth latest $1.1000 per GPU-hour.";
  const words = (overrides: Partial<Parameters<typeof describeHistory>[0]>) =>
    describeHistory({ ...history, times: [], regions: [], ...overrides }, series);
  expect(words({})).toBe(`H100, spot prices over 24 hours, 2 hours recorded: ${prices}`);
  expect(words({ region: "NORTH_AMERICA", range: "1y", step: "day", origin: "sandbox" })).toBe(
    `H100, spot prices in North America over a year, 2 days recorded in the sandbox: ${prices}`,
  );
});

it("points are drawn where a line would not be seen", () => {
  const many = Array.from({ length: 60 }, () => 1);
  expect(pointsToDraw([null, 1, 1, null, 1])).toEqual([1, 2, 4]);
  expect(pointsToDraw([...many, null, 1, null, ...many])).toEqual([61]);
  expect(pointsToDraw([...many, null, 1])).toEqual([61]);
  expect(pointsToDraw(many)).toEqual([]);
});
