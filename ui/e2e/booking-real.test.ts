import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./launch-browser.ts";
import { ask, BROWSER_RETRIES, openPage } from "./page-checks.ts";
import { type RealServer, startRealServer } from "./real-server.ts";

/** The whole way with the real server, graph, escrow and 0G of the sandbox. */

let browser: Browser;
let server: RealServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([
    launchBrowser(),
    startRealServer({ NECTO_SANDBOX_PROVIDER: "manual" }),
  ]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.remove();
  expect(server?.faults).toEqual([]);
});

const approve = (page: Page) => page.getByRole("button", { name: /^Approve [\d.,]+ tUSDC/ });
const receipt = (page: Page) => page.getByRole("heading", { name: /^Booked: [\d.,]+ tUSDC/ });

describe("booking", { retry: BROWSER_RETRIES }, () => {
  it("goes from a question to a receipt with a demo account", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 for 2 hours");
    await page
      .getByRole("button", { name: /^Book offer/ })
      .first()
      .click();
    await expect.poll(() => approve(page).isEnabled(), { timeout: 20_000 }).toBe(true);
    await approve(page).click();
    await receipt(page).waitFor();
    await page.getByRole("list", { name: "Booking" }).getByText("Confirmed").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  }, 60_000);
});
