import { SEALED } from "../scripted-run.ts";
import { ask, QUESTION, type Scenes, signIn } from "./scene.ts";

/** Pictures of conversations. */
export const CHAT_SCENES: Scenes = {
  empty: async (page) => {
    await page.getByText("What compute do you need?").waitFor();
  },
  draft: async (page) => {
    await page
      .getByLabel("Message", { exact: true })
      .fill("günstigste 8 H100 in Deutschland, kein Spot, mit Quarz");
    await page.getByText("Not understood:").waitFor();
  },
  running: async (page, server) => {
    server.pace = 60_000;
    await ask(page, QUESTION);
    await page
      .getByText("Scan sources")
      .waitFor({ timeout: 1 })
      .catch(() => {});
    await page.waitForTimeout(500);
  },
  scanning: async (page, server) => {
    server.pace = 600;
    await ask(page, QUESTION);
    await page.waitForTimeout(1_100);
  },
  result: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.waitForTimeout(300);
  },
  expanded: async (page) => {
    await ask(page, QUESTION);
    await page
      .getByRole("button", { name: /Fjordlys/ })
      .first()
      .click();
    await page.getByText("Why this price").scrollIntoViewIfNeeded();
  },
  rejected: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Over the price limit").click();
    await page.getByText("Google Cloud").first().waitFor();
    await page.getByText("Over the price limit").scrollIntoViewIfNeeded();
    await page.getByText("20 more").scrollIntoViewIfNeeded();
  },
  steps: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    const folded = page.getByText("7 steps");
    if (await folded.isVisible()) await folded.click();
    await page.getByText("Scan sources").click();
  },
  nothing: async (page) => {
    await ask(page, "nothing like an H100 in EU");
    await page.getByText("Nothing fits all").waitFor();
  },
  failed: async (page) => {
    await ask(page, "crash on an H100");
    await page.getByText("run/internal").waitFor();
  },
  clarify: async (page) => {
    await ask(page, "H100 in EU under 3");
    await page.getByText("What is the limit").waitFor();
  },
  followup: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.getByRole("button", { name: /without.*EU/ }).click();
    await page.waitForTimeout(300);
    await ask(page, "only spot");
    await page.waitForTimeout(500);
  },
  sealed: async (page, server) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    const problem = { code: "storage/unreachable", message: "0G does not answer." };
    server.tellTrace({ root: SEALED.root, problem, tries: 2, nextTryAt: "2026-11-22T08:05:12.000Z" });
    await page.getByText("Not on 0G yet").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
  reconnecting: async (page, server) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    server.vanish();
    await page.waitForTimeout(2_600);
  },
  tracked: async (page) => {
    await page.getByText("Tracked", { exact: true }).click();
    await page.getByText("Sign in first").waitFor();
  },
  "tracked-in": async (page) => {
    await signIn(page);
    await page.getByText("Tracked", { exact: true }).click();
    await page.getByText("is kept for Demo buyer").waitFor();
  },
  "tracked-chat": async (page) => {
    await signIn(page);
    await page.getByText("Tracked", { exact: true }).click();
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
  },
};
