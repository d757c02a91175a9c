import type { Page } from "playwright-core";
import { ask, market, type Scenes } from "./scene.ts";

/** Signed in, with a watch that has told and one that waits. */
async function showWatches(page: Page): Promise<void> {
  await page.goto(`${(await market()).url}/watches`);
  await page.getByRole("button", { name: "Demo buyer" }).click();
  for (const [gpu, line] of [
    ["H100", "50"],
    ["A100", "0.50"],
  ] as const) {
    await page.getByLabel("GPU", { exact: true }).fill(gpu);
    await page.getByLabel("Under, $ per GPU-hour").fill(line);
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("article", { name: gpu }).first().waitFor();
  }
  await page
    .getByText(/^Told once/)
    .first()
    .waitFor();
}

/** A watch of the demo buyer on a real server. */
async function mandated(page: Page): Promise<void> {
  const { url } = await market();
  await page.goto(`${url}/watches`);
  await page.getByRole("button", { name: "Demo buyer" }).click();
  await page.getByRole("button", { name: "Account: Demo buyer" }).waitFor();
  await page.getByLabel("GPU", { exact: true }).fill("H100");
  await page.getByLabel("Under, $ per GPU-hour").fill("0.90");
  await page.getByLabel(/^Of my account/).check();
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  await page.getByRole("button", { name: "Book by itself…" }).first().waitFor();
}

/** Pictures of watches. */
export const WATCHES_SCENES: Scenes = {
  watches: async (page) => {
    await showWatches(page);
  },
  webhook: async (page) => {
    await showWatches(page);
    const watch = page.getByRole("article", { name: "A100" }).first();
    await watch.getByRole("button", { name: "Add a webhook" }).click();
    await watch.getByLabel("Post each firing to").fill("https://hooks.example.com/necto");
    await watch.scrollIntoViewIfNeeded();
  },
  "watches-none": async (page) => {
    await page.goto(
      `${(await market()).url}/watches?for={"gpuModels":["H100"],"minVramGib":80}&under=2000000`,
    );
    await page.getByText("None yet. Fill in the form").waitFor();
  },
  "watch-chat": async (page) => {
    await page.goto((await market()).url);
    await ask(page, "tell me when an H100 in EU drops under $2");
    await page.getByText(/^Watching H100/).waitFor();
  },
  inbox: async (page) => {
    await showWatches(page);
    await page.goto(`${(await market()).url}/inbox`);
    await page.getByText("under your line").first().waitFor();
    await page.waitForTimeout(2_500);
  },
  mandate: async (page) => {
    await mandated(page);
    await page.getByRole("button", { name: "Book by itself…" }).first().click();
    await page.getByRole("dialog", { name: "Book by itself" }).waitFor();
  },
  "mandate-in-force": async (page) => {
    await mandated(page);
    await page.getByRole("button", { name: "Book by itself…" }).first().click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Books by itself", { exact: true }).first().scrollIntoViewIfNeeded();
  },
};
