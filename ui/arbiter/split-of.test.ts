import { expect, it } from "vitest";
import { isWithin, splitOf } from "./split-of.ts";

const JOB = { rateUsdMicrosPerHour: 2_500_000, durationSeconds: 7_200, feeBps: 250, acceptedSeconds: 300 };

it("divides the whole deposit, with what was paid before as a part", () => {
  const split = splitOf(JOB, 1_800);
  expect(split).toEqual({ toProvider: 1_218_750, fee: 31_250, toBuyer: 3_750_000, paidBefore: 203_125 });
  expect(split.toProvider + split.fee + split.toBuyer).toBe(5_000_000);
  expect(splitOf(JOB, 1).toBuyer).toBe(5_000_000 - 694);
});

it("takes whole seconds from what was accepted to what was claimed, both included", () => {
  const bounds = { acceptedSeconds: 300, claimedSeconds: 900 };
  expect([299, 300, 600, 900, 901, 300.5, Number.NaN].map((seconds) => isWithin(bounds, seconds))).toEqual([
    ...[false, true, true, true, false, false, false],
  ]);
});
