import { fileURLToPath } from "node:url";
import { type BookingWorld, openBookingWorld } from "@necto/agent/testing/booking-world";
import { placePlainToken } from "@necto/agent/testing/plain-token";
import type { TestServer } from "@necto/agent/testing/test-server";
import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { giveWallet } from "./node-wallet.ts";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withBrowser } from "./with-browser.ts";

/** A wallet pays with a token without EIP-3009, from the card to the receipt, over the real graph, escrow and chain. */

const browser = withBrowser();
let world: BookingWorld;
let server: TestServer;
let url: string;

beforeAll(async () => {
  const uiFolder = fileURLToPath(new URL("../dist", import.meta.url));
  world = await openBookingWorld({ placeToken: placePlainToken });
  server = await world.server({ uiFolder });
  url = await server.app.listen({ port: 0, host: "127.0.0.1" });
});

afterAll(async () => {
  expect(server?.faults).toEqual([]);
  await world?.close();
});

const approve = (page: Page) => page.getByRole("button", { name: /^Approve [\d.,]+ USDC\.e/ });
const receipt = (page: Page) => page.getByRole("heading", { name: /^Booked: [\d.,]+ USDC\.e are in escrow/ });
const steps = (page: Page) => page.getByRole("region", { name: "Your transaction" });

/** Gives the page a wallet with money and gas. */
async function withWallet(page: Page): Promise<readonly string[]> {
  const { account, asked } = await giveWallet(page, world.adi.chain);
  await server.booking!.faucet!.give({ address: account.address, gas: false });
  await world.adi.chain.setBalance(account.address, parseEther("1"));
  await page.reload();
  return asked;
}

async function openCard(page: Page): Promise<void> {
  await ask(page, "cheapest A100 from Necto for 2 hours");
  await page
    .getByRole("button", { name: /^Book offer/ })
    .first()
    .click();
  await page.getByText("Approve this booking?").waitFor();
}

async function pressApprove(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      await page.locator("necto-approval .card").last().scrollIntoViewIfNeeded();
      return approve(page).isEnabled();
    })
    .toBe(true);
  await approve(page).click();
}

