import { expect, test } from "vitest";
import { passAll, percentile, wilson } from "./statistics.ts";

test("Wilson's interval is that of the textbook", () => {
  expect(wilson(95, 100).map((share) => share.toFixed(4))).toEqual(["0.8882", "0.9785"]);
  expect(wilson(0, 0)).toEqual([0, 1]);
  expect(wilson(10, 10)[1]).toBeCloseTo(1);
});

test("pass^k is the share of draws in which all pass", () => {
  expect(passAll(8, 8, 8)).toBe(1);
  expect(passAll(7, 8, 1)).toBeCloseTo(0.875);
  expect(passAll(7, 8, 2)).toBeCloseTo(0.75);
  expect(passAll(7, 8, 8)).toBe(0);
  expect(passAll(1, 1, 8)).toBeNull();
});

test("percentiles are values that were measured", () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(percentile([], 0.5)).toBe(0);
});
