import type { Page } from "playwright-core";
import { bookTracked } from "../book-tracked.ts";
import { scriptSpend } from "../scripted-spend.ts";
import { market, type Scenes, signIn } from "./scene.ts";

let audited: Promise<string> | null = null;
/** The demo buyer's log on a real server, with a booking in it. */
async function openAudit(page: Page, path: string): Promise<void> {
  audited ??= market().then(async ({ url }) => {
    await bookTracked(url);
    return url;
  });
  await page.goto((await audited) + path);
  await page.getByRole("button", { name: "Demo buyer", exact: true }).click();
  await page.getByRole("region", { name: "Acts" }).waitFor();
}

/** A team's spend, signed in. */
const spend = async (page: Page, query = "") => {
  await scriptSpend(page);
  await signIn(page);
  await page.goto(`${new URL(page.url()).origin}/spend${query}`);
  await page.locator("necto-period-chart canvas").waitFor();
};

/** Pictures of what was done and spent. */
export const LEDGERS_SCENES: Scenes = {
  audit: async (page) => openAudit(page, "/audit"),
  "audit-checked": async (page) => {
    await openAudit(page, "/audit");
    await page.getByRole("button", { name: "Check this log" }).click();
    await page.getByText("Verified", { exact: true }).waitFor();
    await page.locator("necto-log-check").scrollIntoViewIfNeeded();
  },
  "audit-act": async (page) => {
    await openAudit(page, "/audit?action=payment");
    await page
      .getByRole("link", { name: /^Act \d+$/ })
      .first()
      .click();
    await page.getByText("Computed here").waitFor();
  },
  "audit-empty": async (page) => {
    await openAudit(page, "/audit");
    await page.getByLabel("Result", { exact: true }).selectOption("refused");
    await page.getByText("No act is like that.").waitFor();
  },
  spend: (page) => spend(page),
  "spend-groups": async (page) => {
    await spend(page, "?group=job");
    await page.getByRole("heading", { name: "By job" }).scrollIntoViewIfNeeded();
  },
  "spend-savings": async (page) => {
    await spend(page);
    await page.getByRole("region", { name: "Savings" }).scrollIntoViewIfNeeded();
  },
};
