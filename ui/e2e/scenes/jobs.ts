import type { Page } from "playwright-core";
import { market, type Scenes } from "./scene.ts";

const openJobForm = async (page: Page) => {
  await page.goto(`${(await market()).url}/jobs/new`);
  await page.getByRole("heading", { name: "New job" }).waitFor();
};

/** Pictures of jobs. */
export const JOBS_SCENES: Scenes = {
  jobs: async (page) => {
    await page.goto(`${new URL(page.url()).origin}/jobs`);
    await page.getByText("Sign in to see the jobs").waitFor();
  },
  jobForm: async (page) => {
    await openJobForm(page);
    await page.getByText(/offers match, cheapest/).waitFor({ state: "attached" });
  },
  jobFormFilled: async (page) => {
    await openJobForm(page);
    await page
      .getByLabel("Or say it")
      .fill("8 H100 or H200 in EU under $9 for 6 hours, only spot, uptime 99%");
    await page.keyboard.press("Enter");
    await page.getByText("Filled in from the sentence.").waitFor();
    await page
      .getByText(/offers match, cheapest|None of/)
      .first()
      .waitFor({ state: "attached" });
  },
  jobFormMore: async (page) => {
    await openJobForm(page);
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("GPU models").fill("H10");
    await page.keyboard.press("Enter");
    await page.getByLabel("GPUs", { exact: true }).fill("eight");
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await page.setViewportSize({ width: page.viewportSize()!.width, height: 2_000 });
  },
  jobFormNothing: async (page) => {
    await openJobForm(page);
    await page.getByLabel("Or say it").fill("H100 in EU under $0.50 per GPU-hour");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Let more in" }).scrollIntoViewIfNeeded();
  },
  jobFormReview: async (page) => {
    await openJobForm(page);
    await page.getByLabel("Or say it").fill("8 H100 in EU for 6 hours");
    await page.keyboard.press("Enter");
    await page.getByText("Filled in from the sentence.").waitFor();
    await page
      .getByText(/offers match, cheapest/)
      .first()
      .waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Review…" }).click();
    await page.waitForTimeout(200);
  },
  jobFormText: async (page) => {
    await openJobForm(page);
    await page.getByRole("button", { name: "JSON or YAML…" }).click();
    await page.getByLabel("Requirements").fill("gpuModel: H100\ngpuCount: eight\n");
    await page.getByRole("button", { name: "Put into the form" }).click();
    await page.getByText("There is no field").waitFor();
  },
  jobFormTemplates: async (page) => {
    await openJobForm(page);
    for (const name of ["Nightly training", "Inference in the EU"]) {
      await page.getByLabel("Or say it").fill("8 H100 in EU for 6 hours under $4");
      await page.keyboard.press("Enter");
      await page.getByText("Filled in from the sentence.").waitFor();
      await page.getByRole("button", { name: "Templates…" }).click();
      await page.getByLabel("Name for what is in the form").fill(name);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("is saved").waitFor();
      if (name.startsWith("Nightly")) await page.getByRole("button", { name: "Close" }).click();
    }
  },
};
