import { providerTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { describe, expect, it } from "vitest";
import { csvCell } from "../format/csv.ts";
import { rateText } from "../format/money.ts";
import { UNKNOWN } from "../format/text.ts";
import { type Line, rowLines } from "./group-rows.ts";
import { viewOf } from "./line-order.ts";
import { ALL_PRICES, type PriceQuery } from "./price-query.ts";
import { rangeText } from "./range-text.ts";
import { unitText } from "./row-text.ts";
import { aRow } from "./testing/a-row.ts";
import { parseCsv } from "./testing/parse-csv.ts";
import { linesToCsv } from "./to-csv.ts";

describe("a cell", () => {
  it.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@cmd", "'@cmd"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ['=HYPERLINK("http://evil","x")', '"\'=HYPERLINK(""http://evil"",""x"")"'],
    ["", ""],
    ["  =1", "'  =1"],
    ["＝1", "'＝1"],
    ["\n=1", '"\'\n=1"'],
    ["a=1", "a=1"],
    ["1-2", "1-2"],
  ])("%j is written as %j", (text, expected) => {
    expect(csvCell(text)).toBe(expected);
  });
});

describe("the file of offers", () => {
  it("has units in its headings, four decimals, and nothing where nobody knows", () => {
    const rows = [
      aRow({ provider: "=cmd|'/C calc'!A0", country: null, uptimeBps: null }),
      aRow({
        id: "x",
        usdMicrosPerGpuHour: null,
        usdMicrosPerHour: null,
        reasons: ["price/unpriced"],
        unitsAvailable: null,
      }),
    ];
    expect(linesToCsv(rowLines(rows), () => "2026-11-22T08:00:00.000Z").split("\r\n")).toEqual([
      "GPU,GPUs per unit,Memory (GiB per GPU),Price ($/GPU-hr),Unit price ($/hr),Pricing,Provider,Source,Country,Place,Bookable,Units available,Uptime (%),Price class,Observed at (UTC),Left out because,Offer id",
      "H100 SXM,8,80,2.4100,19.2800,Fixed,'=cmd|'/C calc'!A0,lambda,,europe-central-1,no,4,,Live,2026-11-22T08:00:00.000Z,,lambda:1",
      "H100 SXM,8,80,,,Fixed,Lambda,lambda,DE,europe-central-1,no,,99.50,Live,2026-11-22T08:00:00.000Z,no usable price,x",
      "",
    ]);
  });
});

describe("the file equals the screen", () => {
  const names = ["lambda", '=HYPERLINK("http://evil")', 'Rack "7", Köln', "-dash", "two\nlines"];
  const market = Array.from({ length: 300 }, (_, index) =>
    aRow({
      id: `offer-${index}`,
      gpu: ["H100", "A100", "L40S", null][index % 4]!,
      formFactor: index % 3 === 0 ? "PCIe" : "SXM",
      memoryGib: index % 7 === 0 ? null : 80,
      provider: names[index % names.length]!,
      country: ["DE", "US", "FR", null][(index >> 2) % 4]!,
      usdMicrosPerGpuHour: index % 11 === 0 ? null : 1_000_000 + ((index * 7_919) % 90_000) * 13,
      usdMicrosPerHour: index % 11 === 0 ? null : 8_000_000 + index,
      isBookable: index % 5 === 0,
      reasons: index % 11 === 0 ? ["price/unpriced"] : [],
    }),
  );
  const book = { rows: new Map(market.map((row) => [row.id, row])) };
  const observedAt = () => "2026-11-22T08:00:00.000Z";
  const unescaped = (text: string) => (/^'\s*[=+\-@]/.test(text) ? text.slice(1) : text);

  /** What the table draws of a line, from the functions that draw it. */
  const drawn = (line: Line) =>
    line.kind === "group"
      ? [line.group.gpu, rangeText(line.group), String(line.group.rows.length), String(line.group.bookable)]
      : [unitText(line.row), priceText(line.row), providerTitle(line.row), line.row.country ?? ""];
  const priceText = ({ usdMicrosPerGpuHour: price }: MarketRow) =>
    price === null ? UNKNOWN : rateText(price);
  /** The same from a record of the file. */
  const written = (record: ReadonlyMap<string, string>) => {
    const of = (name: string) => unescaped(record.get(name)!);
    if (record.get("Line") !== "group")
      return [
        `${of("GPUs per unit")}× ${of("GPU")}`,
        of("Price ($/GPU-hr)") || UNKNOWN,
        of("Provider"),
        of("Country"),
      ];
    const [low, high] = [of("Lowest price ($/GPU-hr)"), of("Highest price ($/GPU-hr)")];
    return [
      of("GPU"),
      low === "" ? UNKNOWN : low === high ? low : `${low}..${high}`,
      of("Offers"),
      of("Bookable offers"),
    ];
  };

  it.each<[string, Partial<PriceQuery>, string[]]>([
    ["all of it", {}, []],
    [
      "filtered and turned round",
      { gpu: ["H100"], region: ["EU"], sort: "provider", isDescending: true },
      [],
    ],
    ["with what is left out", { hasRejected: true, bookable: "yes" }, []],
    ["grouped", { isGrouped: true }, []],
    ["grouped, two groups open", { isGrouped: true, sort: "region" }, ["H100 SXM|80", "A100 PCIe|80"]],
    [
      "filtered, grouped, with what is left out",
      { isGrouped: true, hasRejected: true, gpu: ["A100"] },
      ["A100 SXM|80"],
    ],
    ["nothing", { gpu: ["B300"] }, []],
  ])("%s", (_, query, open) => {
    const { lines } = viewOf(book, { ...ALL_PRICES, ...query }, new Set(open), observedAt);
    const [headings, ...records] = parseCsv(linesToCsv(lines, observedAt));
    for (const record of records) expect(record).toHaveLength(headings!.length);
    const maps = records.map((record) => new Map(headings!.map((name, at) => [name, record[at]!] as const)));
    expect(maps.map(written)).toEqual(lines.map(drawn));
    expect(headings!.includes("Line")).toBe(lines.some(({ kind }) => kind === "group"));
    for (const open of records.flat()) expect(open).not.toMatch(/^\s*[=+\-@]/);
  });

  it("an offer in an open group has no price of a group, and a group none of an offer", () => {
    const { lines } = viewOf(book, { ...ALL_PRICES, isGrouped: true }, new Set(["H100 SXM|80"]), observedAt);
    const [headings, ...records] = parseCsv(linesToCsv(lines, observedAt));
    const at = (name: string) => headings!.indexOf(name);
    for (const record of records) {
      const isGroup = record[0] === "group";
      expect(record[at(isGroup ? "Price ($/GPU-hr)" : "Lowest price ($/GPU-hr)")]).toBe("");
      expect(record[at(isGroup ? "Offer id" : "Offers")]).toBe("");
    }
  });
});
