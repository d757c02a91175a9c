import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

it.each([
  [0, 499],
  [1, 999],
  [3, 3_999],
  [6, 29_999],
  [40, 29_999],
])("waits at most so long before attempt %i: %i ms", (attempt, most) => {
  expect(backoffMs(attempt, () => 0.999_999)).toBe(most);
  expect(backoffMs(attempt, () => 0)).toBe(0);
});
