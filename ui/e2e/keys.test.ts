import { describe, expect, it } from "vitest";
import {
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** API keys with the real server. */

const { browser, server } = withRealServer();

describe("the page of API keys", { retry: BROWSER_RETRIES }, () => {
  it("makes a key with the keyboard, shows it once, and revokes it at once", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, "Demo buyer");
    await page.getByRole("button", { name: "Account: Demo buyer" }).click();
    await page.getByRole("link", { name: "API keys" }).click();
    expect(new URL(page.url()).pathname).toBe("/account/keys");
    expect(await page.title()).toBe("API keys · Necto");
    const name = page.getByLabel("Name, for you to know it by");
    await name.focus();
    await page.keyboard.type("Assistant");
    for (const key of ["Tab", "Tab", "Space", "Enter"]) await page.keyboard.press(key);
    const shown = page.getByRole("status", { name: "The new key" });
    const secret = (await shown.locator("code").textContent())!;
    expect(secret).toMatch(/^necto_[0-9a-f]{64}$/);
    const item = page.getByRole("listitem").filter({ hasText: "Assistant" });
    expect(await item.locator(".badge").allTextContents()).toEqual(["Read", "Book"]);
    expect(await item.textContent()).toContain("never used");
    expect(await name.inputValue()).toBe("");

    const ask = () => fetch(`${server.url}/api/jobs`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await ask()).status).toBe(200);
    await page.reload();
    await item.getByText(/used in the hour from/).waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
    ).not.toContain(secret);

    await page.getByRole("button", { name: "Revoke “Assistant”" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect((await ask()).status).toBe(200);
    await page.getByRole("button", { name: "Revoke “Assistant”" }).click();
    await page.keyboard.press("Enter");
    await page.getByText("None yet.").waitFor();
    expect((await ask()).status).toBe(401);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows nobody else's keys, and puts a new one away when its account leaves", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/account/keys`);
    await page.getByText("Keys belong to an account.").waitFor();
    await signInAs(page, "Demo team, admin");
    await page.getByLabel("Name, for you to know it by").fill("Theirs");
    await page.getByRole("button", { name: "Make key" }).click();
    await page.getByText("“Theirs” is made").waitFor();
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Keys belong to an account.").waitFor();
    await signInAs(page, "Demo buyer");
    await page.getByText("Keys of Demo buyer").waitFor();
    await page.getByText("None yet.").waitFor();
    expect(await page.getByText("Theirs").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    [1440, "light"],
    [1440, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("has no axe violation and no sideways scroll at %i px, %s", async (width, colorScheme) => {
    const { page } = await openPage(browser, `${server.url}/account/keys`, { width, colorScheme });
    const found: string[] = [];
    const look = async (where: string) => {
      found.push(...(await findAxeViolations(page)).map((violation) => `${where}: ${violation}`));
      found.push(...(await findSidewaysScrollers(page)).map((element) => `${where}: ${element} scrolls`));
    };
    await page.getByText("Keys belong to an account.").waitFor();
    await look("signed out");
    await signInAs(page, "Demo team, user");
    const name = `A rather long name of a key, ${width} ${colorScheme}, for whoever reads it`.slice(0, 60);
    await page.getByLabel("Name, for you to know it by").fill(name);
    await page.getByLabel("Provider").check();
    await page.getByRole("button", { name: "Make key" }).click();
    await page.getByText("Copy it now.").waitFor();
    await page.getByRole("button", { name: `Revoke “${name}”` }).click();
    await look("made");
    await page.getByRole("button", { name: "Account: Demo team, user" }).click();
    await page.getByRole("link", { name: "API keys" }).waitFor();
    await look("account");
    expect(found).toEqual([]);
    await page.context().close();
  });
});
