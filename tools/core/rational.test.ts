import fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  ceil,
  compare,
  divide,
  formatRational,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
  showRational,
} from "./rational.ts";

const SEED = { seed: 20261122, numRuns: 300 };

test.each([
  ["19.25", 1925n, 100n],
  ["27.875342465753423", 27875342465753423n, 10n ** 15n],
  ["4516.666666666666666667", 4516666666666666666667n, 10n ** 18n],
  [".5", 5n, 10n],
  ["5.", 5n, 1n],
  ["1e-05", 1n, 100_000n],
  ["2.5E3", 2500n, 1n],
  ["-0.25", -25n, 100n],
  ["+7", 7n, 1n],
  [" 3.1 ", 31n, 10n],
  ["000.10", 10n, 100n],
])("reads %s exactly", (text, n, d) => {
  expect(compare(parseDecimal(text)!, { n, d })).toBe(0);
});

test.each([
  "",
  " ",
  ".",
  "-",
  "N/A*",
  "NaN",
  "Infinity",
  "1,000",
  "1.2.3",
  "0x10",
  "1e",
  "e5",
  "1e1000",
  "1 2",
  "$3",
])("does not take %j for a number", (text) => {
  expect(parseDecimal(text)).toBeNull();
});

test("text of more than a hundred characters is no number", () => {
  expect(parseDecimal("1".repeat(100))).not.toBeNull();
  expect(parseDecimal("1".repeat(101))).toBeNull();
});

test.each([
  [ratio(7, 2), 4n],
  [ratio(8, 2), 4n],
  [ratio(1, 1_000_000), 1n],
  [ratio(0, 5), 0n],
  [ratio(-7, 2), -3n],
  [ratio(-8, 2), -4n],
])("rounds up towards plus infinity", (value, expected) => {
  expect(ceil(value)).toBe(expected);
});

test("cuts decimals and drops trailing zeros", () => {
  expect(formatRational(ratio(77, 32), 9)).toBe("2.40625");
  expect(formatRational(ratio(2, 3), 4)).toBe("0.6666");
  expect(formatRational(ratio(-2, 3), 4)).toBe("-0.6666");
  expect(formatRational(ratio(30, 3), 4)).toBe("10");
  expect(formatRational(ratio(1, 100_000), 4)).toBe("0");
});

test("shows all digits that end, and marks what is cut", () => {
  expect(showRational(ratio(77, 32))).toBe("2.40625");
  expect(showRational(ratio(8, 3))).toBe("2.666666666666…");
  expect(showRational(ratio(3, 1))).toBe("3");
  // 2.71 and a third of 10^-18: never shown as a plain 2.71.
  expect(showRational(add(ratio(271, 100), ratio(1, 3n * 10n ** 18n)))).toBe("2.710000000000…");
  expect(showRational(ratio(2_710_000_000_000_000_000_2n, 10n ** 19n))).toBe("2.7100000000000000002");
});

test("dividing by zero is a bug and throws", () => {
  expect(() => divide(ratio(1, 2), ratio(0, 3))).toThrow(RangeError);
});

const fractions = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 20n }))
  .map(([n, d]): Rational => ({ n, d }));

test("every decimal that is written can be read back as the same fraction", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.integer({ min: 0, max: 18 }),
      (n, places) => {
        const value = ratio(n, 10n ** BigInt(places));
        expect(compare(parseDecimal(formatRational(value, places))!, value)).toBe(0);
      },
    ),
    SEED,
  );
});

test("rounding up is the smallest integer that is not below", () => {
  fc.assert(
    fc.property(fractions, (value) => {
      const up = ceil(value);
      expect(compare(ratio(up, 1), value)).toBeGreaterThanOrEqual(0);
      expect(compare(ratio(up - 1n, 1), value)).toBeLessThan(0);
    }),
    SEED,
  );
});

test("adding commutes, multiplying and dividing undo each other, denominators stay positive", () => {
  fc.assert(
    fc.property(fractions, fractions, (a, b) => {
      expect(compare(add(a, b), add(b, a))).toBe(0);
      fc.pre(b.n !== 0n);
      const back = multiply(divide(a, b), b);
      expect(compare(back, a)).toBe(0);
      expect(divide(a, b).d > 0n).toBe(true);
    }),
    SEED,
  );
});
