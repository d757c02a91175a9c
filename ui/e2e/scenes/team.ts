import type { Page } from "playwright-core";
import { showPolicy } from "../scripted-policy.ts";
import { market, type Scenes, signIn } from "./scene.ts";

/** The demo team's page, as its Admin. */
async function demoTeam(page: Page): Promise<void> {
  await page.goto(`${(await market()).url}/team`);
  await page.getByRole("button", { name: "Demo team, admin" }).click();
  await page.getByRole("link", { name: "Demo team", exact: true }).click();
  await page.getByRole("heading", { name: "Demo team", level: 1 }).waitFor();
}

/** Pictures of teams. */
export const TEAM_SCENES: Scenes = {
  team: async (page) => {
    await demoTeam(page);
    await page.goto(`${(await market()).url}/team`);
    await page.getByRole("heading", { name: "Roles" }).waitFor();
    await page.getByRole("link", { name: "Demo team", exact: true }).waitFor();
  },
  "team-org": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Make a link" }).click();
    await page.getByText("Copy it now").waitFor();
    await page.getByRole("button", { name: "Remove Demo team, user" }).click();
  },
  "team-invite": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Make a link" }).click();
    await page.goto((await page.locator(".secret code").textContent())!.trim());
    await page.getByRole("heading", { name: "Join Demo team" }).waitFor();
    await page.getByRole("button", { name: /^Join/ }).waitFor();
  },
  "team-acting": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByLabel("Demo team", { exact: true }).click();
    await page.getByText("For Demo team: its Admins").waitFor();
  },
  "team-menu": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByLabel("Personal").waitFor();
  },
  policy: async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
  },
  "policy-form": async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
    await page.getByLabel("One order at most").fill("a lot");
    await page.getByRole("button", { name: "Set this policy" }).click();
    await page.getByRole("heading", { name: "What is allowed" }).evaluate((one) => one.scrollIntoView());
  },
  "policy-budgets": async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
    await page.getByRole("heading", { name: /^Budgets/ }).evaluate((one) => one.scrollIntoView());
  },
  "policy-user": async (page) => {
    await signIn(page);
    await showPolicy(page, "user");
    await page.getByRole("heading", { name: "Today" }).evaluate((one) => one.scrollIntoView());
  },
};
