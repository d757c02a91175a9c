import { expect, it } from "vitest";
import { clockLeftText, createQuoteClock } from "./quote-clock.ts";

it("counts down in whole seconds and stands at nothing when time is up", () => {
  const clock = createQuoteClock(120_000);
  expect([0, 1, 1_000, 119_001, 120_000, 500_000].map((now) => clock.secondsLeft(now))).toEqual([
    120, 120, 119, 1, 0, 0,
  ]);
});

it("never lets an expired quote live again when the clock is set back", () => {
  const clock = createQuoteClock(120_000);
  expect(clock.secondsLeft(120_001)).toBe(0);
  expect(clock.secondsLeft(1_000)).toBe(0);
});

it("reads as minutes and seconds", () => {
  expect([119, 60, 7, 0].map(clockLeftText)).toEqual(["1:59", "1:00", "0:07", "0:00"]);
});
