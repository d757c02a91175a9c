import fc from "fast-check";
import { expect, test } from "vitest";
import { createKillPlan } from "./kill-plan.ts";
import { randomFrom } from "./random-from.ts";

test("500 kills strike each of 15 points at least 20 times, also when some are often missed", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const points = Array.from({ length: 15 }, (_, index) => `point-${index}`);
      const random = randomFrom(seed);
      const plan = createKillPlan(points, random);
      const struck = new Map<string, number>();
      for (let round = 0; round < 500; round++) {
        const at = plan.next(round);
        // A point of the index is seldom reached more than once in a life.
        const hasStruck = at !== null && (at.nth === 1 || at.point !== "point-14");
        plan.ended(at, hasStruck);
        if (hasStruck) struck.set(at.point, (struck.get(at.point) ?? 0) + 1);
      }
      expect(Math.min(...points.map((point) => struck.get(point) ?? 0))).toBeGreaterThanOrEqual(20);
    }),
    { numRuns: 50 },
  );
});

test("a point that was missed is tried at its first time until it is struck", () => {
  const plan = createKillPlan(["seldom"], () => 0.99);
  expect(plan.next(0)).toBeNull();
  const first = plan.next(1);
  expect(first).toEqual({ point: "seldom", nth: 4 });
  plan.ended(first, false);
  const again = plan.next(2);
  expect(again).toEqual({ point: "seldom", nth: 1 });
  plan.ended(again, true);
  expect(plan.next(4)).toEqual({ point: "seldom", nth: 4 });
});
