import { fileURLToPath } from "node:url";
import { Requirements } from "@necto/tools/core/requirements";
import { NOW } from "@necto/tools/core/testing/offers";
import { NONCE } from "@necto/tools/trace/testing/traces";
import { build } from "vite";
import { beforeAll, expect, it } from "vitest";
import { type SealInput, sealInput } from "./seal-input.ts";
import { aMarket } from "./sealed-traces.ts";
import { withBrowser } from "./with-browser.ts";

const browser = withBrowser();
let script: string;

beforeAll(async () => {
  script = await bundled();
});

/** `sealInput` as a script for a page; nothing of it is part of the product's page. */
async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      target: "es2023",
      write: false,
      lib: {
        entry: fileURLToPath(new URL("seal-input.ts", import.meta.url)),
        formats: ["iife"],
        name: "nectoSealing",
      },
    },
  });
  const [result] = [built].flat();
  const output = result && "output" in result ? result.output : [];
  const chunk = output.find(({ type }) => type === "chunk");
  if (chunk?.type !== "chunk") throw new Error("the script was not built");
  return chunk.code;
}

it.each<[string, Partial<Requirements>]>([
  ["the cheapest H100", { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 2_500_000, durationSeconds: 21_600 }],
  ["a balanced list", { rankBy: "balanced", buyerCountry: "DE" }],
  ["nothing that fits", { gpuModels: ["B200"] }],
])("seals %s to the same bytes in Chromium as in Node", async (_, asked) => {
  const { offers, tokenPrices } = aMarket(600);
  const input: SealInput = {
    offers: JSON.parse(JSON.stringify(offers)),
    tokenPrices: [...tokenPrices.values()],
    requirements: Requirements.parse(asked),
    at: NOW,
    key: `0x${"11".repeat(32)}`,
    nonce: NONCE,
  };
  const page = await (await browser.newContext()).newPage();
  await page.goto("data:text/html,<title>Sealing</title>");
  await page.evaluate(`${script};globalThis.nectoSealing = nectoSealing;`);
  const inChromium = await page.evaluate(
    (given) =>
      (globalThis as unknown as { nectoSealing: { sealInput: typeof sealInput } }).nectoSealing.sealInput(
        given,
      ),
    input,
  );
  const inNode = await sealInput(input);
  expect(inChromium.root).toBe(inNode.root);
  expect(inChromium.digest).toBe(inNode.digest);
  expect(inChromium.text === inNode.text).toBe(true);
  await page.close();
});
