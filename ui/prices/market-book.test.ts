import { formatAge } from "@necto/tools/core/units";
import { toColumns } from "@necto/tools/protocol/market-row";
import { expect, it } from "vitest";
import { freshnessOf, updatedText } from "./freshness.ts";
import { emptyBook, putBody, putDelta } from "./market-book.ts";
import { ALL_PRICES } from "./price-query.ts";
import { aRow } from "./testing/a-row.ts";
import { routeText, toRequirements } from "./to-requirements.ts";

const AT = "2026-11-22T08:00:00.000Z";
const bodyOf = (...rows: Parameters<typeof toColumns>[0]) => ({
  epoch: "e",
  seq: 1,
  takenAt: AT,
  rows: toColumns(rows) as never,
  sources: [],
});
const nothing = {
  takenAt: AT,
  put: toColumns([]),
  moved: { id: [], usdMicrosPerGpuHour: [], usdMicrosPerHour: [], unitsAvailable: [] },
  removed: [],
  sources: [],
};

it("a delta moves prices, puts rows and takes them away, and notes which way prices went", () => {
  const book = emptyBook();
  putBody(book, bodyOf(aRow({ id: "a" }), aRow({ id: "b" }), aRow({ id: "c" })), 1);
  const before = book.rows.get("a");
  putDelta(
    book,
    {
      ...nothing,
      put: toColumns([aRow({ id: "d" }), aRow({ id: "b", usdMicrosPerGpuHour: 2_000_000 })]) as never,
      moved: {
        id: ["a", "nobody"],
        usdMicrosPerGpuHour: [2_500_000, 1],
        usdMicrosPerHour: [20_000_000, 1],
        unitsAvailable: [null, 1],
      },
      removed: ["c"],
    },
    2,
  );
  expect([...book.rows.keys()]).toEqual(["a", "b", "d"]);
  expect(book.rows.get("a")).toEqual(
    aRow({ id: "a", usdMicrosPerGpuHour: 2_500_000, usdMicrosPerHour: 20_000_000, unitsAvailable: null }),
  );
  expect(before).toEqual(aRow({ id: "a" }));
  expect(Object.fromEntries(book.moves)).toEqual({ a: { isUp: true, at: 2 }, b: { isUp: false, at: 2 } });
});

it("a second snapshot replaces everything, and what differs has moved", () => {
  const book = emptyBook();
  putBody(book, bodyOf(aRow({ id: "a" }), aRow({ id: "b" })), 1);
  putBody(book, bodyOf(aRow({ id: "b", usdMicrosPerGpuHour: 1 })), 2);
  expect([...book.rows.keys()]).toEqual(["b"]);
  expect(book.moves.get("b")).toEqual({ isUp: false, at: 2 });
});

it.each([
  [-500, "0 s", "live"],
  [12_900, "12 s", "live"],
  [60_000, "1 min", "aging"],
  [299_999, "4 min", "aging"],
  [300_000, "5 min", "stale"],
  [3 * 3_600_000, "3 h", "stale"],
])("%i ms are %s and %s", (age, text, freshness) => {
  expect([formatAge(age), freshnessOf(age)]).toEqual([text, freshness]);
});

it("a day and more is a date", () => {
  expect(updatedText("2026-11-20T08:00:00.000Z", Date.parse(AT))).toBe("2026-11-20");
  expect(updatedText("2026-11-21T08:00:01.000Z", Date.parse(AT))).toBe("23 h");
});

it("filters become requirements, without regions that nobody knows", () => {
  const query = {
    ...ALL_PRICES,
    gpu: ["H100 SXM"],
    region: ["EU", "ATLANTIS"],
    pricing: ["spot" as const],
    source: ["aws-spot"],
  };
  expect(toRequirements(query)).toMatchObject({
    gpuModels: ["H100 SXM"],
    regions: { include: ["EU"], exclude: [] },
    pricingModels: ["spot"],
    sources: { include: ["aws-spot"], exclude: [] },
    rankBy: "cost",
  });
  expect(routeText(query)).toBe(
    "Route from the price table: H100 SXM, in EU or ATLANTIS, spot prices, from AWS Spot",
  );
});
