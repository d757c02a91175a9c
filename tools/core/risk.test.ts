import { expect, test } from "vitest";
import { formatRational, ratio } from "./rational.ts";
import { interruptionsPerHour, riskAdjusted } from "./risk.ts";

// -ln(1 - p) / 730 by calculator.
test.each([
  [0, 0],
  [500, 0.00007026478683],
  [1_000, 0.0001443294735],
  [1_500, 0.00022262867055],
  [2_000, 0.00030567609769],
])("a monthly chance of %s basis points is %s interruptions an hour", (bps, expected) => {
  expect(Number(formatRational(interruptionsPerHour(bps), 14))).toBeCloseTo(expected, 10);
});

test("a higher chance of interruption never costs less, and none costs nothing", () => {
  const price = ratio(2, 1);
  expect(formatRational(riskAdjusted(price, 0), 12)).toBe("2");
  let before = 0;
  for (let bps = 0; bps <= 10_000; bps += 250) {
    const adjusted = Number(formatRational(riskAdjusted(price, bps), 12));
    expect(adjusted).toBeGreaterThanOrEqual(before);
    before = adjusted;
  }
});
