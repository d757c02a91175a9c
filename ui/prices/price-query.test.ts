import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALL_PRICES,
  addToken,
  formatQuery,
  type PriceQuery,
  parseQuery,
  removeToken,
  SORT_KEYS,
  sortBy,
  toggleCompared,
  tokensOf,
} from "./price-query.ts";

const FULL =
  "?gpu=H100&gpu=A100+SXM&region=EU&pricing=spot&source=lambda&class=live&bookable=yes&sort=-uptime&group=gpu&rejected=show&history=H100&range=7d&history-region=EU&history-pricing=spot&compare=necto%3A1&compare=lambda%3Aa+b&show=comparison";

describe("the address of the price table", () => {
  it("says nothing when nothing is chosen", () => {
    expect(parseQuery("")).toEqual(ALL_PRICES);
    expect(formatQuery(ALL_PRICES)).toBe("");
  });

  it("holds every filter, order, grouping and the open history", () => {
    expect(parseQuery(FULL)).toEqual({
      gpu: ["H100", "A100 SXM"],
      region: ["EU"],
      pricing: ["spot"],
      source: ["lambda"],
      class: ["live"],
      bookable: "yes",
      sort: "uptime",
      isDescending: true,
      isGrouped: true,
      hasRejected: true,
      history: "H100",
      range: "7d",
      historyRegion: "EU",
      historyPricing: "spot",
      compare: ["necto:1", "lambda:a b"],
      isComparing: true,
    });
    expect(formatQuery(parseQuery(FULL))).toBe(FULL);
  });

  it.each([
    ["?sort=nonsense", {}],
    ["?pricing=free&class=cheap&range=2y&bookable=maybe", {}],
    ["?region=eu", { region: ["EU"] }],
    ["?gpu=&gpu=H100&gpu=H100", { gpu: ["H100"] }],
    [`?gpu=${"x".repeat(61)}`, {}],
    ["?sort=-", { isDescending: true }],
    ["?history-region=MARS&history-pricing=free", {}],
    ["?compare=a&compare=b&compare=a&compare=c&compare=d&compare=e", { compare: ["a", "b", "c", "d"] }],
    [`?compare=${"x".repeat(301)}`, {}],
  ])("reads %s without falling over", (search, expected) => {
    expect(parseQuery(search)).toEqual({ ...ALL_PRICES, ...expected });
  });

  it("gives every query back", () => {
    const word = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
    const queries: fc.Arbitrary<PriceQuery> = fc.record({
      gpu: fc.uniqueArray(word, { maxLength: 3 }),
      region: fc.uniqueArray(fc.constantFrom("DE", "EU", "XX"), { maxLength: 3 }),
      pricing: fc.subarray(["fixed", "spot", "token", "dynamic"] as const),
      source: fc.uniqueArray(word, { maxLength: 3 }),
      class: fc.subarray(["live", "sandbox"] as const),
      bookable: fc.constantFrom("yes", "no", null),
      sort: fc.constantFrom(...SORT_KEYS),
      isDescending: fc.boolean(),
      isGrouped: fc.boolean(),
      hasRejected: fc.boolean(),
      history: fc.constantFrom("H100"),
      range: fc.constantFrom("24h", "7d", "30d", "1y"),
      historyRegion: fc.constantFrom("WORLD", "EU", "NORTH_AMERICA"),
      historyPricing: fc.constantFrom(null, "spot", "fixed"),
      compare: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
      isComparing: fc.boolean(),
    });
    fc.assert(
      fc.property(queries, (query) => {
        expect(parseQuery(formatQuery(query))).toEqual(query);
      }),
    );
  });
});

it("tokens are added once and taken away again", () => {
  const token = { field: "gpu", value: "H100" } as const;
  const once = addToken(ALL_PRICES, token);
  expect(addToken(once, token)).toEqual(once);
  expect(tokensOf(addToken(once, { field: "bookable", value: "no" }))).toEqual([
    token,
    { field: "bookable", value: "no" },
  ]);
  expect(removeToken(once, token)).toEqual(ALL_PRICES);
});

it("a column chosen twice turns the order round", () => {
  const byGpu = sortBy(ALL_PRICES, "gpu");
  expect([byGpu.sort, byGpu.isDescending]).toEqual(["gpu", false]);
  expect(sortBy(byGpu, "gpu").isDescending).toBe(true);
  expect(sortBy(sortBy(byGpu, "gpu"), "price").isDescending).toBe(false);
});

it("four offers are compared at most, and the comparison closes with the last of them", () => {
  const four = ["a", "b", "c", "d"].reduce(toggleCompared, { ...ALL_PRICES, isComparing: true });
  expect(toggleCompared(four, "e").compare).toEqual(["a", "b", "c", "d"]);
  expect(toggleCompared(four, "b").compare).toEqual(["a", "c", "d"]);
  const one = toggleCompared({ ...ALL_PRICES, compare: ["a"], isComparing: true }, "a");
  expect([one.compare, one.isComparing]).toEqual([[], false]);
});
