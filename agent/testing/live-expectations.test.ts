import { buildSnapshot, type MarketSnapshot } from "@necto/tools/core/snapshot";
import { createUpstreams, type UpstreamName } from "@necto/tools/sandbox/create-upstreams";
import type { Fault } from "@necto/tools/sandbox/upstream";
import { afterEach, expect, test, vi } from "vitest";
import { readConfig } from "../config/config.ts";
import { openUpstreams } from "../market/open-upstreams.ts";
import { AWS_ACCOUNT, fetchLive, LIVE_ENVIRONMENT } from "./live-environment.ts";
import { judgeLive, LIVE_EXPECTATIONS, type LiveExpectation } from "./live-expectations.ts";
import { NOW } from "./sandbox-scan.ts";

afterEach(() => vi.unstubAllGlobals());

/** What the smoke test sees of live adapters, with the sandbox at the other end. */
async function market(faults: readonly (readonly [UpstreamName, Fault])[] = [], environment = {}) {
  const upstreams = createUpstreams({ seed: 1, now: () => NOW });
  for (const fault of faults) upstreams.setFault(...fault);
  vi.stubGlobal("fetch", fetchLive(upstreams));
  const config = readConfig({ ...LIVE_ENVIRONMENT, ...environment }, "/nowhere");
  const opened = await openUpstreams(config, { now: () => NOW, drift: "still", nonce: () => "0".repeat(32) });
  const quotes = await opened.scan(() => {});
  return buildSnapshot({ ...quotes, sources: quotes.reports });
}
const expectationOf = (source: string): LiveExpectation =>
  LIVE_EXPECTATIONS.find((expectation) => expectation.source === source)!;
const judgeAll = (snapshot: MarketSnapshot) =>
  LIVE_EXPECTATIONS.flatMap((expectation) =>
    judgeLive(snapshot, expectation).map((finding) => `${expectation.source}: ${finding}`),
  );

test.each([
  ["AWS's public feed", {}],
  ["an AWS account", AWS_ACCOUNT],
])("sources that answer as documented are as expected, with %s", async (_, environment) => {
  expect(judgeAll(await market([], environment))).toEqual([]);
});

test("a source that fails, or whose format has changed, is found", async () => {
  const broken = await market([
    ["lambda", "500"],
    ["render", "empty"],
    ["coingecko", "html"],
  ]);
  expect(judgeAll(broken).map((finding) => finding.split(":")[0])).toEqual(["lambda", "render", "coingecko"]);
});

test("too few rows, unknown GPUs and prices in another unit are found", async () => {
  const snapshot = await market();
  const lambda = expectationOf("lambda");
  expect(judgeLive(snapshot, { ...lambda, count: [1000, 2000] })).toEqual([
    expect.stringMatching(/^\d+ rows, 1000 to 2000 expected$/),
  ]);
  expect(judgeLive(snapshot, { ...lambda, known: ["interruptionBps"] })).toEqual([
    "interruptionBps is known of 0 % of its offers only",
  ]);
  const inCents = { ...snapshot, prices: snapshot.prices.map((price) => price * 100) };
  expect(judgeLive(inCents, lambda)).toEqual([expect.stringMatching(/prices are no price of a GPU-hour$/)]);
});
