import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decide } from "@necto/tools/core/decide";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import {
  createUpstreams,
  UPSTREAM_NAMES,
  type UpstreamName,
  type Upstreams,
} from "@necto/tools/sandbox/create-upstreams";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../config/config.ts";
import { searchReply } from "../graph/compose-reply.ts";
import { AWS_ACCOUNT, fetchLive, LIVE_ENVIRONMENT } from "../testing/live-environment.ts";
import { NOW } from "../testing/sandbox-scan.ts";
import { openUpstreams } from "./open-upstreams.ts";
import { toMarketRows } from "./to-market-rows.ts";

// A market of every source at once, live as far as it knows: the sandbox's upstreams stand at the other end.

const CATALOG = join(
  fileURLToPath(new URL("../../tools/sources/recorded", import.meta.url)),
  "catalog-dated.csv",
);
const FEEDS: ReadonlySet<string> = new Set(["coingecko", "akash-oracle"]);
const MINUTE = 60_000;

let now: number;
let upstreams: Upstreams;
beforeEach(() => {
  now = NOW;
  upstreams = createUpstreams({ seed: 1, now: () => now });
  vi.stubGlobal("fetch", fetchLive(upstreams));
});
afterEach(() => vi.unstubAllGlobals());

const fail = (...names: readonly UpstreamName[]) => {
  for (const name of names) upstreams.setFault(name, "500");
};

/** Markets at moments of one process. */
async function follow(environment: Record<string, string> = {}) {
  const config = readConfig({ ...LIVE_ENVIRONMENT, NECTO_CATALOG: CATALOG, ...environment }, "/nowhere");
  const opened = await openUpstreams(config, { now: () => now, drift: "still", nonce: () => "0".repeat(32) });
  return async (atMs: number) => {
    now = NOW + atMs;
    const quotes = await opened.scan(() => {});
    const snapshot = buildSnapshot({ ...quotes, sources: quotes.reports });
    const stamp = { id: "d", parentId: null, decidedAt: now, engine: { version: "0", commit: null } };
    const decision = decide(snapshot, NOTHING_SAID, stamp);
    const { ranked, rejected, offersSeen } = expandDecision(decision);
    expect(ranked.length + rejected.length).toBe(offersSeen);
    expect(offersSeen).toBe(quotes.offers.length);
    const ids = [...ranked, ...rejected].map(({ offerId }) => offerId).sort();
    expect(ids).toEqual(quotes.offers.map(({ id }) => id).sort());
    const bySource = Map.groupBy(quotes.offers, ({ source }) => source);
    for (const report of quotes.reports)
      if (!FEEDS.has(report.source)) expect(bySource.get(report.source)?.length ?? 0).toBe(report.offers);
    return { snapshot, decision, reply: searchReply(decision), sources: [...bySource.keys()].sort() };
  };
}

const EVERY_SOURCE = ["akash", "aws-spot", "catalog", "ionet", "lambda", "necto", "render"];

describe("every source and the catalogue together", () => {
  test.each([
    ["with AWS's public feed", {}],
    ["with an AWS account", AWS_ACCOUNT],
  ])("%s: each offer is ranked or rejected, once", async (_, environment) => {
    const { sources, snapshot } = await (await follow(environment))(0);
    expect(sources).toEqual(EVERY_SOURCE);
    expect(snapshot.offers.length).toBeGreaterThan(300);
  });

  test("while every upstream fails, for as long as each one's rule says, and none longer", async () => {
    const at = await follow(AWS_ACCOUNT);
    const whole = await at(0);
    fail(...UPSTREAM_NAMES);
    const soon = await at(5 * MINUTE);
    expect(soon.snapshot.digest).toBe(whole.snapshot.digest);
    expect((await at(11 * MINUTE)).sources).toEqual(["akash", "aws-spot", "catalog", "necto"]);
    expect((await at(25 * 60 * MINUTE)).sources).toEqual(["aws-spot", "catalog", "necto"]);
    expect((await at(8 * 24 * 60 * MINUTE)).sources).toEqual(["catalog", "necto"]);
  });
});

describe("an outage of one source", () => {
  test("leaves its last prices with the time they were read at, in the reply and in the table", async () => {
    const at = await follow();
    const before = await at(0);
    fail("lambda");
    const after = await at(4 * MINUTE);
    expect(after.snapshot.offers.length).toBe(before.snapshot.offers.length);
    const sentence =
      "lambda cannot be reached or answers with an error; its prices of 4 min ago (08:00:00 UTC) are used and may have changed.";
    expect(after.reply).toContain(sentence);
    expect(before.reply).not.toContain("lambda cannot");
    const read = (market: typeof after, source: string) =>
      market.snapshot.offers.find((offer) => offer.source === source)?.observedAt;
    expect(read(after, "lambda")).toBe("2026-11-22T08:00:00.000Z");
    expect(read(after, "ionet")).toBe("2026-11-22T08:04:00.000Z");
    const report = after.snapshot.sources.find(({ source }) => source === "lambda");
    expect(report).toMatchObject({ status: "partial", observedAt: "2026-11-22T08:00:00.000Z" });
    // Null: with its source's answer, whose time the table shows.
    const row = toMarketRows(after.snapshot).find(({ source }) => source === "lambda");
    expect(row?.observedAt).toBeNull();
  });

  test("of token prices leaves them for six hours, then refuses offers in tokens, by name", async () => {
    const at = await follow({ NECTO_SOURCES: "necto" });
    const tokenOffers = async (atMs: number) => {
      const { decision } = await at(atMs);
      const { ranked, rejected } = expandDecision(decision);
      const isToken = ({ offerId }: { readonly offerId: string }) =>
        decision.snapshot.offers.find(({ id }) => id === offerId)?.pricing.model === "token";
      return {
        ranked: ranked.filter(isToken).length,
        reasons: new Set(
          rejected
            .filter(isToken)
            .flatMap(({ reasons }) => reasons.map((r) => `${r.constraint}/${r.reason}`)),
        ),
      };
    };
    const first = await tokenOffers(0);
    expect(first.ranked).toBeGreaterThan(0);
    fail("coingecko", "akash-oracle");
    expect((await tokenOffers(5 * 60 * MINUTE)).ranked).toBe(first.ranked);
    const late = await tokenOffers(6 * 60 * MINUTE);
    expect(late.ranked).toBe(0);
    expect([...late.reasons]).toContain("tokenPrice/stale");
    expect([...(await tokenOffers(7 * 60 * MINUTE)).reasons]).toContain("tokenPrice/unpriced");
  });
});
