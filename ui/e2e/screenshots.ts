import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchBrowser } from "./launch-browser.ts";
import { startScriptedServer } from "./scripted-server.ts";

/** Pictures of every state in both themes and at both widths, to be looked at: `npm run screenshots -w @necto/ui`. */

const OUT = fileURLToPath(new URL("../../node_modules/.cache/screenshots", import.meta.url));
const QUESTION = "cheapest H100 in EU under $3 for 6 hours";

const ask = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};

const scenes: Readonly<
  Record<string, (page: Page, server: Awaited<ReturnType<typeof startScriptedServer>>) => Promise<void>>
> = {
  empty: async (page) => {
    await page.getByText("What compute do you need?").waitFor();
  },
  draft: async (page) => {
    await page
      .getByLabel("Message", { exact: true })
      .fill("günstigste 8 H100 in Deutschland, kein Spot, mit Quarz");
    await page.getByText("Not understood:").waitFor();
  },
  running: async (page, server) => {
    server.pace = 60_000;
    await ask(page, QUESTION);
    await page
      .getByText("Scan sources")
      .waitFor({ timeout: 1 })
      .catch(() => {});
    await page.waitForTimeout(500);
  },
  scanning: async (page, server) => {
    server.pace = 600;
    await ask(page, QUESTION);
    await page.waitForTimeout(1_100);
  },
  result: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.waitForTimeout(300);
  },
  expanded: async (page) => {
    await ask(page, QUESTION);
    await page
      .getByRole("button", { name: /Fjordlys/ })
      .first()
      .click();
    await page.getByText("Why this price").scrollIntoViewIfNeeded();
  },
  rejected: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Over the price limit").click();
    await page.getByText("Google Cloud").first().waitFor();
    await page.getByText("Over the price limit").scrollIntoViewIfNeeded();
    await page.getByText("20 more").scrollIntoViewIfNeeded();
  },
  steps: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    const folded = page.getByText("6 steps");
    if (await folded.isVisible()) await folded.click();
    await page.getByText("Scan sources").click();
  },
  nothing: async (page) => {
    await ask(page, "nothing like an H100 in EU");
    await page.getByText("Nothing fits all").waitFor();
  },
  failed: async (page) => {
    await ask(page, "crash on an H100");
    await page.getByText("run/internal").waitFor();
  },
  clarify: async (page) => {
    await ask(page, "H100 in EU under 3");
    await page.getByText("What is the limit").waitFor();
  },
  followup: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.getByRole("button", { name: /without.*EU/ }).click();
    await page.waitForTimeout(300);
    await ask(page, "only spot");
    await page.waitForTimeout(500);
  },
  reconnecting: async (page, server) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    server.vanish();
    await page.waitForTimeout(2_600);
  },
};

mkdirSync(OUT, { recursive: true });
const wanted = process.argv.slice(2);
const browser = await launchBrowser();
for (const [name, play] of Object.entries(scenes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      const server = await startScriptedServer();
      const isPhone = width === 390;
      const page = await browser.newPage({
        viewport: { width, height: isPhone ? 844 : 900 },
        deviceScaleFactor: isPhone ? 2 : 1,
        hasTouch: isPhone,
        isMobile: isPhone,
        colorScheme,
      });
      page.on("console", (message) => process.stderr.write(`${name} ${message.type()}: ${message.text()}\n`));
      page.on("pageerror", (error) => process.stderr.write(`${name} ${error.stack}\n`));
      await page.goto(server.url);
      await play(page, server);
      await page.screenshot({ path: join(OUT, `${name}-${colorScheme}-${width}.png`) });
      await page.close();
      await server.stop();
    }
  }
}
await browser.close();
