import { randomUUID } from "node:crypto";
import type { BookingStatus } from "@necto/tools/protocol/booking";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { giveWallet, type NodeWallet, type NodeWalletOptions } from "./node-wallet.ts";
import { BROWSER_RETRIES, findAxeViolations, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** A wallet of one's own on the real server, whose key it never has: an organisation, and a mandate. */

const { browser, server } = withRealServer();

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
    // Who has left asks once more for what is no longer its own.
    expect([...faults, ...guest.faults].filter((fault) => !/ 404 /.test(fault))).toEqual([]);
    await guest.page.context().close();
    await page.context().close();
  });
});

/** A new H100 for less than all others. */
async function listCheap(amount: string): Promise<void> {
  const signedIn = await post("/session/demo", { account: "provider-nordlys" });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const draft = {
    ...{ title: "Spare H100", gpu: "H100", gpuCount: 1, country: "NO", unitsTotal: 5 },
    ceilingUsdMicros: 3_000_000,
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  };
  const made = await post("/provider/listings", { draft }, cookie);
  const { listingId } = (await made.json()) as { listingId: string };
  await post(`/provider/listings/${listingId}/publish`, {}, cookie);
}

describe("a wallet's mandate", { retry: BROWSER_RETRIES }, () => {
  it("is signed by the wallet, prepares an order when its watch fires, and is paid by the wallet", async () => {
    const { page, faults, wallet } = await openWithWallet("/watches", { isElsewhere: true });
    await signInBy(page, wallet);
    await page.getByLabel("GPU", { exact: true }).fill("H100");
    await page.getByLabel("Under, $ per GPU-hour").fill("0.90");
    await page.getByLabel(/^Of my account/).check();
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    const watch = page.getByRole("article", { name: "H100", exact: true }).first();
    await watch.getByRole("button", { name: "Book by itself…" }).click();
    const dialog = page.getByRole("dialog", { name: "Book by itself" });
    await dialog.getByText("Nothing is paid before you sign.").waitFor();
    const sign = dialog.getByRole("button", { name: "Sign with Test Wallet" });
    wallet.refuses = true;
    await sign.click();
    await dialog.getByText("You declined in the wallet.").waitFor();
    wallet.refuses = false;
    expect(await findAxeViolations(page)).toEqual([]);
    await sign.click();
    await watch.getByText("Prepares, and asks you").waitFor();
    await watch.getByText(/^0 of 1 order/).waitFor();
    expect(timesAsked(wallet, "eth_signTypedData_v4")).toBe(1);

    await listCheap("0.80");
    await watch.getByRole("link", { name: "an order is prepared and waits for you" }).click();
    await page.getByText("Approve this booking?").waitFor();
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    const approve = page.getByRole("button", { name: "Approve 0.80 tUSDC" });
    await expect
      .poll(async () => {
        await page.locator("necto-approval .card").last().scrollIntoViewIfNeeded();
        return approve.isEnabled();
      })
      .toBe(true);
    await approve.click();
    await page.getByRole("heading", { name: /^Booked: 0\.80 tUSDC are in escrow/ }).waitFor();
    // The mandate and the payment: nothing else was signed, and the wallet sent nothing.
    expect(timesAsked(wallet, "eth_signTypedData_v4")).toBe(2);
    expect(timesAsked(wallet, "eth_sendTransaction")).toBe(0);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Ready.").waitFor();

    await page.goto(`${server.url}/watches`);
    await watch.getByRole("link", { name: "booked for 0.80 tUSDC" }).waitFor();
    await watch.getByText("Used up: all its orders are booked").waitFor();
    await watch.getByText(/^1 of 1 order, 0\.80 of/).waitFor();
    await page.goto(`${server.url}/inbox`);
    await page.getByText("A mandate prepared an order of $0.80. It waits for you.").waitFor();
    await page.getByText(/A mandate booked H100.* for \$0\.80\./).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
