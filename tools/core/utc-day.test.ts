import { expect, test } from "vitest";
import { utcDayOf } from "./utc-day.ts";

const DAY = {
  ...{ day: "2026-02-28", from: "2026-02-28T00:00:00.000Z" },
  to: "2026-03-01T00:00:00.000Z",
};

test.each(["2026-02-28T00:00:00.000Z", "2026-02-28T12:34:56.789Z", "2026-02-28T23:59:59.999Z"])(
  "the day of %s is that of UTC, to its last millisecond",
  (time) => {
    expect(utcDayOf(Date.parse(time))).toEqual(DAY);
  },
);

test("the next day begins where one ends", () => {
  expect(utcDayOf(Date.parse(DAY.to))).toMatchObject({ day: "2026-03-01", from: DAY.to });
});
