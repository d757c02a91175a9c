import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { MandateTerms } from "@necto/tools/protocol/mandate";
import { describe, expect, test } from "vitest";
import { boundsText, type MandateBounds, readUsd, readWish, toTerms, wishFor } from "./mandate-terms.ts";

const NOW = Date.parse("2026-11-26T16:00:00.000Z");
const WATCH = {
  id: "watch-1",
  requirements: { ...NOTHING_SAID, gpuCount: 8 },
  usdMicrosPerGpuHour: 1_950_000,
};
const hex = (digit: string, length: number) => `0x${digit.repeat(length)}`;

test.each([
  ["19.95", 19_950_000],
  ["0,000001", 1],
  [" 7 ", 7_000_000],
  ["999999.999999", 999_999_999_999],
  ["0", null],
  ["-1", null],
  ["1e3", null],
  ["1.0000001", null],
  ["1000000", null],
  ["", null],
])("“%s” is %s micro-USD", (text, expected) => {
  expect(readUsd(text)).toBe(expected);
});

describe("the form", () => {
  test("begins with one order of one hour at the line", () => {
    const wish = wishFor(WATCH);
    expect(wish).toEqual({ price: "1.95", hours: "1", order: "16.00", day: "16.00", orders: "1", days: "7" });
    expect(readWish(wish, NOW)).toEqual({
      ...{ maxUsdMicrosPerGpuHour: 1_950_000, maxOrderUsdMicros: 16_000_000, maxDayUsdMicros: 16_000_000 },
      ...{ maxOrders: 1, durationSeconds: 3_600, validUntil: NOW / 1_000 + 7 * 86_400 },
    });
  });

  test.each([
    ["price", "free"],
    ["hours", "0"],
    ["hours", "721"],
    ["order", ""],
    ["day", "0"],
    ["orders", "101"],
    ["days", "91"],
    ["days", "1.5"],
  ])("says which field is wrong: %s “%s”", (field, text) => {
    expect(readWish({ ...wishFor(WATCH), [field]: text }, NOW)).toEqual({ wrong: field });
  });
});

test.each<[Partial<MandateBounds>, string]>([
  [{}, "At most 20.00 USDC a day, 60.00 USDC in all, until 2026-12-03 16:00 UTC."],
  [{ maxOrders: 1 }, "At most 20.00 USDC a day, 20.00 USDC in all, until 2026-12-03 16:00 UTC."],
  [
    { maxDayUsdMicros: 90_000_000 },
    "At most 60.00 USDC a day, 60.00 USDC in all, until 2026-12-03 16:00 UTC.",
  ],
])("the worst case in one sentence: %o", (change, expected) => {
  const bounds = {
    ...{ maxUsdMicrosPerGpuHour: 2_000_000, maxOrderUsdMicros: 20_000_000, maxDayUsdMicros: 20_000_000 },
    ...{ maxOrders: 3, durationSeconds: 3_600, validUntil: Date.parse("2026-12-03T16:00:00Z") / 1_000 },
  };
  expect(boundsText({ ...bounds, ...change }, "USDC", NOW)).toBe(expected);
});

test("what is signed is what the form and the watch show, with addresses in lower case", () => {
  const bounds = readWish(wishFor(WATCH), NOW) as MandateBounds;
  const deal = { chainId: 36_900, escrow: hex("E", 40), token: hex("C", 40), symbol: "USDC" };
  const keys = { viewKey: hex("7", 64), nonce: hex("1", 64) };
  const terms = toTerms(bounds, WATCH, { account: hex("A", 40), deal }, keys);
  expect(MandateTerms.parse(terms)).toEqual(terms);
  expect(terms).toMatchObject({ account: hex("a", 40), escrow: hex("e", 40), watchId: "watch-1", ...bounds });
  const other = { ...WATCH, requirements: { ...WATCH.requirements, gpuCount: 4 } };
  expect(toTerms(bounds, other, { account: hex("A", 40), deal }, keys).requirementsHash).not.toBe(
    terms.requirementsHash,
  );
});
