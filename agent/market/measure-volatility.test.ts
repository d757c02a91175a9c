import { expect, test } from "vitest";
import { measureVolatility } from "./measure-volatility.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-11-01T00:00:00.000Z");
const series = (hours: number, priceAt: (hour: number) => number) =>
  Array.from({ length: hours }, (_, hour) => ({ hour: START + hour * HOUR, usdMicros: priceAt(hour) }));

test("a price that never moves is never off", () => {
  expect(measureVolatility(series(72, () => 2_000_000))?.offBps).toEqual([0, 0, 0]);
});

test("5 % is not off, a millionth more is", () => {
  expect(measureVolatility(series(100, (hour) => (hour % 2 ? 2_100_000 : 2_000_000)))?.offBps[0]).toBe(0);
  // From 2.000000 up to 2.100001 is off; back down is 4.76 % of the higher one, and is not. 99 pairs, 50 of them up.
  expect(measureVolatility(series(100, (hour) => (hour % 2 ? 2_100_001 : 2_000_000)))?.offBps[0]).toBe(5051);
});

test("counts the pairs of hours that far apart", () => {
  // One step of 10 % after 50 of 100 hours: 1 of 99 pairs one hour apart, 7 of 93, 24 of 76.
  const stepped = series(100, (hour) => (hour < 50 ? 2_000_000 : 2_200_000));
  expect(measureVolatility(stepped)?.offBps).toEqual([101, 753, 3158]);
  expect(measureVolatility(stepped.toReversed())?.offBps).toEqual([101, 753, 3158]);
});

test("less than two days of pairs a day apart are not enough, and missing hours make no pairs", () => {
  expect(measureVolatility(series(71, () => 1))).toBeNull();
  expect(measureVolatility(series(72, () => 1))).not.toBeNull();
  expect(measureVolatility(series(300, () => 1).filter((_, index) => index % 2 === 0))).toBeNull();
  expect(measureVolatility([])).toBeNull();
});

test("a price that came back a day later is no better known than after an hour", () => {
  const daily = series(200, (hour) => (hour % 24 < 12 ? 2_000_000 : 3_000_000));
  const [hour, seven, day] = measureVolatility(daily)!.offBps;
  expect(hour).toBeGreaterThan(0);
  expect(seven).toBeGreaterThan(hour);
  expect(day).toBe(seven);
});
