import type { SourceReport } from "@necto/tools/core/source-report";
import { createUpstreams } from "@necto/tools/sandbox/create-upstreams";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../config/config.ts";
import { AWS_ACCOUNT, fetchLive, LIVE_ENVIRONMENT } from "../testing/live-environment.ts";
import { NOW, sandboxScan } from "../testing/sandbox-scan.ts";
import { listOffers } from "./list-offers.ts";
import { createMarket, type Quotes } from "./market.ts";
import { openUpstreams } from "./open-upstreams.ts";

const silent = () => {};
const report = (source: string) => ({ source, status: "ok" }) as SourceReport;

/** Scans that answer when told to, and count. */
function countedScans() {
  const scans: {
    report: (name: string) => void;
    answer: (quotes?: Partial<Quotes>) => void;
    fail: () => void;
    /** Whether only Necto's listings are asked for. */
    isRelisting: boolean;
  }[] = [];
  let now = 0;
  const market = createMarket({
    now: () => now,
    maxAgeMs: 5000,
    scan: (onReport, kept) => {
      const { promise, resolve, reject } = Promise.withResolvers<Quotes>();
      const takenAt = kept?.takenAt ?? now;
      scans.push({
        report: (name) => onReport(report(name)),
        answer: (quotes) =>
          resolve({ offers: [], tokenPrices: [], reports: [report("a"), report("b")], takenAt, ...quotes }),
        fail: () => reject(new Error("broken")),
        isRelisting: kept !== undefined,
      });
      return promise;
    },
  });
  return { market, scans, pass: (ms: number) => (now += ms) };
}

describe("a market", () => {
  test("asks each source once for everyone who asks meanwhile, and tells each of them every report", async () => {
    const { market, scans } = countedScans();
    const heard: string[][] = [[], []];
    const first = market.quotes(({ source }) => heard[0]!.push(source));
    scans[0]!.report("a");
    const second = market.quotes(({ source }) => heard[1]!.push(source));
    scans[0]!.report("b");
    scans[0]!.answer();
    expect(await first).toBe(await second);
    expect(heard).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(scans).toHaveLength(1);
  });

  test("keeps quotes for their time and tells their reports again, then asks anew", async () => {
    const { market, scans, pass } = countedScans();
    const first = market.quotes(silent);
    scans[0]!.answer();
    await first;
    pass(4999);
    const heard: string[] = [];
    expect(await market.quotes(({ source }) => heard.push(source))).toBe(await first);
    expect(heard).toEqual(["a", "b"]);
    pass(1);
    void market.quotes(silent);
    expect(scans).toHaveLength(2);
  });

  test("reads listings alone when they change, without waiting for a scan that is running", async () => {
    const { market, scans, pass } = countedScans();
    const first = market.quotes(silent);
    scans[0]!.answer();
    await first;
    pass(5000);
    void market.quotes(silent);
    market.listingsChanged();
    const changed = [market.quotes(silent), market.quotes(silent)];
    expect(scans.map(({ isRelisting }) => isRelisting)).toEqual([false, false, true]);
    scans[2]!.answer({ reports: [report("relisted")] });
    for (const quotes of changed) expect((await quotes).reports).toEqual([report("relisted")]);
  });

  test("shows no listing as it was before a change, whatever was asked before it", async () => {
    const { market, scans, pass } = countedScans();
    const first = market.quotes(silent);
    scans[0]!.answer();
    await first;
    pass(5000);
    const before = market.quotes(silent);
    market.listingsChanged();
    scans[1]!.answer();
    await expect.poll(() => scans.length).toBe(3);
    expect(scans[2]!.isRelisting).toBe(true);
    scans[2]!.answer({ reports: [report("changed")] });
    expect((await before).reports).toEqual([report("changed")]);
    market.listingsChanged();
    const after = market.quotes(silent);
    market.listingsChanged();
    const later = market.quotes(silent);
    expect(scans).toHaveLength(5);
    scans[4]!.answer({ reports: [report("later")] });
    scans[3]!.answer({ reports: [report("after")] });
    expect((await later).reports).toEqual([report("later")]);
    expect((await after).reports).toEqual([report("after")]);
    expect(await market.quotes(silent)).toBe(await later);
  });

  test("renews the other sources however often listings change", async () => {
    const { market, scans, pass } = countedScans();
    const first = market.quotes(silent);
    scans[0]!.answer();
    await first;
    pass(5000);
    market.listingsChanged();
    void market.quotes(silent);
    expect(scans.map(({ isRelisting }) => isRelisting)).toEqual([false, false, true]);
    scans[1]!.answer({ reports: [report("renewed")] });
    await Promise.resolve();
    market.listingsChanged();
    const second = market.quotes(silent);
    scans.at(-1)!.answer({ reports: [report("renewed"), report("relisted")] });
    expect((await second).reports).toHaveLength(2);
  });

  test("keeps no failure", async () => {
    const { market, scans } = countedScans();
    const first = market.quotes(silent);
    scans[0]!.fail();
    await expect(first).rejects.toThrow("broken");
    const second = market.quotes(silent);
    scans[1]!.answer();
    await second;
  });

  test("builds one snapshot of the same quotes", async () => {
    const { scan } = sandboxScan();
    const market = createMarket({ scan, now: () => NOW, maxAgeMs: 0 });
    const quotes = await market.quotes(silent);
    expect(market.snapshot(quotes)).toBe(market.snapshot(quotes));
    const again = await market.quotes(silent);
    expect(market.snapshot(again)).not.toBe(market.snapshot(quotes));
    expect(market.snapshot(again).digest).toBe(market.snapshot(quotes).digest);
  });
});

