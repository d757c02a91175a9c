import { describe, expect, it } from "vitest";
import { csvCell } from "../format/csv.ts";
import { groupRows } from "./group-rows.ts";
import { aRow } from "./testing/a-row.ts";
import { groupsToCsv, offersToCsv } from "./to-csv.ts";

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
    expect(offersToCsv(rows, () => "2026-11-22T08:00:00.000Z").split("\r\n")).toEqual([
      "GPU,GPUs per unit,Memory (GiB per GPU),Price (USD/GPU-hr),Unit price (USD/hr),Pricing,Provider,Source,Country,Place,Bookable,Units available,Uptime (%),Price class,Observed at (UTC),Left out because,Offer id",
      "H100 SXM,8,80,2.4100,19.2800,Fixed,'=cmd|'/C calc'!A0,lambda,,europe-central-1,no,4,,Live,2026-11-22T08:00:00.000Z,,lambda:1",
      "H100 SXM,8,80,,,Fixed,lambda,lambda,DE,europe-central-1,no,,99.50,Live,2026-11-22T08:00:00.000Z,no usable price,x",
      "",
    ]);
  });
});

it("the file of groups has one line each, with the range on screen", () => {
  const rows = [aRow({ id: "a" }), aRow({ id: "b", usdMicrosPerGpuHour: 3_000_000, isBookable: true })];
  expect(groupsToCsv(groupRows(rows)).split("\r\n")).toEqual([
    "GPU,Memory (GiB per GPU),Lowest price (USD/GPU-hr),Highest price (USD/GPU-hr),Offers,Bookable offers,Left out offers,Sources",
    "H100 SXM,80,2.4100,3.0000,2,1,0,lambda",
    "",
  ]);
});
