import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterRows } from "./filter-rows.ts";
import { groupRows } from "./group-rows.ts";
import { repaint, viewOf } from "./line-order.ts";
import { ALL_PRICES, type PriceQuery, SORT_KEYS } from "./price-query.ts";
import { sortRows } from "./sort-rows.ts";
import { aRow } from "./testing/a-row.ts";

const asked = (query: Partial<PriceQuery>): PriceQuery => ({ ...ALL_PRICES, ...query });
const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
const noTime = () => null;

const MARKET = [
  aRow({ id: "h100-de" }),
  aRow({
    id: "h100-pcie-us",
    formFactor: "PCIe",
    country: "US",
    usdMicrosPerGpuHour: 1_900_000,
    pricing: "spot",
  }),
  aRow({
    id: "a100-fr",
    gpu: "A100",
    country: "FR",
    isBookable: true,
    source: "necto",
    provider: "Nordlys GPU",
  }),
  aRow({ id: "unknown", gpu: null, gpuRaw: "Mystery 9000", reasons: ["gpu/unidentified"] }),
  aRow({ id: "outlier", usdMicrosPerGpuHour: 10, reasons: ["price/outlier"] }),
  aRow({ id: "nowhere", country: null, place: "", priceClass: "recorded" }),
];

describe("filters", () => {
  it.each<[Partial<PriceQuery>, string[]]>([
    [{}, ["h100-de", "h100-pcie-us", "a100-fr", "nowhere"]],
    [{ hasRejected: true }, ["h100-de", "h100-pcie-us", "a100-fr", "unknown", "outlier", "nowhere"]],
    [{ gpu: ["H100"] }, ["h100-de", "h100-pcie-us", "nowhere"]],
    [{ gpu: ["H100 PCIe"] }, ["h100-pcie-us"]],
    [{ gpu: ["H100 PCIe", "A100"] }, ["h100-pcie-us", "a100-fr"]],
    [{ region: ["EU"] }, ["h100-de", "a100-fr"]],
    [{ region: ["EU", "US"] }, ["h100-de", "h100-pcie-us", "a100-fr"]],
    [{ region: ["ATLANTIS"] }, []],
    [{ pricing: ["spot"] }, ["h100-pcie-us"]],
    [{ source: ["necto"] }, ["a100-fr"]],
    [{ class: ["recorded"] }, ["nowhere"]],
    [{ bookable: "yes" }, ["a100-fr"]],
    [{ bookable: "no", region: ["EU"] }, ["h100-de"]],
  ])("%j let through %j", (query, expected) => {
    expect(idsOf(filterRows(MARKET, asked(query)).rows)).toEqual(expected);
  });

  it("count what is left out of every search, and what each of them alone keeps out", () => {
    expect(filterRows(MARKET, asked({ gpu: ["H100"] })).rejected).toBe(1);
    const { rows, removedAlone } = filterRows(MARKET, asked({ gpu: ["A100"], region: ["US"] }));
    expect(rows).toEqual([]);
    expect(Object.fromEntries(removedAlone)).toEqual({ gpu: 1, region: 1 });
  });
});

