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

/** The policy of the demo team with the real server: its chain, its escrow, its demo accounts. */

const { browser, server } = withRealServer();

const USER = "Demo team, user";
const ADMIN = "Demo team, admin";

/** The demo team, as the page's account knows it. */
const teamOf = (page: Page): Promise<string> =>
  page.evaluate(async () => (await (await fetch("/api/orgs")).json()).orgs[0].id as string);

/** A page of the team's policy, of one of its accounts. */
async function openPolicy(name: string, options: Parameters<typeof openPage>[2] = {}) {
  const opened = await openPage(browser, server.url, options);
  await signInAs(opened.page, name);
  const org = await teamOf(opened.page);
  await opened.page.goto(`${server.url}/team/${org}/policy`);
  await opened.page.getByRole("heading", { name: "Policy of Demo team" }).waitFor();
  return { ...opened, org };
}

/** A conversation for the team, of whoever is signed in. */
async function openTeamChat(page: Page, org: string): Promise<void> {
  const id = await page.evaluate(async (team) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ mode: "tracked", org: team });
    const answer = await fetch("/api/threads", { method: "POST", headers, body });
    return (await answer.json()).id as string;
  }, org);
  await page.goto(`${server.url}/chat/${id}`);
}

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

async function setPolicy(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).fill(text);
  await page.getByRole("button", { name: "Set this policy" }).click();
  await page.getByRole("status").getByText("The policy is set.").waitFor();
}

