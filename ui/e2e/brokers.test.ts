import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** Brokers and the arbiter, with the real server and its sandbox. */

const { browser, server } = withRealServer();

async function book(page: Page, question: string): Promise<void> {
  await ask(page, question);
  await page
    .getByRole("button", { name: /^Book offer/ })
    .first()
    .click();
  await page.getByText("Approve this booking?").waitFor();
  await page.locator("necto-approval .card").scrollIntoViewIfNeeded();
}

async function pay(page: Page): Promise<void> {
  const approve = page.getByRole("button", { name: /^Approve [\d.,]+ tUSDC/ });
  await expect.poll(() => approve.isEnabled()).toBe(true);
  await approve.click();
  await page.getByRole("heading", { name: /^Booked: / }).waitFor();
}

const figures = async (page: Page): Promise<number[]> =>
  (await page.locator("necto-job dl.figures dd").allTextContents()).map((text) =>
    Math.round(Number(text.replaceAll(",", "")) * 1e6),
  );

/** What the provider's own page says that a job has earned. */
async function earnedByProvider(page: Page, jobId: string): Promise<string> {
  await page.goto(`${server.url}/provider/jobs`);
  for (const name of ["Rheinwerk", "Nordlys", "Pacific"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByText(`Jobs that ${name} is paid for.`).waitFor();
    await page.locator("necto-provider-jobs :is(section, .empty)").first().waitFor();
    const job = page.locator("necto-provider-jobs section").filter({ has: page.getByTitle(jobId) });
    if ((await job.count()) === 0) continue;
    await job.getByText("Resolved", { exact: true }).waitFor();
    return /^[\d.,]*\d/.exec((await job.locator("dl.rows dd").last().textContent())!)![0];
  }
  throw new Error(`No demo provider has the job ${jobId}`);
}

async function expectSound(page: Page): Promise<void> {
  for (const width of [1440, 390])
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await findAxeViolations(page)).toEqual([]);
      expect(await findSidewaysScrollers(page)).toEqual([]);
    }
  await page.setViewportSize({ width: 1440, height: 900 });
}

describe("brokers and the arbiter", { retry: BROWSER_RETRIES }, () => {
  it("books an offer of Lambda through its broker, up to the machine's access and its end", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await book(page, "cheapest GPU on Lambda for 2 hours");
    const words = "Fulfilled by Necto's demo broker through Lambda; Necto's escrow holds the money";
    await page.locator("necto-order").getByText(words).waitFor();
    await pay(page);
    await page.locator("necto-receipt").getByText("Necto's demo broker through Lambda").waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.locator("necto-job").getByText("The machine runs at Lambda.").waitFor();
    await page.getByText(/^ssh ubuntu@192\.0\.2\.\d+$/).waitFor();
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("BEGIN OPENSSH PRIVATE KEY").waitFor();
    await expectSound(page);
    await page.getByRole("button", { name: "End now…" }).click();
    await page.getByRole("button", { name: /^End, about .* back/ }).click();
    await page.getByText("Nothing of this job runs at Lambda.").waitFor();
    const [deposit, paid, , back] = await figures(page);
    expect(paid! + back!).toBe(deposit);
    await page.locator("necto-job").getByRole("link", { name: "Verify" }).click();
    await expect.poll(() => page.locator("necto-verdict h2").textContent()).toBe("Verified");
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("decides a disputed job, and the job's page shows amounts and reason", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await book(page, "cheapest H100 on Necto for 2 hours");
    await pay(page);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Running", { exact: true }).first().waitFor();
    await page.waitForTimeout(2_100);
    await page.getByRole("button", { name: "Dispute…" }).click();
    await page.getByLabel("Seconds you accept").fill("0");
    await page.getByLabel("Your evidence").fill("It was another GPU.");
    await page.locator("necto-job-action dialog").getByRole("button", { name: "Dispute" }).click();
    await page.getByText("Disputed", { exact: true }).first().waitFor();

    const { page: arbiter, faults: theirs } = await openPage(browser, `${server.url}/arbiter`);
    await arbiter.getByRole("button", { name: "Demo arbiter" }).click();
    const decision = arbiter.locator("necto-decision");
    await decision.waitFor();
    await expectSound(arbiter);
    const button = decision.getByRole("button", { name: /^Decide: / });
    expect(await button.isDisabled()).toBe(true);
    await decision.getByLabel("Exactly").fill("1000000");
    await decision.getByLabel("Reason, for both parties to read").fill("It ran for a second.");
    expect(await button.isDisabled()).toBe(true);
    await decision.getByLabel("Exactly").fill("1");
    const [, provider, back] = /([\d.,]+) to the provider, ([\d.,]+) back/.exec(
      (await button.textContent())!,
    )!;
    const fee = await decision.locator("dl.split dd").nth(1).textContent();
    await button.click();
    const receipt = arbiter.getByRole("status", { name: /^Decided: job/ });
    await receipt.getByText("It ran for a second.").waitFor();
    expect(await receipt.locator("dl dd").allTextContents()).toEqual(
      expect.arrayContaining([provider, fee, back]),
    );
    const hash = await receipt.locator("dd.mono").textContent();
    await arbiter.getByText("Nothing is disputed.").waitFor();
    await expectSound(arbiter);

    await page.getByText("Decided by the arbiter").first().waitFor();
    await page.getByText("It ran for a second.").waitFor();
    expect(
      await page.getByRole("region", { name: "Decision of the arbiter" }).locator(".mono").textContent(),
    ).toBe(hash);
    const [deposit, paid, taken, refund] = await figures(page);
    const micros = (text: string | null) => Math.round(Number(text!.replaceAll(",", "")) * 1e6);
    expect([paid, taken, refund]).toEqual([micros(provider!) + micros(fee), micros(fee), micros(back!)]);
    expect(paid! + refund!).toBe(deposit);
    const jobId = new URL(page.url()).pathname.split("/").at(-1)!;
    expect(micros(await earnedByProvider(arbiter, jobId))).toBe(paid);
    expect([...faults, ...theirs]).toEqual([]);
    await page.context().close();
    await arbiter.context().close();
  });
});
