import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Offer } from "@necto/tools/core/offer";
import { Requirements } from "@necto/tools/core/requirements";
import { NOW } from "@necto/tools/core/testing/offers";
import { catalog } from "@necto/tools/sources/catalog";
import { createTextReader } from "@necto/tools/sources/read-text";
import { NONCE } from "@necto/tools/trace/testing/traces";
import type { Page } from "playwright-core";
import { build } from "vite";
import { launchBrowser } from "./launch-browser.ts";
import { startScriptedGateway } from "./scripted-gateway.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { sealInput } from "./seal-input.ts";
import { AGENT_ADDRESS, aMarket } from "./sealed-traces.ts";

/**
 * How long a verification takes in the browser, and whether the page stays free meanwhile.
 * `node ui/e2e/bench-verify.ts [catalog.csv] [runs]`, prints one line of JSON per measurement. Needs a built page.
 */

const CATALOG = process.argv[2];
const RUNS = Number(process.argv[3] ?? 7);

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const median = (times: readonly number[]): number =>
  Math.round([...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!);

async function readOffers(): Promise<readonly Offer[]> {
  if (CATALOG === undefined || !existsSync(CATALOG)) return aMarket(8_374).offers;
  const source = catalog({ location: CATALOG, read: createTextReader(globalThis.fetch) });
  const context = { now: () => NOW, signal: AbortSignal.timeout(60_000), fetch: globalThis.fetch };
  return (await source.fetchOffers(context as never)).offers;
}

const offers = await readOffers();
const trace = await sealInput({
  offers,
  tokenPrices: [],
  requirements: Requirements.parse({ gpuModels: ["H100", "A100"], durationSeconds: 21_600 }),
  at: NOW,
  key: `0x${"11".repeat(32)}`,
  nonce: NONCE,
});
const bytes = new TextEncoder().encode(trace.text);
print({ offers: offers.length, traceBytes: bytes.length, from: CATALOG ?? "synthetic" });

const [server, gateway, browser] = await Promise.all([
  startScriptedServer(),
  startScriptedGateway(),
  launchBrowser(),
]);
gateway.files.set(trace.root, bytes);
server.witness = {
  zeroG: { network: "0G sandbox", chainId: 1, gateway: gateway.url, explorer: null },
  agentKeys: [AGENT_ADDRESS],
  registry: null,
};

/** Long tasks of the page's own thread since it was opened, longest first; 50 ms is the least that counts. */
const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    (globalThis as unknown as { longTasks: number[] }).longTasks.map(Math.round).sort((a, b) => b - a),
  );

async function openWatched(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { longTasks: seen });
    new PerformanceObserver((list) =>
      seen.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: "longtask",
      buffered: true,
    });
  });
  return page;
}

/** Processor time of the longest task of the page's thread while `play` runs: what a loaded machine does not stretch. */
async function longestCpuMs(play: () => Promise<void>): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const events: { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as never as typeof events)));
  const traceConfig = { includedCategories: ["disabled-by-default-devtools.timeline"] };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await play();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  const isMain = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => name === "RunTask" && isMain.has(`${pid}:${tid}`));
  return Math.round(Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000);
}

const cpuTimes: number[] = [];
const verifyTimes: number[] = [];
const replayTimes: number[] = [];
let worst: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const page = await openWatched();
  // The page itself is loaded first, so that what is timed is the verification.
  await page.goto(`${server.url}/verify`);
  await page.getByLabel("Root, or id of a decision").fill(trace.root);
  await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
  const longest = await longestCpuMs(async () => {
    const startedAt = performance.now();
    await page.keyboard.press("Enter");
    await page.locator("necto-verdict h2", { hasText: "Verified" }).waitFor();
    verifyTimes.push(performance.now() - startedAt);
    await page.locator("necto-ranked-pages tbody tr").first().waitFor();
    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("The same result in every field.").waitFor();
  });
  cpuTimes.push(longest);
  replayTimes.push(await tookMs(page));
  worst = [...worst, ...(await longTasks(page))].sort((a, b) => b - a);
  await page.close();
}

async function tookMs(page: Page): Promise<number> {
  const text = (await page.locator("necto-replay dd").last().textContent()) ?? "";
  return Number.parseFloat(text) * (text.includes("ms") ? 1 : 1_000);
}

const rootTimes = await timeRoots(1_000_000);
print({ verifyMs: median(verifyTimes), each: verifyTimes.map(Math.round) });
print({ replayMs: median(replayTimes), each: replayTimes });
print({ rootOf1MbInWorkerMs: median(rootTimes), each: rootTimes.map(Math.round) });
print({ longTasksOver50Ms: worst.length, longestMs: worst[0] ?? "under 50" });
print({ longestTaskCpuMs: Math.max(...cpuTimes), medianOfRuns: median(cpuTimes) });

async function timeRoots(size: number): Promise<number[]> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      target: "es2023",
      write: false,
      lib: {
        entry: fileURLToPath(new URL("bench-root-worker.ts", import.meta.url)),
        formats: ["iife"],
        name: "bench",
      },
    },
  });
  const [result] = [built].flat();
  const script = (result && "output" in result ? result.output : []).find(({ type }) => type === "chunk");
  if (script?.type !== "chunk") throw new Error("the script was not built");
  const page = await browser.newPage();
  await page.goto("data:text/html,<title>Bench</title>");
  return page.evaluate(
    ({ code, size, runs }) =>
      new Promise<number[]>((resolve) => {
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
        worker.onmessage = ({ data }) => resolve(data as number[]);
        worker.postMessage({ bytes: size, runs });
      }),
    { code: script.code, size, runs: RUNS },
  );
}

await browser.close();
await server.stop();
await gateway.stop();
process.exit(0);