describe("paying with a wallet and a token without EIP-3009", { retry: BROWSER_RETRIES }, () => {
  it.each([
    [
      "One signature and one transaction",
      "the escrow may take exactly",
      "names an amount and no terms",
      ["Pay into escrow"],
      ["eth_signTypedData_v4", "eth_sendTransaction"],
    ],
    [
      "One transaction and one signature",
      "the terms of this order, written out",
      "before its owner has allowed it",
      ["Allow Permit2"],
      ["eth_signTypedData_v4", "eth_sendTransaction"],
    ],
    [
      "Two transactions",
      "You sign nothing.",
      "a transaction each",
      ["Allow the escrow", "Pay into escrow"],
      ["eth_sendTransaction", "eth_sendTransaction"],
    ],
  ])("by “%s”: said before, sent after the approval, one job", async (title, words, why, buttons, used) => {
    const { page, faults } = await openPage(browser, url);
    const asked = await withWallet(page);
    await openCard(page);
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    await page.getByRole("radio", { name: title }).check();
    await page.locator("necto-ways").getByText(words).waitFor();
    // How many there will be, and why it is not one, is there before the first.
    await page.locator("necto-ways").getByText(why).waitFor();
    expect(asked.filter((method) => /sign|send/i.test(method))).toEqual([]);
    const jobs = (await world.openedJobs()).length;
    await pressApprove(page);
    for (const button of buttons) {
      await steps(page).getByRole("button", { name: button }).waitFor();
      // Whoever comes back to the page finds it waiting where it was.
      await page.reload();
      await steps(page).getByRole("button", { name: button }).click();
    }
    await receipt(page).waitFor();
    expect((await world.openedJobs()).length).toBe(jobs + 1);
    expect(asked.filter((method) => /sign|send/i.test(method))).toEqual(used);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("stops what waits for the wallet, says what that means, and goes on with the conversation", async () => {
    const { page, faults } = await openPage(browser, url);
    const asked = await withWallet(page);
    await openCard(page);
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    await page.getByRole("radio", { name: "Two transactions" }).check();
    const jobs = (await world.openedJobs()).length;
    await pressApprove(page);
    await steps(page).getByRole("button", { name: "Allow the escrow" }).click();
    await steps(page).getByRole("button", { name: "Pay into escrow" }).waitFor();
    // The message field has no Stop of its own here, and what is written waits.
    expect(await page.getByRole("button", { name: "Stop", exact: true }).count()).toBe(0);
    await ask(page, "cheapest L4");
    const stop = page.getByRole("button", { name: "Stop, pay nothing" });
    await stop.focus();
    await page.keyboard.press("Enter");
    await page.getByText("You stopped this order. Decline it in your wallet too").first().waitFor();
    await expect.poll(() => steps(page).count()).toBe(0);
    await expect.poll(() => stop.count()).toBe(0);
    await expect.poll(() => page.locator("necto-turn").count()).toBe(4);
    expect((await world.openedJobs()).length).toBe(jobs);
    expect(asked.filter((method) => /send/i.test(method))).toEqual(["eth_sendTransaction"]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows the receipt when the wallet was quicker than the stop", async () => {
    const { page } = await openPage(browser, url);
    await withWallet(page);
    await openCard(page);
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    await page.getByRole("radio", { name: "Two transactions" }).check();
    await pressApprove(page);
    await steps(page).getByRole("button", { name: "Allow the escrow" }).click();
    await page.route("**/api/approvals/*/stop", async (route) => {
      await steps(page).getByRole("button", { name: "Pay into escrow" }).click();
      await receipt(page).waitFor();
      await route.continue();
    });
    const answered = page.waitForResponse((response) => response.url().endsWith("/stop"));
    await page.getByRole("button", { name: "Stop, pay nothing" }).click();
    await receipt(page).waitFor();
    const paid = await answered;
    expect([paid.status(), ((await paid.json()) as { code: string }).code]).toEqual([409, "escrow/paid"]);
    await page.context().close();
  });

  it("says so when a fresh key without gas cannot pay, and takes no approval", async () => {
    const { page, faults } = await openPage(browser, url);
    await openCard(page);
    await page.getByRole("radio", { name: "Fresh key of this browser" }).check();
    await page.getByText("This account cannot pay: it has no coin for gas").waitFor();
    expect(await approve(page).isEnabled()).toBe(false);
    await page.getByRole("button", { name: /from the faucet/ }).click();
    await page.getByRole("radio", { name: "One signature and one transaction" }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])("has no axe violation and no sideways scroll at %i px", async (width) => {
    const { page, faults } = await openPage(browser, url, { width });
    await withWallet(page);
    await ask(page, "cheapest A100 from Necto for 2 hours");
    const inTable = page.getByRole("button", { name: /^Book offer/ }).first();
    await page.getByText("Rejected:").waitFor();
    if (await inTable.isVisible()) await inTable.click();
    else {
      await page.locator("necto-result-rows button").first().click();
      await page.getByRole("button", { name: "Book", exact: true }).click();
    }
    await page.getByText("Approve this booking?").first().waitFor();
    const review = page.getByRole("button", { name: /^Review/ });
    if (await review.isVisible()) await review.click();
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    await page.getByRole("radio", { name: "Two transactions" }).check();
    const found: string[] = [];
    const look = async () => {
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
        found.push(...(await findAxeViolations(page)));
      }
      found.push(...(await findSidewaysScrollers(page)));
    };
    await look();
    await pressApprove(page);
    await steps(page).getByRole("button", { name: "Allow the escrow" }).waitFor();
    await steps(page).getByText("The exact transaction").first().click();
    await look();
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
