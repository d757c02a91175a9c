import { randomUUID } from "node:crypto";
import type { BookingStatus } from "@necto/tools/protocol/booking";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./launch-browser.ts";
import { giveWallet, type NodeWallet, type NodeWalletOptions } from "./node-wallet.ts";
import { BROWSER_RETRIES, findAxeViolations, openPage } from "./page-checks.ts";
import { type RealServer, startRealServer } from "./real-server.ts";

/** A wallet of one's own on the real server, whose key it never has: an organisation, and a mandate. */

let browser: Browser;
let server: RealServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startRealServer({ NECTO_SIGN_IN_LIMIT: "1000" })]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.remove();
  expect(server?.faults).toEqual([]);
});

async function post(path: string, body: object, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": randomUUID(), cookie };
  const answer = await fetch(`${server.url}/api${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

async function chainOfServer() {
  const { chain } = (await (await fetch(`${server.url}/api/booking`)).json()) as BookingStatus;
  return { url: chain!.rpcUrl, chainId: chain!.id };
}

/** A page whose browser has a wallet with money and gas. */
async function openWithWallet(path: string, options: NodeWalletOptions & { readonly width?: number } = {}) {
  const opened = await openPage(browser, server.url, options);
  const wallet = await giveWallet(opened.page, await chainOfServer(), options);
  await post("/sandbox/faucet", { address: wallet.account.address, gas: true });
  await opened.page.goto(server.url + path);
  return { ...opened, wallet };
}

const nameOf = ({ account }: NodeWallet): string => {
  const address = account.address.toLowerCase();
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
};

async function signInBy(page: Page, wallet: NodeWallet): Promise<void> {
  await page.locator("necto-header").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").getByRole("button", { name: wallet.name }).click();
  await page.getByRole("button", { name: `Account: ${nameOf(wallet)}` }).waitFor();
}

const timesAsked = ({ asked }: NodeWallet, method: string): number =>
  asked.filter((one) => one === method).length;

describe("a wallet's organisation", { retry: BROWSER_RETRIES }, () => {
  it("is created, shared and left by transactions that the wallet sends, each once", async () => {
    const { page, faults, wallet } = await openWithWallet("/team", { isElsewhere: true });
    await signInBy(page, wallet);
    const name = `Lab ${randomUUID().slice(0, 4)}`;
    await page.getByLabel("Name", { exact: true }).fill(name);
    wallet.refuses = true;
    await page.getByRole("button", { name: "Create it" }).click();
    await page.getByText("You declined in the wallet.").waitFor();
    // Nothing is lost: it is listed, and can be sent, after a reload too.
    await page.reload();
    const row = page.getByRole("listitem").filter({ hasText: name });
    await row.getByText("Not on chain yet").waitFor();
    wallet.refuses = false;
    wallet.isSlow = true;
    await row.getByRole("button", { name: "Send it from your wallet" }).click();
    await row.getByText("Sent. Waiting for the chain").waitFor();
    expect(await row.getByRole("button", { name: "Send it from your wallet" }).count()).toBe(0);
    expect(await findAxeViolations(page)).toEqual([]);
    await wallet.arrive();
    wallet.isSlow = false;
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByText("Changes of roles are transactions of your own wallet").waitFor();
    expect(timesAsked(wallet, "eth_sendTransaction")).toBe(1);

    await page.getByLabel("Role of the invitation").selectOption("viewer");
    await page.getByRole("button", { name: "Make a link" }).click();
    const secret = page.getByRole("status", { name: "The new link" });
    const link = (await secret.locator("code").textContent())!.trim();
    const guest = await openPage(browser, link);
    await guest.page.getByRole("button", { name: "Sign in to accept" }).click();
    await guest.page.getByRole("dialog").getByRole("button", { name: "Rheinwerk", exact: true }).click();
    await guest.page.getByRole("button", { name: `Join ${name} as Rheinwerk` }).click();
    await guest.page.getByText("An Admin still has to give you the role").waitFor();
    await page.getByRole("button", { name: "Make Rheinwerk Viewer" }).click();
    await guest.page.getByText(`You are Viewer of ${name}: the chain says so.`).waitFor();
    const member = page.getByRole("listitem").filter({ hasText: "Rheinwerk" }).first();
    const role = member.getByLabel("Role of Rheinwerk");
    await role.waitFor();

    // A role is what the chain says, before it is sent, while it is on its way and when it was declined.
    wallet.isSlow = true;
    await role.selectOption("admin");
    await page.getByText("Sent by your wallet. It counts when the chain has it.").waitFor();
    expect(await role.inputValue()).toBe("viewer");
    await wallet.arrive();
    await expect.poll(() => role.inputValue()).toBe("admin");
    await expect.poll(() => page.getByText("Sent by your wallet.").count()).toBe(0);
    wallet.isSlow = false;
    wallet.refuses = true;
    await role.selectOption("user");
    await page.getByText("You declined in the wallet.").waitFor();
    expect(await role.inputValue()).toBe("admin");
    wallet.refuses = false;

    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await page.getByRole("button", { name: "Leave it" }).click();
    await page.getByRole("heading", { name: "No such organisation of yours" }).waitFor();
    await guest.page.getByRole("link", { name: `Open ${name}` }).click();
    await guest.page.getByTitle("What you are in it").filter({ hasText: "Admin" }).waitFor();
    expect(await guest.page.getByText(nameOf(wallet)).count()).toBe(0);
    // Create, Viewer, Admin, one that was declined, leave.
    expect(timesAsked(wallet, "eth_sendTransaction")).toBe(5);
    expect([...faults, ...guest.faults]).toEqual([]);
    await guest.page.context().close();
    await page.context().close();
  }, 120_000);
});
