import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseTokenPrice } from "./choose-token-price.ts";

const asOf = "2026-11-22T08:00:00.000Z";
const choose = (...prices: readonly string[]) =>
  chooseTokenPrice(prices.map((usd, index) => ({ source: `feed-${index}`, usd, asOf })))?.source ?? null;

describe("chooseTokenPrice", () => {
  it.each([
    ["no feed", [], null],
    ["one feed", ["0.5"], "feed-0"],
    ["equal feeds", ["0.5", "0.5"], "feed-0"],
    // 2·(1.015 − 1) / 2.015 = 148.9 bps
    ["1.489 % apart, the second higher", ["1", "1.015"], "feed-0"],
    // exactly 150 bps of the middle 2.00
    ["exactly 1.5 % apart", ["1.985", "2.015"], "feed-0"],
    // 2·0.0151 / 2.0151 = 149.9; 2·0.016 / 2.016 = 158.7 bps
    ["1.587 % apart, the second higher", ["1", "1.016"], "feed-1"],
    ["1.587 % apart, the first higher", ["1.016", "1"], "feed-0"],
    ["exactly 3 % apart", ["1.97", "2.03"], "feed-1"],
    ["just over 3 % apart", ["1.97", "2.0300001"], null],
    ["a zero that means unknown", ["0", "2"], "feed-1"],
    ["tiny prices", ["1e-7", "1.01e-7"], "feed-0"],
  ])("chooses with %s", (_, prices, expected) => {
    expect(choose(...prices)).toBe(expected);
  });

  it("does not depend on the unit, and never picks a price below the first by more than 1.5 %", () => {
    const price = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(price, price, (a, b) => {
        const chosen = choose(`${a}`, `${b}`);
        expect(choose(`${a}e-6`, `${b}e-6`)).toBe(chosen);
        if (chosen === "feed-1") expect(b).toBeGreaterThan(a);
      }),
    );
  });
});
