import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATED_COLUMNS } from "@necto/tools/sources/catalog-dated";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./launch-browser.ts";
import { startRealServer } from "./real-server.ts";

/**
 * How long a first visit of the price page waits for rows: cold loads from the real server with a catalogue of many
 * rows, on this machine and on an emulated line. `node ui/e2e/bench-first-rows.ts [rows]`, after a build.
 */

const ROWS = Number(process.argv[2] ?? 5_000);
const LOADS = 7;
/** A line of 9 Mbit/s that answers after 85 ms. */
const LINE = { latency: 85, downloadThroughput: 9_000_000 / 8, uploadThroughput: 9_000_000 / 8 };

const folder = mkdtempSync(join(tmpdir(), "necto-bench-"));
const catalog = join(folder, "catalog.csv");
writeFileSync(catalog, catalogOf(ROWS));
const server = await startRealServer({ NECTO_CATALOG: catalog });
const body = await fetch(`${server.url}/api/market/snapshot`);
const bytes = (await body.arrayBuffer()).byteLength;
const browser = await launchBrowser();
for (const line of [null, LINE]) {
  const loads: Awaited<ReturnType<typeof measure>>[] = [];
  for (let load = 0; load < LOADS; load++) loads.push(await measure(browser, line));
  const median = (name: keyof (typeof loads)[number]) =>
    loads.map((load) => load[name]).sort((a, b) => a - b)[Math.floor(LOADS / 2)]!;
  process.stdout.write(
    `${JSON.stringify({
      line: line ? "9 Mbit/s, 85 ms" : "loopback",
      rows: median("rows"),
      rawSnapshotKb: Math.round(bytes / 1000),
      paintMs: median("paintMs"),
      firstRowsMs: median("firstRowsMs"),
      slowestMs: Math.max(...loads.map(({ firstRowsMs }) => firstRowsMs)),
      transferredKb: median("transferredKb"),
    })}\n`,
  );
}
await browser.close();
await server.remove();
rmSync(folder, { recursive: true });
process.exit(0);

/** One visit with nothing in the cache. */
async function measure(browser: Browser, line: typeof LINE | null) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send("Network.enable");
  if (line) await protocol.send("Network.emulateNetworkConditions", { offline: false, ...line });
  let transferred = 0;
  protocol.on("Network.loadingFinished", ({ encodedDataLength }) => {
    transferred += encodedDataLength;
  });
  // Watched from inside: asking from outside would add the question's own way.
  await page.addInitScript(() => {
    const find = (root: ParentNode): boolean =>
      [...root.querySelectorAll("*")].some(
        ({ localName, shadowRoot }) =>
          shadowRoot &&
          (localName === "necto-price-table"
            ? shadowRoot.querySelector("tbody tr:not(.spacer)") !== null
            : find(shadowRoot)),
      );
    const look = () => {
      if (document.body && find(document)) Object.assign(globalThis, { firstRowsMs: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(`${server.url}/prices`);
  await page.waitForFunction(() => "firstRowsMs" in globalThis);
  const measured = await page.evaluate(() => ({
    firstRowsMs: Math.round((globalThis as unknown as { firstRowsMs: number }).firstRowsMs),
    paintMs: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
  }));
  const count = (await page.locator("necto-prices .count").textContent()) ?? "";
  const rows = Number(
    count
      .match(/[\d,]+/g)
      ?.at(-1)
      ?.replaceAll(",", "") ?? 0,
  );
  await context.close();
  return { ...measured, rows, transferredKb: Math.round(transferred / 1000) };
}

/** Dated rows of the GPUs, regions and prices a catalogue has. */
function catalogOf(rows: number): string {
  const gpus = ["H100", "A100", "L40S", "A10G", "T4", "V100", "H200", "L4"];
  const regions = ["us-east-1", "eu-west-1", "eu-central-1", "ap-northeast-1", "us-west-2", "ca-central-1"];
  const lines = Array.from({ length: rows }, (_, index) => {
    const count = [1, 2, 4, 8][index % 4]!;
    const price = ((0.4 + ((index * 7919) % 5200) / 1000) * count).toFixed(4);
    const row: Record<(typeof DATED_COLUMNS)[number], string> = {
      offer_id: `b${index}`,
      collected_at: "2026-06-01",
      cloud: `cloud-${index % 40}`,
      accelerator_name: gpus[index % gpus.length]!,
      vendor: "nvidia",
      count: String(count),
      gpu_mem_gib: "",
      vcpus: String(8 * count),
      mem_gib: String(64 * count),
      region: regions[index % regions.length]!,
      zone: "",
      country: "",
      on_demand_usd_hr: price,
      spot_usd_hr: "",
      reserved_usd_hr: "",
      price_scope: "instance",
      flags: "",
    };
    return DATED_COLUMNS.map((column) => row[column]).join();
  });
  return [DATED_COLUMNS.join(), ...lines].join("\n");
}
