import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** A provider's dashboard and a buyer's page on the real server, with its chain and its 0G. */

const { browser, server } = withRealServer();
/** Titles are of one try each. */
let tries = 0;

async function openAsProvider(path = "/provider/listings", options = {}) {
  const opened = await openPage(browser, server.url + path, options);
  await opened.page.getByRole("button", { name: "Rheinwerk", exact: true }).click();
  await opened.page.getByText("What Rheinwerk rents out.").waitFor();
  return opened;
}

const row = (page: Page, title: string) => page.getByRole("row").filter({ hasText: title });

async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** Until the chain has everything. */
async function settled(page: Page, title: string, state: string): Promise<void> {
  await row(page, title).getByText(state, { exact: true }).waitFor();
  await expect.poll(() => row(page, title).getByRole("status").count()).toBe(0);
}

async function publish(page: Page, title: string, price: string): Promise<void> {
  await page.getByRole("link", { name: "New listing" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("GPU", { exact: true }).fill("H100");
  await page.getByLabel("Units", { exact: true }).fill("2");
  await page.getByLabel("Country").selectOption("France");
  await page.getByLabel("City").fill("Lyon");
  await page.getByLabel("Price ($ per GPU-hour)").fill(price);
  await page.getByLabel("Ceiling ($ per GPU-hour)").fill("3");
  await page.getByText("Registered as a new listing.").waitFor();
  await page.getByText(new RegExp(`^\\$${price}00 per GPU-hour, place \\d+ of \\d+`)).waitFor();
  await page.getByRole("button", { name: "Save and publish…" }).click();
  await confirm(page, "Publish");
}

const approve = (page: Page) => page.getByRole("button", { name: /^Approve [\d.,]+ tUSDC/ });

async function askForCard(page: Page): Promise<void> {
  await ask(page, "cheapest H100 in France for 2 hours");
  await page
    .getByRole("button", { name: /^Book offer/ })
    .first()
    .click();
  await page.getByText("Approve this booking?").waitFor();
  await page.locator("necto-approval .card").scrollIntoViewIfNeeded();
}

async function approveWhenReady(page: Page): Promise<void> {
  await expect.poll(() => approve(page).isEnabled()).toBe(true);
  await approve(page).click();
}

describe("a provider's listings", { retry: BROWSER_RETRIES }, () => {
  it("published in the dashboard is in a buyer's live table at once, found, booked, served and paid", async () => {
    const title = `Lyon ${++tries}`;
    // Cheaper than what a try before left.
    const price = `1.1${9 - tries}`;
    const provider = await openAsProvider();
    const buyer = await openPage(browser, `${server.url}/prices?gpu=H100&source=necto`);
    await buyer.page.getByText("2.4500").first().waitFor();
    await publish(provider.page, title, price);
    await settled(provider.page, title, "Published");
    await buyer.page.getByText(`${price}00`).first().waitFor();
    await row(provider.page, title).getByText(`${price}00`).waitFor();
    await row(provider.page, title).getByText("2 of 2 free").waitFor();

    const { page } = buyer;
    await page.goto(server.url);
    await askForCard(page);
    await page.locator("necto-approval").getByText("Rheinwerk Compute").first().waitFor();
    await approveWhenReady(page);
    await page.getByRole("heading", { name: /^Booked: [\d.,]+ tUSDC/ }).waitFor();
    await row(provider.page, title).getByText("1 of 2 free").waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Running", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "End now…" }).click();
    await page.getByRole("button", { name: /^End, about .* back/ }).click();
    await page.getByText("Came back", { exact: true }).waitFor();
    await row(provider.page, title).getByText("2 of 2 free").waitFor();

    await provider.page.getByRole("button", { name: `Withdraw ${title}` }).click();
    await confirm(provider.page, "Withdraw");
    await settled(provider.page, title, "Withdrawn");
    expect([...provider.faults, ...buyer.faults]).toEqual([]);
    await provider.page.context().close();
    await page.context().close();
  });

  it("whose price changes between quote and approval voids the approval, and the new price is asked for", async () => {
    const title = `Dearer ${++tries}`;
    const provider = await openAsProvider();
    await publish(provider.page, title, "0.91");
    await settled(provider.page, title, "Published");
    const buyer = await openPage(browser, server.url);
    await askForCard(buyer.page);
    await expect.poll(() => approve(buyer.page).isEnabled()).toBe(true);
    await provider.page.getByRole("link", { name: title }).click();
    await provider.page.getByLabel("Price ($ per GPU-hour)").fill("0.95");
    await provider.page.getByText("A new version: quotes of the one before are void.").waitFor();
    await provider.page.getByRole("button", { name: "Save and publish…" }).click();
    await provider.page.getByRole("dialog").getByText("0.91", { exact: true }).waitFor();
    await confirm(provider.page, "Publish");
    await row(provider.page, title).getByText("available, version 2").waitFor();
    await approve(buyer.page).click();
    await buyer.page.getByRole("button", { name: /^Approve 1\.90 tUSDC/ }).waitFor();
    await buyer.page
      .getByText(/The provider has changed the listing|The price has moved/)
      .first()
      .waitFor();
    await provider.page.getByRole("button", { name: `Withdraw ${title}` }).click();
    await confirm(provider.page, "Withdraw");
    await settled(provider.page, title, "Withdrawn");
    // The browser tells of every answer that refuses.
    expect([...provider.faults, ...buyer.faults]).toEqual([expect.stringMatching(/status of 409/)]);
    await provider.page.context().close();
    await buyer.page.context().close();
  });

  it("reads a file into drafts after a report, and nothing while a row is wrong", async () => {
    const title = `File ${++tries}`;
    const { page, faults } = await openAsProvider();
    const file = (gpu: string) => ({
      ...{ name: "listings.csv", mimeType: "text/csv" },
      buffer: Buffer.from(
        `title,gpu,gpuCount,country,unitsTotal,usdPerGpuHour,ceilingUsdMicros\n${title},${gpu},1,FR,2,2.10,3000000\n`,
      ),
    });
    const importing = page.getByRole("button", { name: "Import…" });
    const held = Promise.withResolvers<void>();
    await page.route("**/api/provider/listings", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.reload();
    await page.getByText("What Rheinwerk rents out.").waitFor();
    // What it opens comes with the listings.
    expect(await importing.isDisabled()).toBe(true);
    held.resolve();
    await importing.click();
    await page.getByLabel("File").setInputFiles(file("H10"));
    await page.getByText(/No whole GPU is called “H10”/).waitFor();
    expect(await page.getByRole("button", { name: "Import 1 row" }).isDisabled()).toBe(true);
    await page.getByLabel("File").setInputFiles(file("H100"));
    await page.getByText("This is what the import does:").waitFor();
    await page.getByRole("button", { name: "Import 1 row" }).click();
    await row(page, title).getByText("Draft", { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, faults } = await openAsProvider("/provider/listings", { width, colorScheme });
        const check = async () =>
          expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
        await page.getByText("of 12 free").waitFor();
        await check();
        await page.getByRole("button", { name: "Pause H100, Frankfurt" }).click();
        await check();
        await page.getByRole("button", { name: "Go back" }).click();
        await page.getByRole("link", { name: "H100, Frankfurt" }).click();
        await page.getByRole("button", { name: "Add weekly hours" }).click();
        await page.getByRole("button", { name: "Take units out" }).click();
        await page.getByLabel("By a rule").check();
        await check();
        await page.getByRole("link", { name: "Back to the listings" }).click();
        await page.getByText("of 12 free").waitFor();
        expect(faults).toEqual([]);
        await page.context().close();
      }
    },
  );
});
