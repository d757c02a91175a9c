import type { MarketBody } from "@necto/tools/protocol/market";
import { type MarketRow, toColumns, toRows } from "@necto/tools/protocol/market-row";
import { launchBrowser } from "./launch-browser.ts";
import { startRealServer } from "./real-server.ts";

/**
 * How the price table holds up: many rows, ten deltas a second, standing still and scrolling.
 * `node ui/e2e/bench-prices.ts [rows] [rows per delta] [query]`, the query as in the address (`group=gpu`); prints one line of JSON per window.
 */

const ROWS = Number(process.argv[2] ?? 10_000);
const MOVED = Number(process.argv[3] ?? 200);
const QUERY = process.argv[4] ?? "";
const WINDOW_MS = 8_000;

const server = await startRealServer();
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US" });

let rows: MarketRow[] = [];
let at = { epoch: "", seq: 0 };
await page.route("**/api/market/snapshot*", async (route) => {
  const response = await route.fetch();
  const body = (await response.json()) as MarketBody;
  const real = toRows(body.rows as never).filter(({ reasons }) => reasons.length === 0);
  rows = Array.from({ length: ROWS }, (_, index) => ({ ...real[index % real.length]!, id: `row-${index}` }));
  at = { epoch: body.epoch, seq: body.seq };
  await route.fulfill({ response, json: { ...body, rows: toColumns(rows) } });
});
await page.routeWebSocket("**/ws", (route) => {
  const upstream = route.connectToServer();
  upstream.onMessage((message) => {
    if (!String(message).startsWith('{"t":"delta"')) route.send(message);
  });
  setInterval(() => {
    if (rows.length === 0) return;
    at = { ...at, seq: at.seq + 1 };
    const chosen = Array.from({ length: MOVED }, (_, index) => (at.seq * 37 + index * 53) % ROWS);
    const prices = chosen.map(
      (index) => (rows[index]!.usdMicrosPerGpuHour ?? 0) + ((at.seq * 7919 + index) % 90_000),
    );
    const moved = {
      id: chosen.map((index) => rows[index]!.id),
      usdMicrosPerGpuHour: prices,
      usdMicrosPerHour: prices,
      unitsAvailable: chosen.map(() => 1),
    };
    const d = { takenAt: new Date().toISOString(), put: toColumns([]), moved, removed: [], sources: [] };
    route.send(JSON.stringify({ t: "delta", ch: "market", ...at, d }));
  }, 100).unref();
});
await page.goto(`${server.url}/prices?${QUERY}`);
await page.locator("necto-price-table tbody tr:not(.spacer)").first().waitFor();

/** Frames, long tasks and heap over one window; scrolls up and down through all rows when asked to. */
const measure = (scrolls: boolean) =>
  page.evaluate(
    async ({ scrolls, windowMs }) => {
      const deep = (root: ParentNode, selector: string): Element | null =>
        root.querySelector(selector) ??
        [...root.querySelectorAll("*")]
          .map(({ shadowRoot }) => shadowRoot && deep(shadowRoot, selector))
          .find(Boolean) ??
        null;
      const scroller = deep(document, ".scroller")!;
      let longTasks = 0;
      const observer = new PerformanceObserver((list) => {
        longTasks += list.getEntries().length;
      });
      observer.observe({ type: "longtask" });
      const gaps: number[] = [];
      const start = performance.now();
      let last = start;
      await new Promise<void>((resolve) => {
        const frame = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (scrolls)
            scroller.scrollTop = (Math.sin((now - start) / 900) * 0.5 + 0.5) * scroller.scrollHeight;
          now - start < windowMs ? requestAnimationFrame(frame) : resolve();
        };
        requestAnimationFrame(frame);
      });
      observer.disconnect();
      gaps.sort((a, b) => a - b);
      const heap = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
      return {
        fps: Math.round((gaps.length / (last - start)) * 10_000) / 10,
        p95Ms: Math.round(gaps[Math.floor(gaps.length * 0.95)]! * 10) / 10,
        longTasks,
        heapMb: Math.round(heap / 1e6),
      };
    },
    { scrolls, windowMs: WINDOW_MS },
  );
for (const scrolls of [false, true])
  process.stdout.write(
    `${JSON.stringify({ rows: ROWS, query: QUERY, movedTenTimesASecond: MOVED, scrolls, ...(await measure(scrolls)) })}\n`,
  );
await browser.close();
await server.remove();
process.exit(0);
