import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCIES } from "./pricing.ts";
import { compare, multiply, parseDecimal, ratio } from "./rational.ts";
import {
  formatAge,
  formatBps,
  formatCount,
  formatDuration,
  formatRate,
  formatTotal,
  formatUsdMicros,
  usdPerCurrency,
} from "./units.ts";

describe("usdPerCurrency", () => {
  it.each([
    ["USD_CENT", "3592", ratio(3592, 100)],
    ["UACT", "4516.666666666666666667", ratio(4516666666666666666667n, 10n ** 24n)],
    ["ACT", "1.5", ratio(3, 2)],
    ["USDC", "2", ratio(2, 1)],
  ] as const)("converts %s %s exactly", (currency, amount, usd) => {
    const parsed = parseDecimal(amount);
    expect(parsed && compare(multiply(parsed, usdPerCurrency(currency)), usd)).toBe(0);
  });

  it("knows every currency", () => {
    for (const currency of CURRENCIES) expect(usdPerCurrency(currency).n).toBe(1n);
  });
});

describe("formatUsdMicros", () => {
  it.each([
    [4_490_000, 4, "4.4900"],
    [2_406_250, 4, "2.4063"],
    [2_406_250, 6, "2.406250"],
    [1, 2, "0.01"],
    [0, 2, "0.00"],
    [1_234_567_891, 2, "1234.57"],
    [1_000_000, 0, "1"],
    [-1_500_000, 2, "-1.50"],
    [9007199254740991n, 2, "9007199254.75"],
  ])("writes %s micro-USD with %s places as %s", (micros, places, text) => {
    expect(formatUsdMicros(micros, places)).toBe(text);
  });

  it("is never below the amount and less than one last digit above it", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 6 }), (micros, places) => {
        const shown = parseDecimal(formatUsdMicros(micros, places));
        expect(shown).not.toBeNull();
        if (!shown) return;
        expect(compare(shown, ratio(micros, 1_000_000))).toBeGreaterThanOrEqual(0);
        expect(compare(shown, ratio(BigInt(micros) + 10n ** BigInt(6 - places), 1_000_000))).toBeLessThan(0);
      }),
    );
  });
});

describe("formatRate and formatTotal", () => {
  it("write dollars with thousands apart", () => {
    expect(formatRate(4_490_000)).toBe("$4.4900");
    expect(formatRate(1_234_500_000)).toBe("$1,234.5000");
    expect(formatTotal(9_007_199_254_740_991)).toBe("$9,007,199,254.75");
  });
});

describe("words for numbers", () => {
  it("writes durations whole", () => {
    expect(formatDuration(93_600)).toBe("1 day 2 hours");
    expect(formatDuration(61)).toBe("1 minute 1 second");
    expect(formatDuration(0)).toBe("0 seconds");
  });

  it("writes counts and shares", () => {
    expect(formatCount(5862, "offer")).toBe("5,862 offers");
    expect(formatCount(1, "GPU")).toBe("1 GPU");
    expect(formatBps(9985)).toBe("99.85%");
    expect(formatBps(10_000)).toBe("100%");
    expect(formatBps(505)).toBe("5.05%");
  });
});

describe("formatAge", () => {
  it.each([
    [-5_000, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_599_999, "59 min"],
    [3_600_000, "1 h"],
    [47.9 * 3_600_000, "47 h"],
    [50 * 3_600_000, "2 d"],
  ])("says %i ms as %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });
});
