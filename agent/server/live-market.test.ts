import type { ServerFrame } from "@necto/tools/protocol/frame";
import { MARKET_CHANNEL, MarketBody, OffersBody, VolatilityView } from "@necto/tools/protocol/market";
import { type MarketRow, toRows } from "@necto/tools/protocol/market-row";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Quotes, Scan } from "../market/market.ts";
import { type FeedPage, isReady, openFeed } from "../testing/feed-page.ts";
import { sandboxScan } from "../testing/sandbox-scan.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { followMarket } from "./market-channel.ts";

type Delta = Extract<ServerFrame, { t: "delta" }>;
type Snap = Extract<ServerFrame, { t: "snap" }>;

let base: Quotes;
let server: TestServer;
let url: string;
let pages: FeedPage[];
/** Scans so far; the first is the recorded market. */
let scans: number;
let now: number;

/** Every scan moves the price of the first three Lambda offers by a dollar. */
const movingScan: Scan = async (onReport) => {
  base.reports.forEach(onReport);
  const step = scans++;
  let left = 3;
  const offers = base.offers.map((offer) => {
    if (offer.source !== "lambda" || offer.pricing.model !== "fixed" || left-- <= 0) return offer;
    return { ...offer, pricing: { ...offer.pricing, amount: String(Number(offer.pricing.amount) + step) } };
  });
  return { ...base, offers };
};

async function serve(options: Parameters<typeof startTestServer>[0] = {}) {
  scans = 0;
  base = await sandboxScan().scan(() => {});
  now = base.takenAt;
  server = await startTestServer({
    scan: movingScan,
    marketIntervalMs: 15,
    quotesMaxAgeMs: 0,
    now: () => now,
    ...options,
  });
  url = await server.app.listen({ host: "127.0.0.1", port: 0 });
  pages = [];
}
beforeEach(() => serve());
afterEach(async () => {
  for (const { socket } of pages) socket.terminate();
  await server.close();
  expect(server.faults).toEqual([]);
});

async function open(cursor?: { epoch: string; seq: number }): Promise<FeedPage> {
  const page = await openFeed(url);
  pages.push(page);
  page.send({ t: "sub", ch: [MARKET_CHANNEL], ...(cursor && { cur: { [MARKET_CHANNEL]: cursor } }) });
  await page.until(isReady);
  return page;
}
const snapshot = async (): Promise<MarketBody> =>
  MarketBody.parse(await (await fetch(`${url}/api/market/snapshot`)).json());
const deltas = (page: FeedPage) => page.frames.filter((frame): frame is Delta => frame.t === "delta");
const snaps = (page: FeedPage) => page.frames.filter((frame): frame is Snap => frame.t === "snap");
const isDelta = (count: number) => (page: FeedPage) => page.until(() => deltas(page).length >= count);

/** What a page shows after a snapshot and the deltas behind it. */
function replay(body: MarketBody, frames: readonly Delta[]): Map<string, MarketRow> {
  const rows = new Map(toRows(body.rows as never).map((row) => [row.id, row]));
  for (const { seq, d } of frames) {
    if (seq <= body.seq) continue;
    for (const row of toRows(d.put as never)) rows.set(row.id, row);
    d.moved.id.forEach((id, at) => {
      const { usdMicrosPerGpuHour, usdMicrosPerHour, unitsAvailable } = d.moved;
      rows.set(id, {
        ...rows.get(id)!,
        usdMicrosPerGpuHour: usdMicrosPerGpuHour[at]!,
        usdMicrosPerHour: usdMicrosPerHour[at]!,
        unitsAvailable: unitsAvailable[at]!,
      });
    });
    for (const id of d.removed) rows.delete(id);
  }
  return rows;
}