describe("the sources of the configuration", () => {
  afterEach(() => vi.unstubAllGlobals());

  const scanOf = async (environment: Record<string, string>) => {
    const { scan, close } = await openUpstreams(readConfig(environment, "/nowhere"), {
      now: () => NOW,
      drift: "still",
      nonce: () => "0".repeat(32),
    });
    const heard: string[] = [];
    const quotes = await scan(({ source }) => heard.push(source));
    await close();
    return { ...quotes, heard };
  };

  test("are asked and no others; each is reported once", async () => {
    const { reports, heard, offers } = await scanOf({ NECTO_SOURCES: "lambda,necto" });
    expect(reports.map(({ source, status }) => `${source} ${status}`).sort()).toEqual([
      "akash-oracle ok",
      "coingecko ok",
      "lambda ok",
      "necto ok",
    ]);
    expect(heard.sort()).toEqual(["akash-oracle", "coingecko", "lambda", "necto"]);
    expect(new Set(offers.map(({ source }) => source))).toEqual(new Set(["lambda", "necto"]));
    for (const { priceClass } of offers) expect(priceClass).toBe("sandbox");
  });

  test("that need a key and have none are skipped, and say which", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    const { reports } = await scanOf({
      NECTO_PRICES: "live",
      NECTO_SOURCES: "lambda,render",
      DISPERSED_PUBLIC_KEY: "pk_1",
      NECTO_SCAN_DEADLINE_MS: "100",
    });
    expect(reports[0]).toMatchObject({
      source: "lambda",
      status: "skipped",
      code: "config/missing-key",
      message: "LAMBDA_API_KEY is not set, so Lambda was not asked.",
    });
    expect(reports[1]).toMatchObject({
      source: "render",
      status: "skipped",
      message: "DISPERSED_SECRET_KEY is not set, so Render was not asked.",
    });
  });

  test("of a live market are asked where the environment says, and nowhere else", async () => {
    const upstreams = fetchLive(createUpstreams({ seed: 1, now: () => NOW }));
    const hosts = new Set<string>();
    vi.stubGlobal("fetch", (...asked: Parameters<typeof globalThis.fetch>) => {
      hosts.add(new URL(String(asked[0])).host);
      return upstreams(...asked);
    });
    const { reports } = await scanOf({ ...LIVE_ENVIRONMENT, ...AWS_ACCOUNT });
    expect([...hosts]).toEqual(["upstreams.test"]);
    expect(reports.filter(({ offers }) => offers === 0)).toEqual([]);
    expect(reports.find(({ source }) => source === "aws-spot")?.url).toBe(
      LIVE_ENVIRONMENT.AWS_ENDPOINT_URL_EC2,
    );
    hosts.clear();
    const keyless = await scanOf({ ...LIVE_ENVIRONMENT, NECTO_SOURCES: "aws-spot" });
    expect([...hosts]).toEqual(["upstreams.test"]);
    expect(keyless.reports[0]).toMatchObject({
      status: "partial",
      code: null,
      url: `${LIVE_ENVIRONMENT.AWS_SPOT_FEED_URL}/spot.json`,
    });
  });

  test("that are not there are failures with a sentence, and the others answer", async () => {
    const { reports, offers } = await scanOf({
      NECTO_SOURCES: "catalog,necto",
      NECTO_CATALOG: "/nowhere/prices.csv",
    });
    expect(reports.find(({ source }) => source === "catalog")).toMatchObject({ status: "failed", offers: 0 });
    expect(offers.length).toBeGreaterThan(0);
  });

  test("drift over time when they move, from the same seed in the same way", async () => {
    const priceAt = async (minutes: number) => {
      let now = NOW;
      const config = readConfig({ NECTO_SOURCES: "lambda" }, "/nowhere");
      const { scan, close } = await openUpstreams(config, {
        now: () => now,
        drift: "moving",
        nonce: () => "0".repeat(32),
      });
      now += minutes * 60_000;
      const { offers } = await scan(silent);
      await close();
      return JSON.stringify(offers.map(({ id, pricing }) => [id, pricing]));
    };
    const [start, later, again] = [await priceAt(0), await priceAt(30), await priceAt(30)];
    expect(later).not.toBe(start);
    expect(again).toBe(later);
  });
});

test("offers are listed bookable first, then cheapest, and filtered by what is asked", async () => {
  const market = createMarket({ scan: sandboxScan().scan, now: () => NOW, maxAgeMs: 0 });
  const snapshot = market.snapshot(await market.quotes(silent));
  const { total, offers } = listOffers(snapshot, { gpu: "h100", region: "eu", source: "necto", limit: 2 });
  expect(offers).toHaveLength(2);
  expect(total).toBeGreaterThan(2);
  const prices = offers.map(({ normalized }) => normalized.usdMicrosPerGpuHour!);
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
  expect(() => listOffers(snapshot, { source: "azure", limit: 2 })).toThrow("No source “azure” was asked.");
});
