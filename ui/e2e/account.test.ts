import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
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

/** Signing in with the real server. */

const { browser, server } = withRealServer();

const account = (page: Page, name: string) => page.getByRole("button", { name: `Account: ${name}` });
const signInButton = (page: Page) => page.locator("necto-header").getByRole("button", { name: "Sign in" });

async function signOut(page: Page, name: string): Promise<void> {
  await account(page, name).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await signInButton(page).waitFor();
}
/** But for the refusals that a page has asked for: the browser itself tells of each. */
const unexpected = (faults: readonly string[]) => faults.filter((fault) => !/ 40[14] /.test(fault));

describe("an account", { retry: BROWSER_RETRIES }, () => {
  it("keeps a tracked conversation for itself, in every tab and after every sign-out", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.getByText("Tracked", { exact: true }).click();
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByText("Not sent:").waitFor();
    // What could not be sent for want of an account is sent once there is one.
    await page.locator(".unsent").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Demo team, admin" }).click();
    await page.getByText("Rejected:").waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/chat\//);
    const kept = (tab: Page) => tab.getByRole("link", { name: "cheapest H100 in EU under $3" });
    await page.getByRole("heading", { name: "Kept for Demo team, admin" }).waitFor();
    await kept(page).waitFor();

    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByText("cheapest H100 in EU under $3").first().waitFor();
    await account(second, "Demo team, admin").waitFor();
    await signOut(second, "Demo team, admin");
    for (const tab of [page, second]) {
      await signInButton(tab).waitFor();
      await tab.getByText("Sign in to the one that it was begun with.").waitFor();
      expect(await tab.getByText("Rejected:").count()).toBe(0);
      expect(await kept(tab).count()).toBe(0);
      const local = await tab.evaluate(() => JSON.stringify({ ...localStorage }));
      expect(local).not.toContain("cheapest H100");
    }

    await signInAs(page, "Demo buyer");
    await page.getByText("This conversation is not on this server").waitFor();
    await account(second, "Demo buyer").waitFor();
    await signOut(second, "Demo buyer");
    await signInAs(second, "Demo team, admin");
    for (const tab of [page, second]) await tab.getByText("Rejected:").waitFor();
    // The new socket follows what is said now.
    await ask(second, "only spot");
    await page.getByText("only spot").first().waitFor();
    expect(unexpected(faults)).toEqual([]);
    await page.context().close();
  });

  it("is a wallet's by one signature, of a message that names this page", async () => {
    const { page, faults } = await openPage(browser, server.url);
    const wallet = privateKeyToAccount(generatePrivateKey());
    const signed: string[] = [];
    await page.exposeFunction("personalSign", (hex: `0x${string}`) => {
      signed.push(Buffer.from(hex.slice(2), "hex").toString());
      return wallet.signMessage({ message: { raw: hex } });
    });
    await page.evaluate((address) => {
      const page = globalThis as unknown as {
        refuses?: boolean;
        personalSign(hex: unknown): Promise<string>;
      };
      page.refuses = true;
      const provider = {
        request: async ({ method, params }: { method: string; params?: readonly unknown[] }) => {
          if (method === "eth_requestAccounts") return [address];
          if (method !== "personal_sign" || params?.[1] !== address) throw new Error(method);
          if (page.refuses) throw { code: 4001, message: "User rejected the request." };
          return page.personalSign(params[0]);
        },
      };
      const info = { uuid: "w1", name: "Test Wallet", icon: "", rdns: "example.test" };
      const detail = Object.freeze({ info, provider });
      window.addEventListener("eip6963:requestProvider", () =>
        window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail })),
      );
    }, wallet.address);
    await signInButton(page).click();
    await page.getByRole("button", { name: "Test Wallet" }).click();
    await page.getByText("You declined in the wallet.").waitFor();
    await page.evaluate(() => {
      (globalThis as { refuses?: boolean }).refuses = false;
    });
    await page.getByRole("button", { name: "Test Wallet" }).click();
    const address = wallet.address.toLowerCase();
    const name = `${address.slice(0, 6)}…${address.slice(-4)}`;
    await account(page, name).waitFor();
    const { host, origin } = new URL(server.url);
    expect(signed).toHaveLength(1);
    expect(signed[0]).toContain(
      `${host} wants you to sign in with your Ethereum account:\n${wallet.address}`,
    );
    expect(signed[0]).toContain(`URI: ${origin}\nVersion: 1\nChain ID: 313370036\n`);
    await page.getByRole("link", { name: "Jobs" }).click();
    await page.getByRole("heading", { name: `Other jobs of ${name}` }).waitFor();
    await page.reload();
    await account(page, name).waitFor();
    await signOut(page, name);
    await page.getByText("Sign in to see the jobs").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("hands over what is stored of it, and deletes it", async () => {
    const { page, faults } = await openPage(browser, server.url);
    // What was said untracked before is another conversation, and stays one.
    await ask(page, "cheapest L4 in EU for gerbils");
    await page.getByText("Rejected:").waitFor();
    const untracked = new URL(page.url()).pathname;
    await signInAs(page, "Demo team, user");
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByText("Tracked", { exact: true }).click();
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByText("Rejected:").waitFor();
    const tracked = new URL(page.url()).pathname;
    expect(tracked).not.toBe(untracked);

    await account(page, "Demo team, user").click();
    await page.getByRole("link", { name: "What is stored" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download everything" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^necto-account-0x[0-9a-f]{40}\.json$/);
    const text = await readFile(await download.path(), "utf8");
    expect(text).toContain(tracked.split("/")[2]);
    expect(text).toContain("cheapest H100 in EU under $3");
    for (const other of ["gerbils", untracked.split("/")[2]!]) expect(text).not.toContain(other);

    const remove = page.getByRole("button", { name: "Delete the account" });
    expect(await remove.isDisabled()).toBe(true);
    await page.getByLabel("I know what is deleted").check();
    await remove.click();
    await page.getByText("The account was deleted").waitFor();
    await signInButton(page).waitFor();
    await page.goto(server.url + tracked);
    await page.getByText("This conversation is not on this server").waitFor();
    await page.goto(server.url + untracked);
    await page.getByText("Rejected:").waitFor();
    await signInAs(page, "Demo team, user");
    await page.goto(`${server.url}/account`);
    await page.getByText("Tracked conversations", { exact: true }).waitFor();
    const kept = await page.evaluate(async () => (await fetch("/api/account")).json());
    expect(kept).toMatchObject({ stored: { conversations: 0, runs: 0, salts: 0 } });
    expect(unexpected(faults)).toEqual([]);
    await page.context().close();
  });

  it("of an untracked conversation there is none: it stays open while people sign in and out", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByText("Rejected:").waitFor();
    await signInAs(page, "Demo buyer");
    await ask(page, "only spot");
    await expect.poll(() => page.locator("necto-turn").count()).toBe(2);
    await signOut(page, "Demo buyer");
    expect(await page.locator("necto-turn").count()).toBe(2);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])("has no axe violation and no sideways scroll at %i px", async (width) => {
    const { page, faults } = await openPage(browser, server.url, { width });
    const found: string[] = [];
    const look = async (where: string) => {
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
        found.push(...(await findAxeViolations(page)).map((fault) => `${where} ${colorScheme}: ${fault}`));
      }
      found.push(...(await findSidewaysScrollers(page)).map((element) => `${where}: ${element} scrolls`));
    };
    await page.getByText("Tracked", { exact: true }).click();
    await look("tracked, nobody");
    await signInButton(page).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Demo buyer" }).waitFor();
    await look("sign in");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await signInAs(page, "Demo buyer");
    await look("tracked, somebody");
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByText("Rejected:").waitFor();
    await look("tracked conversation");
    await account(page, "Demo buyer").click();
    await page.getByText("Signed in until").waitFor();
    await look("account");
    await page.getByRole("link", { name: "What is stored" }).click();
    await page.getByRole("button", { name: "Download everything" }).waitFor();
    await look("what is stored");
    await page.goBack();
    await page.getByText("Rejected:").waitFor();
    await account(page, "Demo buyer").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Sign in to the one that it was begun with.").waitFor();
    await look("closed conversation");
    for (const path of ["/jobs", "/provider/jobs", "/account"]) {
      await page.goto(server.url + path);
      await signInButton(page).waitFor();
      await look(path);
    }
    expect(found).toEqual([]);
    expect(unexpected(faults)).toEqual([]);
    await page.context().close();
  });
});
