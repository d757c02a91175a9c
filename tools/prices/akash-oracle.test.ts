import { describe, expect, it } from "vitest";
import { fetchFromMap, type MappedAnswer } from "../sources/fetch-from-map.ts";
import { readRecorded } from "../sources/read-recorded.ts";
import { akashOracle } from "./akash-oracle.ts";
import { fetchTokenPrices } from "./fetch-token-prices.ts";

const body = readRecorded("prices/recorded/akash-oracle.json");
const edited = (from: string, to: string): string => {
  expect(body.split(from)).toHaveLength(2);
  return body.replace(from, to);
};
const scan = (answer: MappedAnswer, coinIds: readonly string[] = ["akash-network"]) =>
  fetchTokenPrices([akashOracle()], {
    coinIds,
    fetch: fetchFromMap({ "/akash/oracle/v2/aggregated_price/akt": answer }),
    now: () => 0,
    deadlineMs: answer === "silence" ? 50 : 15_000,
  });

describe("akashOracle", () => {
  it("gives the median as the chain states it, without its last zeros, and its time", async () => {
    const { tokenPrices, reports } = await scan(body, ["akash-network", "render-token"]);
    expect(tokenPrices.map(({ used }) => used)).toEqual([
      { source: "akash-oracle", usd: "0.5431", asOf: "2026-11-22T07:59:41.123Z" },
      null,
    ]);
    expect(reports[0]).toMatchObject({ status: "ok", offers: 1 });
  });

  it.each([
    ["0.543100000000000000", "2.000000000000000000", "2"],
    ["0.543100000000000000", "10", "10"],
    ["0.543100000000000000", "0.000000000000000001", "0.000000000000000001"],
  ])("reads the median %s written %s as %s", async (from, to, usd) => {
    expect((await scan(edited(`"${from}"`, `"${to}"`))).tokenPrices[0]?.used?.usd).toBe(usd);
  });

  it.each([
    ["is not healthy", '"is_healthy": true', '"is_healthy": false'],
    ["states 0, which means unknown", "0.543100000000000000", "0.000000000000000000"],
    ["states a price that is none", "0.543100000000000000", "0,5431"],
  ])("has no price when the oracle %s", async (_, from, to) => {
    const { tokenPrices, reports } = await scan(edited(from, to));
    expect(tokenPrices[0]?.used).toBeNull();
    expect(reports[0]).toMatchObject({ status: "partial", skips: { "no-price": 1 } });
  });

  it.each([
    ["source/schema", edited('"denom": "akt",\n    "twap"', '"denom": "usdc",\n    "twap"')],
    ["source/schema", "{}"],
    ["source/schema", edited("2026-11-22T07:59:41.123456789Z", "just now")],
    ["source/rate-limited", { status: 429 }],
    ["source/upstream", { status: 502, body: "Bad gateway" }],
    ["source/upstream", "<html>"],
    ["source/timeout", "silence"],
  ] as const)("fails with %s for %j", async (code, answer) => {
    const { tokenPrices, reports } = await scan(answer);
    expect(tokenPrices[0]?.used).toBeNull();
    expect(reports[0]).toMatchObject({ source: "akash-oracle", status: "failed", code });
  });
});