describe("the page of a team's policy", { retry: BROWSER_RETRIES }, () => {
  it("is set by an Admin with the keyboard, tells what is wrong, and keeps its history", async () => {
    const { page, faults } = await openPolicy(ADMIN);
    await expect.poll(() => page.title()).toBe("Policy of Demo team · Necto");
    await page.getByText("You are Admin").waitFor();
    await page.getByText("$0.00, no limit").first().waitFor();
    const team = page.getByRole("link", { name: "Demo team", exact: true });
    expect(await team.getAttribute("href")).toBe(new URL(page.url()).pathname.replace("/policy", ""));
    const here = page.getByRole("navigation", { name: "Main" }).locator("[aria-current]");
    expect((await here.allTextContents()).map((word) => word.trim())).toEqual(["Team"]);
    await field(page, "Never in").focus();
    await page.keyboard.type("moon");
    await page.keyboard.press("Enter");
    await page.getByText("Not known: MOON.").waitFor();
    expect(await field(page, "Never in").evaluate((input) => input.matches(":focus"))).toBe(true);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("kp");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("The policy is set.").waitFor();
    const history = page.getByRole("region", { name: "History" });
    await history.getByText("Never in: nowhere is left out → KP").waitFor();
    await history.getByText(ADMIN).first().waitFor();
    await setPolicy(page, "Never in", "");
    await history.getByText("Never in: KP → nowhere is left out").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("says no to somebody who has an older version, and starts again from the newer one", async () => {
    const [one, two] = [await openPolicy(ADMIN), await openPolicy(ADMIN)];
    await field(one.page, "Each member, a day at most").fill("900");
    await setPolicy(two.page, "One GPU-hour at most", "50");
    await one.page.getByText(/Somebody else has set version \d+ meanwhile/).waitFor();
    await one.page.getByRole("button", { name: "Start again" }).click();
    expect(await field(one.page, "One GPU-hour at most").inputValue()).toBe("50.00");
    expect(await field(one.page, "Each member, a day at most").inputValue()).toBe("");
    await setPolicy(one.page, "One GPU-hour at most", "");
    for (const { page } of [one, two]) await page.context().close();
  });

  it("is read by Users and Viewers, who change nothing, and by nobody else", async () => {
    for (const [name, role] of [
      [USER, "User"],
      ["Demo team, viewer", "Viewer"],
    ] as const) {
      const { page } = await openPolicy(name);
      await page.getByText(`You are ${role}`).waitFor();
      await page.getByText("Admins set it.").waitFor();
      expect(await page.getByRole("button", { name: /Set|Allow|Take away/ }).count()).toBe(0);
      await page.context().close();
    }
    const { page, org } = await openPolicy(USER);
    await page.getByText("What others spend is told to Admins and Viewers.").waitFor();
    await page.context().close();
    const stranger = await openPage(browser, `${server.url}/team/${org}/policy`);
    await stranger.page.getByRole("group", { name: "Demo team of the sandbox" }).waitFor();
    await signInAs(stranger.page, "Demo buyer");
    await stranger.page.getByText("that you are a member of").waitFor();
    await stranger.page.getByRole("button", { name: USER, exact: true }).click();
    await stranger.page.getByRole("heading", { name: "Policy of Demo team" }).waitFor();
    await stranger.page.context().close();
  });

  it("lets a member ask for an order above the limit, an Admin allow it, and its card come by itself", async () => {
    const admin = await openPolicy(ADMIN);
    await setPolicy(admin.page, "Above this, an Admin must allow it", "1");
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, USER);
    await openTeamChat(page, admin.org);
    await ask(page, "cheapest H100 on Necto for 2 hours");
    await page
      .getByRole("button", { name: /^Book offer/ })
      .first()
      .click();
    const card = page.getByRole("region", { name: "An Admin must allow it" });
    await card.getByRole("heading", { name: "An Admin of Demo team must allow it" }).waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    await card.getByRole("button", { name: "Ask an Admin" }).click();
    await card.getByText("waits for an Admin").waitFor();

    const asks = admin.page.getByRole("region", { name: "Orders that take an Admin's word" });
    await asks.getByText("waits for an Admin").waitFor();
    await asks.getByText(`${USER} asked`).waitFor();
    expect(await findAxeViolations(admin.page)).toEqual([]);
    expect(await asks.getByRole("link", { name: "how it was chosen" }).getAttribute("href")).toMatch(
      /^\/verify\/decision-/,
    );
    await asks.getByRole("button", { name: /^Allow once: H100/ }).focus();
    await admin.page.keyboard.press("Enter");
    await admin.page.getByText("Allowed, once.").waitFor();
    await asks.getByText(/allowed until/).waitFor();

    await page.getByText("Approve this booking for Demo team?").waitFor();
    await page.getByText("Went on to book an order").waitFor();
    await page.getByText(/allowed until/).waitFor();
    expect(await asks.getByRole("button").count()).toBe(0);
    await setPolicy(admin.page, "Above this, an Admin must allow it", "");
    expect([...faults, ...admin.faults]).toEqual([]);
    for (const opened of [page, admin.page]) await opened.context().close();
  });

  it("keeps budgets, says plainly what each of them does, and takes one away when asked twice", async () => {
    const { page, faults } = await openPolicy(ADMIN);
    const budgets = page.getByRole("region", { name: /^Budgets of/ });
    await budgets.getByText("No budget is set").waitFor();
    await budgets.getByText("A budget that warns does not stop usage.").waitFor();
    await budgets.getByRole("button", { name: "Set budget" }).click();
    await budgets.getByText("An amount in dollars above 0").waitFor();
    await field(page, "$ a month").fill("5000");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("The budget is set.").waitFor();
    await budgets.getByText("Warns: it does not stop usage. Admins are told at 50 %, 80 %, 100 %.").waitFor();
    await field(page, "$ a month").fill("100");
    const whose = budgets.getByLabel("For", { exact: true });
    expect(await whose.getByRole("option").allTextContents()).toEqual([
      "The whole team",
      "Demo team, admin (you) · Admin",
      "Demo team, user · User",
      "Demo team, viewer · Viewer",
    ]);
    await whose.selectOption({ label: "Demo team, user · User" });
    await budgets.getByLabel("When it is reached").selectOption("stop");
    await page.getByRole("button", { name: "Set budget" }).click();
    await budgets.getByText(/^Stops: refuses orders and extensions/).waitFor();
    await budgets.getByText("Demo team, user", { exact: true }).waitFor();
    await budgets.getByText("$0.00 of $100.00").waitFor();
    for (const whose of ["the team's budget", "the budget of Demo team, user"]) {
      await budgets.getByRole("button", { name: `Take ${whose} away` }).click();
      await page.keyboard.press("Enter");
      await page.getByRole("status").getByText("The budget is taken away.").waitFor();
    }
    await budgets.getByText("No budget is set").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    [1440, "light"],
    [1440, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("has no axe violation and no sideways scroll at %i px, %s", async (width, colorScheme) => {
    const found: string[] = [];
    for (const name of [ADMIN, USER]) {
      const { page } = await openPolicy(name, { width, colorScheme });
      if (name === ADMIN) {
        await field(page, "One order at most").fill("a lot");
        await page.getByRole("button", { name: "Set this policy" }).click();
        await page.getByText("An amount in dollars, such as").waitFor();
      }
      found.push(...(await findAxeViolations(page)), ...(await findSidewaysScrollers(page)));
      await page.context().close();
    }
    expect(found).toEqual([]);
  });
});
