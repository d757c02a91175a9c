import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  ask,
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The whole way in a real browser: page, server, graph and sandbox sources. */

const QUESTION = "cheapest H100 in EU under $3";
const MOST_JS_BYTES = 95_000;
const MOST_CHART_BYTES = 28_000;
const ASSETS = fileURLToPath(new URL("../dist/assets/", import.meta.url));

const { browser, server } = withRealServer();

const resultOf = (page: Page) => page.getByRole("heading", { name: /of .* offers fit/ });
const replies = (page: Page) => page.locator("necto-turn .reply");
const steps = (page: Page) => page.getByRole("list", { name: "Steps" }).last().getByRole("group");
const prices = (page: Page) => page.locator("necto-result-table td.price").allInnerTexts();

describe("the chat page", { retry: BROWSER_RETRIES }, () => {
  it("answers a question step by step with a ranked list, and a follow-up in the same conversation", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.getByRole("button", { name: QUESTION }).click();
    await resultOf(page).waitFor();
    await replies(page).first().waitFor();
    await expect.poll(() => steps(page).count()).toBe(7);
    expect(await page.getByRole("list", { name: "What was asked" }).textContent()).toContain(
      "≤ $3.00 per GPU-hour",
    );
    expect(await page.locator("mark").allInnerTexts()).toEqual(expect.arrayContaining(["H100", "under $3"]));
    expect((await prices(page)).length).toBeGreaterThan(0);

    await ask(page, "only spot");
    await page.getByRole("button", { name: "Search without “spot prices”" }).waitFor();
    expect(await page.getByRole("button", { name: "Search without “H100”" }).count()).toBe(1);
    expect(new Set(await page.locator("necto-result-table .badge").allInnerTexts())).toEqual(
      new Set(["Spot"]),
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("answers every example of the start page", async () => {
    const { page } = await openPage(browser, server.url);
    const examples = page.locator("necto-start .examples button");
    await examples.first().waitFor();
    const count = await examples.count();
    for (let index = 0; index < count; index++) {
      await examples.nth(index).click();
      await resultOf(page).waitFor();
      await page.getByRole("button", { name: "New conversation" }).click();
    }
    expect(count).toBeGreaterThanOrEqual(3);
    await page.context().close();
  });

  it("shows why an offer costs what it costs and stands where it stands", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByRole("button", { name: "Details of offer 1" }).press("Enter");
    const detail = page.locator("necto-offer-detail");
    await detail.getByText("Why this price").waitFor();
    expect(await detail.locator("ol li").count()).toBeGreaterThan(0);
    expect(await detail.getByText("Number 1, ahead of the next because").count()).toBe(1);
    expect(await detail.getByText(/^(High|Medium|Low) \(estimate\): .* are more than 5 % off/).count()).toBe(
      1,
    );
    await page.context().close();
  });

  it("searches again without a requirement that is removed, and with one that is relaxed", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "H100 in EU under $1");
    await page.getByText("Nothing fits all of it").waitFor();
    await page.getByRole("button", { name: /Raise the limit to .* more offer/ }).click();
    await page.locator("necto-result-table").waitFor();
    await page.getByText("Raise the limit to", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Search without “EU”" }).click();
    await page.getByText("Removed “EU”").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Search without “EU”" }).count()).toBe(0);
    await page.context().close();
  });

  it("opens the rejected offers of a reason, a page at a time", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByText("Other GPU").click();
    const rows = page.locator("necto-rejected-rows li");
    await expect.poll(() => rows.count()).toBe(20);
    await page.getByRole("button", { name: /^20 more of/ }).click();
    await expect.poll(() => rows.count()).toBe(40);
    await page.context().close();
  });

  it("loses nothing when it is loaded again at once", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.waitForURL("**/chat/*");
    await page.reload();
    await resultOf(page).waitFor();
    await expect.poll(() => steps(page).count()).toBe(7);
    expect(await page.locator("mark").allInnerTexts()).toEqual(expect.arrayContaining(["H100", "under $3"]));
    await expect.poll(() => replies(page).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("comes back after a restart of the server and goes on with the conversation", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await resultOf(page).waitFor();
    await server.down();
    await page.getByText("Reconnecting…").first().waitFor();
    await server.up();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await replies(page).count()).toBe(1);
    await ask(page, "only spot");
    await page.getByRole("button", { name: "Search without “spot prices”" }).waitFor();
    expect(await page.getByRole("button", { name: "Search without “H100”" }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("keeps the words of an untracked conversation in the browser they were typed in", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await resultOf(page).waitFor();
    const other = await openPage(browser, page.url());
    await resultOf(other.page).waitFor();
    expect(await other.page.getByText("the words are not kept").count()).toBe(1);
    expect(await other.page.getByText(QUESTION).count()).toBe(0);
    await Promise.all([page.context().close(), other.page.context().close()]);
  });

  it("shows a tracked conversation with its words wherever its account is signed in", async () => {
    const { page } = await openPage(browser, server.url);
    await signInAs(page, "Demo buyer");
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await ask(page, QUESTION);
    await resultOf(page).waitFor();
    const other = await openPage(browser, page.url());
    await other.page.getByText("Sign in to the one that it was begun with.").waitFor();
    await signInAs(other.page, "Demo buyer");
    await other.page.getByText("cheapest").first().waitFor();
    expect(await other.page.locator("necto-header").getByText("Tracked").count()).toBe(1);
    await Promise.all([page.context().close(), other.page.context().close()]);
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { page, faults } = await openPage(browser, server.url, { width });
      const findInBothThemes = async () => {
        const found: string[] = [];
        for (const colorScheme of ["dark", "light"] as const) {
          await page.emulateMedia({ colorScheme });
          await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
          found.push(...(await findAxeViolations(page)).map((violation) => `${colorScheme}: ${violation}`));
        }
        return found;
      };
      await page.getByText("What compute do you need?").waitFor();
      expect(await findInBothThemes()).toEqual([]);
      await ask(page, QUESTION);
      await resultOf(page).waitFor();
      await page.locator("necto-result-table .opener button, necto-result-rows button").first().click();
      await page.getByText("Over the price limit").click();
      await page.locator("necto-rejected-rows li").first().waitFor();
      expect(await findInBothThemes()).toEqual([]);
      expect(await findSidewaysScrollers(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it("works by keyboard alone", async () => {
    const { page } = await openPage(browser, server.url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.type("H100 in EU");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("under $3");
    await page.keyboard.press("Enter");
    await resultOf(page).waitFor();
    await page.context().close();
  });

  it("says so when a conversation does not exist", async () => {
    const { page } = await openPage(browser, `${server.url}/chat/nobody`);
    await page.getByRole("button", { name: "Start a new one" }).click();
    await page.getByText("What compute do you need?").waitFor();
    await page.context().close();
  });
});

it("starts with at most 95 kB of compressed script, and draws charts with at most 28 kB more", () => {
  const page = readFileSync(`${ASSETS}../index.html`, "utf8");
  const bytesOf = (files: readonly string[]) =>
    files.map((file) => gzipSync(readFileSync(ASSETS + file)).length).reduce((a, b) => a + b, 0);
  const initial = bytesOf([...page.matchAll(/\/assets\/([\w.-]+\.js)/g)].map(([, file]) => file!));
  const chart = bytesOf(readdirSync(ASSETS).filter((file) => /^price-chart.*\.js$/.test(file)));
  expect(initial).toBeGreaterThan(0);
  expect(initial).toBeLessThanOrEqual(MOST_JS_BYTES);
  expect(chart).toBeGreaterThan(0);
  expect(chart).toBeLessThanOrEqual(MOST_CHART_BYTES);
});
