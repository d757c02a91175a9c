import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** What the page understands while somebody writes, before anything is sent. */

const { browser, server } = withRealServer();

const write = (page: Page, text: string) => page.getByLabel("Message", { exact: true }).fill(text);
const draft = (page: Page) => page.getByRole("list", { name: "Understood so far" });
const chips = (page: Page) => draft(page).getByRole("listitem").allInnerTexts();

describe("chips while writing", { retry: BROWSER_RETRIES }, () => {
  it("show what is understood so far and what is not, and go when the field is empty", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await write(page, "cheapest H100 in EU under $3");
    await expect.poll(() => chips(page)).toEqual(["H100", "EU", "≤ $3.00 per GPU-hour", "cheapest first"]);
    await write(page, "cheapest H100 in EU with quartz");
    await expect.poll(() => chips(page)).toContain("Not understood: “quartz”");
    await write(page, "");
    await expect.poll(() => draft(page).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("read another language with its own file, which comes only when it is needed", async () => {
    const { page, faults } = await openPage(browser, server.url);
    const loaded: string[] = [];
    page.on("response", (response) => loaded.push(new URL(response.url()).pathname));
    await write(page, "8x A100 for 6 hours");
    await expect.poll(() => chips(page)).toEqual(["8 GPUs", "A100", "for 6 hours"]);
    expect(loaded.filter((path) => /german|french|spanish/.test(path))).toEqual([]);
    await write(page, "les A100 les moins chères en Europe à moins de 2,50 $");
    await expect
      .poll(() => chips(page))
      .toEqual(["A100", "Europe", "≤ $2.50 per GPU-hour", "cheapest first"]);
    expect(loaded.some((path) => path.includes("french"))).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("tell what these words change from what was said before", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByRole("heading", { name: /of .* offers fit/ }).waitFor();
    await write(page, "same but A100 in Asia");
    await expect.poll(() => chips(page)).toEqual(["A100", "Asia", "≤ $3.00 per GPU-hour"]);
    expect(await draft(page).locator(".new").allInnerTexts()).toEqual(["A100", "Asia"]);
    await write(page, "why not the second one?");
    await expect.poll(() => draft(page).count()).toBe(0);
    await page.context().close();
  });

  it("send nothing: the words stay in the page until they are sent", async () => {
    const { page } = await openPage(browser, server.url);
    const sent: string[] = [];
    page.on("request", (request) =>
      sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`),
    );
    await write(page, "H100 zanzibar in EU");
    await expect.poll(() => chips(page)).toContain("H100");
    expect(sent.filter((request) => /zanzibar|^POST/i.test(request))).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])("are accessible and fit at %i px", async (width) => {
    const { page } = await openPage(browser, server.url, { width });
    await write(
      page,
      "günstigste 8 H100 in Deutschland unter 2,50 $ für 12 Stunden kein Spot mit Quarzsteuerung",
    );
    await expect.poll(() => chips(page)).toContain("Not understood: “Quarzsteuerung”");
    const field = page.getByLabel("Message", { exact: true });
    expect(await field.evaluate((element) => element.getAttribute("aria-describedby"))).toBe("draft");
    expect(await findAxeViolations(page)).toEqual([]);
    expect(await findSidewaysScrollers(page)).toEqual([]);
    await page.context().close();
  });
});

describe("a question back", { retry: BROWSER_RETRIES }, () => {
  it("names the words, which the server never repeats, and answers by a click", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 in EU with quartz cooling");
    await page.getByText("I did not understand “quartz cooling”.").waitFor();
    await ask(page, "at least 4 H100 in EU");
    const question = page.getByRole("region", { name: "Question" }).last();
    await question.getByText("How many should it be?").waitFor();
    expect(await question.textContent()).not.toContain("You can answer");
    await question.getByRole("button", { name: "8 GPUs" }).click();
    await page.getByRole("button", { name: "Search without “8 GPUs”" }).waitFor();
    await page.context().close();
  });

  it("says what each constraint removed when nothing fits, and takes a change back", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "H100 in EU under $0.10");
    const funnel = page.getByRole("list", { name: "What was left after each constraint" });
    await funnel.waitFor();
    const lines = await funnel.getByRole("listitem").allInnerTexts();
    expect(lines.at(-1)).toMatch(/^0\s+left: over the price limit removed \d+$/);
    await ask(page, "under $5");
    await page.locator("necto-result-table").waitFor();
    await ask(page, "undo");
    await funnel.waitFor();
    await page.context().close();
  });

  it("answers a call for help with examples to click", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "help");
    await page.locator("necto-turn").getByRole("list", { name: "Examples" }).waitFor();
    await page
      .locator("necto-turn")
      .getByRole("button", { name: /^RTX 4090, only spot/ })
      .click();
    await page.getByRole("button", { name: "Search without “spot prices”" }).waitFor();
    await page.context().close();
  });
});
