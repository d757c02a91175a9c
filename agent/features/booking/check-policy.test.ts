import fc from "fast-check";
import { expect, test } from "vitest";
import { type BookingRules, checkPolicy } from "./check-policy.ts";

const RULES: BookingRules = {
  ...{ isEnabled: true, maxOrderUsdMicros: 100_000_000, maxDayUsdMicros: 250_000_000, sources: ["necto"] },
};
const ORDER = { source: "necto", totalUsdMicros: 39_200_000, spentTodayUsdMicros: 0 };

test.each<[string, Partial<BookingRules>, Partial<typeof ORDER>, readonly string[]]>([
  ["an order below the caps", {}, {}, []],
  ["an order of exactly the cap", {}, { totalUsdMicros: 100_000_000 }, []],
  ["one micro-dollar more", {}, { totalUsdMicros: 100_000_001 }, ["order-cap"]],
  ["the last of the day", {}, { spentTodayUsdMicros: 210_800_000 }, []],
  ["one micro-dollar more in a day", {}, { spentTodayUsdMicros: 210_800_001 }, ["day-cap"]],
  ["no caps", { maxOrderUsdMicros: null, maxDayUsdMicros: null }, { totalUsdMicros: 10 ** 12 }, []],
  ["a cap of nothing", { maxOrderUsdMicros: 0 }, {}, ["order-cap"]],
  ["the kill switch", { isEnabled: false }, {}, ["switched-off"]],
  ["a source that is not allowed", {}, { source: "lambda" }, ["source"]],
  ["nothing to pay", {}, { totalUsdMicros: 0 }, ["amount"]],
  ["less than nothing", {}, { totalUsdMicros: -1 }, ["amount"]],
  ["no number", {}, { totalUsdMicros: Number.NaN }, ["amount"]],
  ["parts of a micro-dollar", {}, { totalUsdMicros: 1.5 }, ["amount"]],
])("%s", (_, rules, order, expected) => {
  expect(checkPolicy({ ...RULES, ...rules }, { ...ORDER, ...order })).toEqual(expected);
});

test("every reason is told, not the first one only", () => {
  const rules = { ...RULES, isEnabled: false, sources: [], maxDayUsdMicros: 1 };
  const order = { ...ORDER, totalUsdMicros: 200_000_000 };
  expect(checkPolicy(rules, order)).toEqual(["switched-off", "source", "order-cap", "day-cap"]);
});

test("what is refused is refused for any larger amount, and later in the day", () => {
  const amount = fc.integer({ min: 1, max: 400_000_000 });
  fc.assert(
    fc.property(amount, amount, amount, (totalUsdMicros, spentTodayUsdMicros, more) => {
      const before = checkPolicy(RULES, { ...ORDER, totalUsdMicros, spentTodayUsdMicros });
      const larger = { ...ORDER, totalUsdMicros: totalUsdMicros + more, spentTodayUsdMicros };
      const later = { ...ORDER, totalUsdMicros, spentTodayUsdMicros: spentTodayUsdMicros + more };
      expect(checkPolicy(RULES, larger)).toEqual(expect.arrayContaining([...before]));
      expect(checkPolicy(RULES, later)).toEqual(expect.arrayContaining([...before]));
    }),
  );
});
