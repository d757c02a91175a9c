import { buildSnapshot } from "@necto/tools/core/snapshot";
import { anOffer, fixed, iso, marketOf, NOW } from "@necto/tools/core/testing/offers";
import { MarketBody, MarketDelta } from "@necto/tools/protocol/market";
import { type MarketRow, toColumns, toRows } from "@necto/tools/protocol/market-row";
import { beforeAll, expect, test } from "vitest";
import { sandboxScan } from "../testing/sandbox-scan.ts";
import { diffMarketRows } from "./diff-market-rows.ts";
import { toMarketRows, toSourceState } from "./to-market-rows.ts";

let rows: MarketRow[];
let body: MarketBody;
const byId = (list: readonly MarketRow[]) => new Map(list.map((row) => [row.id, row]));

beforeAll(async () => {
  const quotes = await sandboxScan().scan(() => {});
  const snapshot = buildSnapshot({ ...quotes, sources: quotes.reports });
  rows = toMarketRows(snapshot);
  expect(rows.length).toBe(snapshot.offers.length);
  rows.forEach((row, index) => {
    expect(row.usdMicrosPerGpuHour ?? 0).toBe(snapshot.prices[index]);
    expect(row.reasons.length > 0).toBe(snapshot.base[index] !== 0);
  });
  body = {
    epoch: "e",
    seq: 1,
    takenAt: "2026-11-22T08:00:00.000Z",
    rows: toColumns(rows),
    sources: quotes.reports.map(toSourceState),
  };
});

test("rows survive the way through columns and the wire", () => {
  const read = MarketBody.parse(JSON.parse(JSON.stringify(body)));
  expect(toRows(read.rows as never)).toEqual(rows);
});

test("a price that came with its source's answer has no time of its own, an older one has", () => {
  const at = (id: string, observedAt: string) => anOffer({ id, source: "lambda", observedAt });
  const report = { ...body.sources[0]!, source: "lambda", observedAt: iso(NOW), bodySha256: null, url: null };
  const snapshot = buildSnapshot({
    offers: [at("a", iso(NOW - 59_000)), at("b", iso(NOW - 86_400_000))],
    tokenPrices: [],
    sources: [report],
    takenAt: NOW,
  });
  expect(toMarketRows(snapshot).map(({ observedAt }) => observedAt)).toEqual([null, iso(NOW - 86_400_000)]);
});

test("the hourly price is the exact one of the whole unit, not eight times a rounded one", () => {
  const offer = anOffer({ id: "a", gpuCount: 3, pricing: fixed("10", { scope: "unit" }) });
  const [row] = toMarketRows(marketOf([offer]));
  // 10 / 3 = 3.333333…, rounded up to 3.333334; three of those would be 10.000002.
  expect(row).toMatchObject({ usdMicrosPerGpuHour: 3_333_334, usdMicrosPerHour: 10_000_000 });
});

test("equal markets differ in nothing", () => {
  expect(diffMarketRows(byId(rows), structuredClone(rows))).toMatchObject({
    put: { id: [] },
    moved: { id: [] },
    removed: [],
  });
});

test("a moved price is told as a move, anything more as a row, what is gone by its id", () => {
  const [first, second, third, ...rest] = rows;
  const after = [
    { ...first!, usdMicrosPerGpuHour: 1, usdMicrosPerHour: 8 },
    { ...second!, reasons: ["price/outlier"] },
    ...rest,
    { ...third!, id: "new" },
  ];
  const delta = diffMarketRows(byId(rows), after);
  expect(delta.moved).toEqual({
    id: [first!.id],
    usdMicrosPerGpuHour: [1],
    usdMicrosPerHour: [8],
    unitsAvailable: [first!.unitsAvailable],
  });
  expect(delta.put.id).toEqual([second!.id, "new"]);
  expect(delta.removed).toEqual([third!.id]);
  expect(MarketDelta.safeParse({ ...delta, takenAt: body.takenAt, sources: [] }).success).toBe(true);
});
