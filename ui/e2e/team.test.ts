import { randomUUID } from "node:crypto";
import type { Orgs } from "@necto/tools/protocol/team";
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

/** Organisations with the real server: its demo team, and those that the tests create. */

const { browser, server } = withRealServer();

/** What somebody does elsewhere: at the API, as a demo account. */
async function elsewhere(account: string) {
  const ask = async <T>(path: string, body?: object, cookie = "") => {
    const answer = await fetch(`${server.url}/api${path}`, {
      headers: { "content-type": "application/json", "idempotency-key": randomUUID(), cookie },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    return { body: (await answer.json()) as T, cookie: answer.headers.getSetCookie()[0]?.split(";")[0] };
  };
  const { cookie } = await ask("/session/demo", { account });
  return async <T>(path: string, body?: object) => (await ask<T>(path, body, cookie)).body;
}

/** The sandbox's team is there once its chain has it. */
async function demoTeam(): Promise<string> {
  const call = await elsewhere("team-viewer");
  for (;;) {
    const { orgs } = await call<Orgs>("/orgs");
    const demo = orgs.find(({ name }) => name === "Demo team");
    if (demo) return demo.id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function createTeam(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create it" }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

describe("the page of a team", { retry: BROWSER_RETRIES }, () => {
  it("is empty at first, says what to do, and creates an organisation with the keyboard", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/team`);
    await page.getByText("An organisation is its members'.").waitFor();
    expect(await page.title()).toBe("Team · Necto");
    await signInAs(page, "Demo buyer");
    const empty = page.getByText("None yet. Create one below");
    await empty.waitFor();
    const name = `Research ${randomUUID().slice(0, 4)}`;
    await page.getByLabel("Name", { exact: true }).focus();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    const link = page.getByRole("link", { name, exact: true });
    await link.waitFor();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    const [you] = await page.getByRole("listitem").filter({ hasText: "Demo buyer" }).allTextContents();
    expect(you).toContain("You");
    // The only Admin is told why it stays.
    await page.getByRole("button", { name: "Leave" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page
      .getByText("You are the only Admin of this organisation. Make another member an Admin first.")
      .waitFor();
    expect(faults.filter((fault) => !/409/.test(fault))).toEqual([]);
    const call = await elsewhere("buyer");
    const { orgs } = await call<Orgs>("/orgs");
    expect(orgs.map((org) => org.name)).toContain(name);
    await page.context().close();
  });

  it("invites by a link that nobody but its reader learns, and gives and takes roles", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/team`);
    await signInAs(page, "Demo team, admin");
    const name = `Lab ${randomUUID().slice(0, 4)}`;
    await createTeam(page, name);
    await page.getByLabel("Role of the invitation").selectOption("viewer");
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = (await page
      .getByRole("status", { name: "The new link" })
      .locator("code")
      .textContent())!.trim();
    expect(new URL(link).pathname + new URL(link).search).toBe("/invite");
    await page.getByRole("button", { name: "Done" }).click();
    expect(await page.getByText(link).count()).toBe(0);

    const guest = await openPage(browser, link);
    const asked: string[] = [];
    guest.page.on("request", (request) => asked.push(request.url()));
    await guest.page.getByRole("heading", { name: `Join ${name}` }).waitFor();
    await guest.page.getByRole("button", { name: "Sign in to accept" }).click();
    await guest.page.getByRole("dialog").getByRole("button", { name: "Rheinwerk", exact: true }).click();
    await guest.page.getByRole("button", { name: `Join ${name} as Rheinwerk` }).click();
    await guest.page.getByText(`You are Viewer of ${name}: the chain says so.`).waitFor();
    expect(asked.filter((url) => url.includes(new URL(link).hash.slice(1)))).toEqual([]);
    await guest.page.getByRole("link", { name: `Open ${name}` }).click();
    await guest.page.getByRole("heading", { name, level: 1 }).waitFor();
    expect(await guest.page.getByText("Invitations").count()).toBe(0);

    const member = page.getByRole("listitem").filter({ hasText: "Rheinwerk" }).first();
    await member.getByLabel("Role of Rheinwerk").selectOption("user");
    await guest.page.getByTitle("What you are in it").filter({ hasText: "User" }).waitFor();
    await member.getByRole("button", { name: "Remove Rheinwerk" }).click();
    await page.getByRole("button", { name: "Remove for good" }).click();
    // Out while the page is open: it says so by itself.
    await guest.page.getByRole("heading", { name: "No such organisation of yours" }).waitFor();
    expect(await guest.page.getByText(name).count()).toBe(0);
    expect(faults).toEqual([]);
    await guest.page.context().close();
    await page.context().close();
  });

  it("has whoever acts for a team begin its conversations, and shows its jobs to whom it may", async () => {
    await demoTeam();
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, "Demo team, user");
    await page.getByRole("button", { name: "Account: Demo team, user" }).click();
    await page.getByRole("dialog").getByLabel("Demo team", { exact: true }).click();
    await page.getByRole("button", { name: "Account: Demo team, user, for Demo team" }).waitFor();
    const tracked = page.getByLabel("Tracked · Demo team");
    await expect.poll(() => tracked.isChecked()).toBe(true);
    await page.getByText(/For Demo team: its Admins and Viewers see what is booked/).waitFor();
    await ask(page, "cheapest A100 for 2 hours");
    await page.locator("necto-header").getByText("Demo team").first().waitFor();
    await page
      .getByRole("button", { name: /^Book / })
      .first()
      .waitFor();
    const threadId = new URL(page.url()).pathname.split("/").at(-1)!;
    const call = await elsewhere("team-user");
    expect(await call(`/threads/${threadId}`)).toMatchObject({ mode: "tracked", org: await demoTeam() });

    // Personal again: a new conversation, and nothing of the one before in it.
    await page.getByRole("button", { name: "Account: Demo team, user, for Demo team" }).click();
    await page.getByRole("dialog").getByLabel("Personal").click();
    await page.waitForURL(`${server.url}/`);
    await expect.poll(() => page.getByLabel("Untracked").isChecked()).toBe(true);
    expect(await page.getByText("cheapest A100 for 2 hours").count()).toBeLessThanOrEqual(2);
    await page.goto(`${server.url}/jobs`);
    await page.getByRole("heading", { name: "For Demo team", exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("lists a job that was booked here once, and tells a Viewer whose it is", async () => {
    const org = await demoTeam();
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, "Demo team, user");
    await page.getByRole("button", { name: "Account: Demo team, user" }).click();
    await page.getByRole("dialog").getByLabel("Demo team", { exact: true }).click();
    await page.getByLabel("Tracked · Demo team").waitFor();
    await ask(page, "cheapest A100 on Necto for 2 hours");
    await page
      .getByRole("button", { name: /^Book / })
      .first()
      .click();
    await page.getByRole("button", { name: /^Approve / }).click();
    await page.getByRole("heading", { name: /^Booked: / }).waitFor();
    await page.goto(`${server.url}/jobs`);
    const ofTeam = page.getByRole("list", { name: "For Demo team" }).getByRole("link").first();
    await ofTeam.waitFor();
    const listed = page.locator("necto-jobs").getByRole("link", { name: /A100/ });
    const paths = await listed.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(paths).toEqual([...new Set(paths)]);
    const path = await ofTeam.getAttribute("href");
    await page.context().close();

    const viewer = await openPage(browser, `${server.url}/team`);
    await signInAs(viewer.page, "Demo team, viewer");
    await viewer.page.goto(server.url + path);
    const terms = viewer.page.getByRole("region", { name: "Terms" });
    await terms.getByRole("link", { name: "Demo team, user", exact: true }).waitFor();
    expect(await terms.getByRole("link", { name: "Demo team", exact: true }).getAttribute("href")).toBe(
      `/team/${org}`,
    );
    await viewer.page.getByText("Only the member who booked it can reach its machine.").waitFor();
    expect([...faults, ...viewer.faults]).toEqual([]);
    await viewer.page.context().close();
  });

  it("closes a conversation on screen when its member is out", async () => {
    const admin = await elsewhere("team-admin");
    const { org } = await admin<{ org: string }>("/orgs", { name: "Short lived" });
    const { secret } = await admin<{ secret: string }>(`/orgs/${org}/invitations`, { role: "user" });
    const user = await elsewhere("team-user");
    await user("/invitations/accept", { secret });
    const { id } = await user<{ id: string }>("/threads", { mode: "tracked", org });
    const { page } = await openPage(browser, server.url);
    await signInAs(page, "Demo team, user");
    await page.goto(`${server.url}/chat/${id}`);
    await ask(page, "cheapest A100");
    await page
      .getByRole("button", { name: /^Book / })
      .first()
      .waitFor();
    const { address } = await user<{ address: string }>("/account");
    await admin(`/orgs/${org}/members`, { address, role: null });
    await ask(page, "only in Germany");
    await page.getByText("This conversation was for an organisation that you are no longer in").waitFor();
    expect(await page.getByRole("button", { name: /^Book / }).count()).toBe(0);
    await page.context().close();
  });

  it.each([
    [1440, "light"],
    [1440, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("has no axe violation and no sideways scroll at %i px, %s", async (width, colorScheme) => {
    await demoTeam();
    const { page } = await openPage(browser, `${server.url}/team`, { width, colorScheme });
    const found: string[] = [];
    const look = async (where: string) => {
      found.push(...(await findAxeViolations(page)).map((violation) => `${where}: ${violation}`));
      found.push(...(await findSidewaysScrollers(page)).map((element) => `${where}: ${element} scrolls`));
    };
    await page.getByText("An organisation is its members'.").waitFor();
    await look("signed out");
    await page.getByRole("button", { name: "Demo team, admin" }).click();
    await page.getByRole("link", { name: "Demo team", exact: true }).waitFor();
    await look("list");
    await page.getByRole("link", { name: "Demo team", exact: true }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("status", { name: "The new link" }).locator("code").textContent();
    await page.getByRole("button", { name: "Remove Demo team, user" }).click();
    await look("organisation");
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByText("Acting as, in a new tracked conversation").waitFor();
    await look("acting");
    await page.goto(link!.trim());
    await page.getByRole("heading", { name: "Join Demo team" }).waitFor();
    await look("invitation");
    expect(found).toEqual([]);
    await page.context().close();
  });
});