describe("the order", () => {
  it("is by price, with rejected rows behind all others however cheap they look", () => {
    const rows = filterRows(MARKET, asked({ hasRejected: true })).rows;
    expect(idsOf(sortRows(rows, asked({}), noTime))).toEqual([
      "h100-pcie-us",
      "a100-fr",
      "h100-de",
      "nowhere",
      "outlier",
      "unknown",
    ]);
  });

  it("puts what nobody knows last, whichever way round", () => {
    const rows = [
      aRow({ id: "a", uptimeBps: null }),
      aRow({ id: "b", uptimeBps: 1 }),
      aRow({ id: "c", uptimeBps: 2 }),
    ];
    expect(idsOf(sortRows(rows, { sort: "uptime", isDescending: false }, noTime))).toEqual(["b", "c", "a"]);
    expect(idsOf(sortRows(rows, { sort: "uptime", isDescending: true }, noTime))).toEqual(["c", "b", "a"]);
  });

  it("does not depend on the order the rows came in, for any column and direction", () => {
    const price = fc.constantFrom(null, 1_000_000, 2_000_000);
    const markets = fc
      .array(
        fc.record({
          usdMicrosPerGpuHour: price,
          uptimeBps: price,
          isBookable: fc.boolean(),
          country: fc.constantFrom("DE", null),
        }),
        { maxLength: 20 },
      )
      .map((list) => list.map((part, index) => aRow({ id: `r${String(index).padStart(2, "0")}`, ...part })));
    fc.assert(
      fc.property(markets, fc.constantFrom(...SORT_KEYS), fc.boolean(), (rows, sort, isDescending) => {
        const order = { sort, isDescending };
        expect(idsOf(sortRows([...rows].reverse(), order, noTime))).toEqual(
          idsOf(sortRows(rows, order, noTime)),
        );
      }),
    );
  });
});

describe("groups", () => {
  it("never merge form factors or memory sizes, and range over what can be ranked", () => {
    const rows = sortRows(
      [
        ...MARKET,
        aRow({ id: "h100-nl", usdMicrosPerGpuHour: 3_000_000 }),
        aRow({ id: "h100-94", memoryGib: 94 }),
      ],
      asked({}),
      noTime,
    );
    const groups = groupRows(rows).map(({ gpu, memoryGib, rows: members, min, max, bookable, rejected }) => [
      gpu,
      memoryGib,
      members.length,
      min,
      max,
      bookable,
      rejected,
    ]);
    expect(groups).toEqual([
      ["H100 PCIe", 80, 1, 1_900_000, 1_900_000, 0, 0],
      ["A100 SXM", 80, 1, 2_410_000, 2_410_000, 1, 0],
      ["H100 SXM", 94, 1, 2_410_000, 2_410_000, 0, 0],
      ["H100 SXM", 80, 4, 2_410_000, 3_000_000, 0, 1],
      ["Mystery 9000 SXM", 80, 1, null, null, 0, 1],
    ]);
  });

  it("show the rows of those that are open under them", () => {
    const book = { rows: new Map(MARKET.map((row) => [row.id, row])) };
    const { lines } = viewOf(book, asked({ isGrouped: true }), new Set(["H100 SXM|80"]), noTime);
    expect(lines.map(({ key }) => key)).toEqual([
      "group H100 PCIe|80",
      "group A100 SXM|80",
      "group H100 SXM|80",
      "h100-de",
      "nowhere",
    ]);
  });
});

it("repainting changes values and never the order", () => {
  const book = { rows: new Map(MARKET.map((row) => [row.id, row])) };
  const view = viewOf(book, asked({}), new Set(), noTime);
  book.rows.set("h100-de", aRow({ id: "h100-de", usdMicrosPerGpuHour: 1 }));
  book.rows.delete("a100-fr");
  const painted = repaint(view, book);
  expect(painted.lines.map(({ key }) => key)).toEqual(view.lines.map(({ key }) => key));
  const prices = painted.lines.map((line) => line.kind === "row" && line.row.usdMicrosPerGpuHour);
  expect(prices).toEqual([1_900_000, 2_410_000, 1, 2_410_000]);
});

it("repainting a group counts its prices anew, and leaves alone what did not change", () => {
  const book = { rows: new Map(MARKET.map((row) => [row.id, row])) };
  const view = viewOf(book, asked({ isGrouped: true }), new Set(), noTime);
  expect(repaint(view, book).lines[0]).toBe(view.lines[0]);
  book.rows.set("h100-de", aRow({ id: "h100-de", usdMicrosPerGpuHour: 1_500_000, provider: "now cheapest" }));
  const group = repaint(view, book).lines.find(({ key }) => key === "group H100 SXM|80");
  expect(group?.kind === "group" && [group.group.min, group.group.cheapest?.provider]).toEqual([
    1_500_000,
    "now cheapest",
  ]);
});