describe("the market channel", () => {
  test("sends a page to the snapshot first, then tells only what changed, seq by seq", async () => {
    const page = await open();
    const snap = (await page.until(({ t }) => t === "snap")) as Snap;
    const body = await snapshot();
    expect(body.epoch).toBe(snap.epoch);
    expect(body.seq).toBeGreaterThanOrEqual(snap.seq);
    await isDelta(3)(page);
    const seen = deltas(page);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => snap.seq + 1 + index));
    for (const { d } of seen) expect([d.moved.id.length, d.put.id.length, d.removed]).toEqual([3, 0, []]);
  });

  test("snapshot and deltas give the market of the next snapshot", async () => {
    const page = await open();
    await page.until(({ t }) => t === "snap");
    const body = await snapshot();
    await isDelta(3)(page);
    const later = await snapshot();
    await page.until((frame) => frame.t === "delta" && frame.seq >= later.seq);
    const upToLater = deltas(page).filter(({ seq }) => seq <= later.seq);
    expect([...replay(body, upToLater).values()]).toEqual(toRows(later.rows as never));
  });

  test("a cursor is brought up to date by deltas alone", async () => {
    const first = await open();
    await isDelta(2)(first);
    const { epoch, seq } = deltas(first)[0]!;
    first.socket.terminate();
    const second = await open({ epoch, seq });
    await isDelta(1)(second);
    expect(deltas(second)[0]!.seq).toBe(seq + 1);
    expect(snaps(second)).toEqual([]);
  });

  test.each([
    ["another epoch", { epoch: "market-of-before", seq: 2 }],
    ["a seq that was never given", { epoch: "market-epoch", seq: 9_999 }],
  ])("a cursor of %s is never compared: it gets a snapshot", async (_, cursor) => {
    await server.close();
    await serve({ marketEpoch: "market-epoch" });
    await server.liveMarket.body();
    const page = await open(cursor);
    expect(snaps(page)[0]).toMatchObject({ epoch: "market-epoch" });
    expect(page.frames.findIndex(({ t }) => t === "snap")).toBeLessThan(
      page.frames.findIndex(({ t }) => t === "ready"),
    );
  });

  test("a cursor older than the 300 frames that are kept gets a snapshot", async () => {
    await server.close();
    await serve({ marketIntervalMs: 0 });
    base = { ...base, offers: base.offers.filter(({ source }) => source === "lambda") };
    const page = await open();
    await isDelta(302)(page);
    const { epoch } = deltas(page)[0]!;
    expect(server.liveMarket.since({ epoch, seq: 1 })).toBeNull();
    expect(server.liveMarket.since({ epoch, seq: server.liveMarket.seq() - 5 })).toHaveLength(5);
  });

  test("sources are asked only while somebody watches", async () => {
    const page = await open();
    await isDelta(1)(page);
    page.send({ t: "unsub", ch: [MARKET_CHANNEL] });
    page.send({ t: "sub", ch: ["run:nothing"] });
    await page.until(({ t }) => t === "err");
    const before = scans;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scans - before).toBeLessThanOrEqual(1);
    expect(deltas(page).length).toBeGreaterThan(0);
  });

  test("two pages share one scan and hear the same frames", async () => {
    const [a, b] = [await open(), await open()];
    await isDelta(3)(a);
    await isDelta(3)(b);
    const last = deltas(b)[2]!;
    expect(deltas(a).find(({ seq }) => seq === last.seq)).toEqual(last);
  });

  test("a market of which everything changed is fetched, not sent", async () => {
    await server.close();
    let round = 0;
    const scan: Scan = async () => {
      round += 1;
      return {
        ...base,
        offers: base.offers.map((offer) => ({
          ...offer,
          provider: `${offer.provider} ${round} ${"x".repeat(200)}`,
        })),
      };
    };
    await serve({ scan });
    const page = await open();
    await page.until(() => snaps(page).length >= 3);
    expect(deltas(page)).toEqual([]);
  });
});

