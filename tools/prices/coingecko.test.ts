import { describe, expect, it } from "vitest";
import { TokenPrice } from "../core/token-price.ts";
import { fetchFromMap, type MappedAnswer } from "../sources/fetch-from-map.ts";
import { readRecorded } from "../sources/read-recorded.ts";
import { coingecko } from "./coingecko.ts";
import { fetchTokenPrices } from "./fetch-token-prices.ts";

const PATH = "/api/v3/simple/price";
const body = readRecorded("prices/recorded/coingecko.json");
const COIN_IDS = ["akash-network", "render-token", "io"];
const scan = (answer: MappedAnswer, coinIds: readonly string[] = COIN_IDS) =>
  fetchTokenPrices([coingecko()], {
    coinIds,
    fetch: fetchFromMap({ [PATH]: answer }),
    now: () => 0,
    deadlineMs: answer === "silence" ? 50 : 15_000,
  });
const single = async (entry: string) => {
  const { tokenPrices, reports } = await scan(`{"io":${entry}}`, ["io"]);
  return { used: tokenPrices[0]?.used ?? null, skips: reports[0]?.skips, code: reports[0]?.code };
};

describe("coingecko", () => {
  it("gives the price as stated and its time from seconds", async () => {
    const { tokenPrices, reports } = await scan(body);
    for (const price of tokenPrices) expect(TokenPrice.parse(price)).toEqual(price);
    expect(tokenPrices[0]).toEqual({
      coinId: "akash-network",
      feeds: [{ source: "coingecko", usd: "0.543761", asOf: "2026-07-17T19:53:20.000Z" }],
      used: { source: "coingecko", usd: "0.543761", asOf: "2026-07-17T19:53:20.000Z" },
    });
    expect(reports[0]).toMatchObject({ source: "coingecko", status: "ok", offers: 3, code: null });
  });

  it("refuses a token that is absent, and says so", async () => {
    const { tokenPrices, reports } = await scan(body, ["akash-network", "delisted"]);
    expect(tokenPrices[1]).toEqual({ coinId: "delisted", feeds: [], used: null });
    expect(reports[0]).toMatchObject({ status: "partial", skips: { "no-price": 1 } });
  });

  it.each([
    ["{}", null, { "no-price": 1 }],
    ['{"usd":null,"last_updated_at":1784318000}', null, { "no-price": 1 }],
    ['{"usd":0,"last_updated_at":1784318000}', null, { "no-price": 1 }],
    ['{"usd":"0.19","last_updated_at":1784318000}', null, { malformed: 1 }],
    ['{"usd":0.19}', null, { malformed: 1 }],
    ['{"usd":0.19,"last_updated_at":1784318000000}', null, { malformed: 1 }],
    ["null", null, { malformed: 1 }],
    ['{"usd":1.23e-7,"last_updated_at":1784318000}', "1.23e-7", {}],
    ['{"usd":0.1900,"last_updated_at":1784318000}', "0.19", {}],
  ])("reads %s as %s", async (entry, usd, skips) => {
    const read = await single(entry);
    expect(read.used?.usd ?? null).toBe(usd);
    expect(read.skips).toEqual(skips);
  });

  it.each([
    ["source/rate-limited", { status: 429, body: '{"status":{"error_code":429}}' }],
    [
      "source/rate-limited",
      '{"status":{"error_code":429,"error_message":"You\'ve exceeded the Rate Limit."}}',
    ],
    ["source/auth", '{"status":{"error_code":10002}}'],
    ["source/upstream", '{"status":{"error_code":1020}}'],
    [
      "source/upstream",
      { status: 403, headers: { "content-type": "text/html" }, body: "<html>Access denied" },
    ],
    ["source/upstream", "<!DOCTYPE html>"],
    ["source/upstream", { status: 503 }],
    ["source/schema", "[]"],
    ["source/schema", '{"error":"coin not found"}'],
    ["source/schema", '{"akash-network":{"usd":'],
    ["source/empty", "{}"],
    ["source/timeout", "silence"],
  ] as const)("fails with %s for %j and leaves every token unpriced", async (code, answer) => {
    const { tokenPrices, reports } = await scan(answer);
    expect(reports[0]).toMatchObject({ source: "coingecko", status: "failed", code });
    expect(reports[0]?.message).toContain("coingecko");
    expect(tokenPrices.map(({ used }) => used)).toEqual([null, null, null]);
  });

  it("sends a pro key to the pro host only", async () => {
    const seen: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      seen.push(`${new URL(String(input)).host} ${[...new Headers(init?.headers).keys()].join()}`);
      return new Response(body);
    };
    const options = { coinIds: COIN_IDS, fetch, now: () => 0 };
    await fetchTokenPrices(
      [coingecko({ apiKey: "k", plan: "pro" }), coingecko({ apiKey: "k" }), coingecko()],
      options,
    );
    expect(seen).toEqual([
      "pro-api.coingecko.com x-cg-pro-api-key",
      "api.coingecko.com x-cg-demo-api-key",
      "api.coingecko.com ",
    ]);
  });
});
