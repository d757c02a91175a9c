import fc from "fast-check";
import { expect, test } from "vitest";
import { identityOrder, stableSortBy } from "./stable-sort.ts";

/** The same by the language's own stable sort. */
const sorted = (order: Uint32Array, keys: Float64Array): number[] =>
  [...order].toSorted((a, b) => keys[a]! - keys[b]!);

test("sorts by key and keeps the present order among equal keys", () => {
  const keys = Float64Array.from([3, 1, 2, 1, 3, 0]);
  expect([...stableSortBy(identityOrder(6), keys)]).toEqual([5, 1, 3, 2, 0, 4]);
  expect([...stableSortBy(Uint32Array.from([4, 3, 1, 0]), keys)]).toEqual([3, 1, 4, 0]);
});

test("an empty order and equal keys come back as they are", () => {
  expect([...stableSortBy(identityOrder(0), new Float64Array(0))]).toEqual([]);
  expect([...stableSortBy(identityOrder(3), new Float64Array(3))]).toEqual([0, 1, 2]);
});

test("keys around every digit are told apart", () => {
  const keys = Float64Array.from([
    2 ** 53 - 1,
    65_536,
    65_535,
    2 ** 32,
    2 ** 32 - 1,
    0,
    2 ** 48,
    2 ** 48 - 1,
    1,
    65_537,
  ]);
  expect([...stableSortBy(identityOrder(10), keys)]).toEqual([5, 8, 2, 1, 9, 4, 3, 7, 6, 0]);
});

test("sorts as the language's own stable sort does, and leaves its input alone", () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 200_000 }), fc.maxSafeNat());
  fc.assert(
    fc.property(
      fc.array(key, { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.nat(1_000)),
      (values, dice) => {
        const keys = Float64Array.from(values);
        const order = identityOrder(values.length);
        for (let i = order.length - 1; i > 0; i--) {
          const j = dice.next().value % (i + 1);
          [order[i], order[j]] = [order[j]!, order[i]!];
        }
        const before = [...order];
        expect([...stableSortBy(order, keys)]).toEqual(sorted(order, keys));
        expect([...order]).toEqual(before);
      },
    ),
    { seed: 25, numRuns: 300 },
  );
});