describe("a slow reader", () => {
  test("is told nothing while it lags, and gets one snapshot for all of it", async () => {
    await server.liveMarket.body();
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const sent: ServerFrame[] = [];
    let buffered = 0;
    let listener: (frame: { seq: number; text: string }) => void = () => {};
    const market = {
      ...server.liveMarket,
      watch: (hear: typeof listener) => {
        listener = hear;
        return () => {};
      },
    };
    const giveUp = vi.fn();
    const leave = followMarket(
      market,
      { send: (text) => sent.push(JSON.parse(text)), bufferedBytes: () => buffered, giveUp },
      undefined,
    );
    const tell = (seq: number) => listener({ seq, text: JSON.stringify({ t: "delta", seq }) });
    tell(2);
    buffered = 2 * 1024 * 1024;
    for (let seq = 3; seq < 200; seq++) tell(seq);
    vi.advanceTimersByTime(1_000);
    buffered = 0;
    vi.advanceTimersByTime(250);
    tell(200);
    expect(sent.map(({ t }) => t)).toEqual(["snap", "delta", "snap", "delta"]);
    buffered = 2 * 1024 * 1024;
    tell(201);
    vi.advanceTimersByTime(31_000);
    expect(giveUp).toHaveBeenCalledTimes(1);
    leave();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe("the routes", () => {
  test("the snapshot is compressed, never cached, and as the schema says", async () => {
    const response = await fetch(`${url}/api/market/snapshot`);
    expect(response.headers.get("content-encoding")).toBeTruthy();
    expect(response.headers.get("cache-control")).toBe("no-store");
    const body = MarketBody.parse(await response.json());
    expect(body.rows.id.length).toBe(base.offers.length);
    expect(body.sources.map(({ source }) => source)).toEqual(base.reports.map(({ source }) => source));
  });

  test("without watchers a snapshot is made anew when it is older than the interval", async () => {
    const first = await snapshot();
    expect((await snapshot()).seq).toBe(first.seq);
    now += 16;
    expect((await snapshot()).seq).toBe(first.seq + 1);
  });

  test("a few offers come with their arithmetic, one id or several, and four at most", async () => {
    const ids = base.offers.slice(0, 4).map(({ id }) => id);
    const of = (...wanted: string[]) =>
      fetch(`${url}/api/market/offers?${new URLSearchParams(wanted.map((id) => ["id", id]))}`);
    for (const wanted of [ids.slice(0, 1), ids]) {
      const body = OffersBody.parse(await (await of(...wanted)).json());
      expect(body.offers.map(({ offer }) => offer.id)).toEqual(wanted);
    }
    expect((await of(...ids, "fifth")).status).toBe(400);
    expect((await fetch(`${url}/api/market/offers`)).status).toBe(400);
  });

  test("the history holds what was scanned, at most once a minute", async () => {
    await snapshot();
    await server.recorder.settled();
    const history = await (await fetch(`${url}/api/market/history?gpu=H100&range=24h`)).json();
    expect(history).toMatchObject({ gpu: "H100", range: "24h", origin: "sandbox", region: "WORLD" });
    expect(history.times).toHaveLength(24);
    expect(history.series.length).toBeGreaterThan(1);
    for (const { p10, p50, min } of history.series) {
      expect(min.at(-1)).toBeLessThanOrEqual(p10.at(-1));
      expect(p10.at(-1)).toBeLessThanOrEqual(p50.at(-1));
    }
  });

  test("the volatility of a young history is empty, and of this origin", async () => {
    const response = await fetch(`${url}/api/market/volatility`);
    expect(VolatilityView.parse(await response.json())).toEqual({ origin: "sandbox", measured: [] });
    expect(response.headers.get("cache-control")).toBe("private, max-age=600");
  });

  test("a range or a region that does not exist is refused", async () => {
    expect((await fetch(`${url}/api/market/history?gpu=H100&region=MARS`)).status).toBe(400);
    expect((await fetch(`${url}/api/market/history?gpu=H100&range=2y`)).status).toBe(400);
  });
});
