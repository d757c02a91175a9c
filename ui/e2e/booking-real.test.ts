import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { approve, bookFirst, pressApprove, receipt } from "./book-first.ts";
import { BROWSER_RETRIES, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The whole way with the real server, graph, escrow and 0G of the sandbox. */

const { browser, server } = withRealServer({ NECTO_SANDBOX_PROVIDER: "manual" });

/** Micro-USDC, from what is written out with at most six decimals. */
const micros = (text: string): number => {
  const [whole = "", fraction = ""] = text.replaceAll(",", "").split(".");
  return Number(whole + fraction.padEnd(6, "0"));
};
const figures = async (page: Page) =>
  (await page.locator("necto-job dl.figures dd").allTextContents()).map(micros);

/** As the demo provider whose job it is: start, and say how to reach the machine. */
async function start(page: Page, jobId: string, secret: string): Promise<void> {
  const provider = await page.context().newPage();
  await provider.goto(`${server.url}/provider/jobs`);
  for (const name of ["Rheinwerk", "Nordlys", "Pacific"]) {
    await provider.getByRole("button", { name, exact: true }).click();
    await provider.getByText(`Jobs that ${name} is paid for.`).waitFor();
    await provider.locator("necto-provider-jobs :is(section, .empty)").first().waitFor();
    const job = provider.locator(`necto-provider-jobs section:has(necto-tx)`).filter({
      has: provider.getByTitle(jobId),
    });
    if ((await job.count()) === 0) continue;
    await job.getByLabel("Host").fill("gpu-7.example");
    await job.getByLabel("User").fill("necto");
    await job.getByLabel("Password or token").fill(secret);
    await job.getByRole("button", { name: "Send access and start the meter" }).click();
    await job.getByText("Running", { exact: true }).waitFor();
    return provider.close();
  }
  throw new Error(`No demo provider has the job ${jobId}`);
}

async function endAndCheck(page: Page): Promise<void> {
  await page.getByRole("button", { name: "End now…" }).click();
  await page.getByRole("button", { name: /^End, about .* back/ }).click();
  await page.getByText("Came back", { exact: true }).waitFor();
  const [deposit, paid, , back] = await figures(page);
  expect(paid! + back!).toBe(deposit);
  const used = await page.locator("necto-job dl.rows").getByText("second").last().textContent();
  const rate = await page.locator("necto-job dl.rows").getByText("/hr").textContent();
  const seconds = [...used!.matchAll(/(\d+) (minute|second)/g)]
    .map(([, count, unit]) => Number(count) * (unit === "minute" ? 60 : 1))
    .reduce((a, b) => a + b, 0);
  expect(seconds).toBeGreaterThan(0);
  // floor(rate · seconds / 3600); the rate is shown rounded up to four decimals, so within a micro-USDC a second.
  const exact = Number(BigInt(Math.round(Number(rate!.match(/[\d.]+/)![0]) * 1e6)) * BigInt(seconds)) / 3_600;
  expect(Math.abs(paid! - exact)).toBeLessThanOrEqual(seconds);
}

/** Every check of the page that is shown, green, and so the whole. */
async function expectAllVerified(page: Page): Promise<void> {
  await expect.poll(() => page.locator("necto-verdict h2").textContent()).toBe("Verified");
  expect(await page.locator("necto-checks li .badge").allInnerTexts()).toEqual(Array(7).fill("Verified"));
}

describe("booking", { retry: BROWSER_RETRIES }, () => {
  it("goes from a question over receipt, access and end to the refund, with a demo account", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    await page.reload();
    const second = await page.context().newPage();
    await second.goto(page.url());
    await expect.poll(() => approve(second).isEnabled()).toBe(true);
    await page.bringToFront();
    await page.locator("necto-approval .card").scrollIntoViewIfNeeded();
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    await approve(page).dblclick();
    for (const tab of [page, second]) await receipt(tab).waitFor();
    expect(await approve(second).count()).toBe(0);
    await second.close();
    await page.getByRole("list", { name: "Booking" }).getByText("Confirmed").waitFor();
    await page.locator("necto-receipt").getByRole("link", { name: "Verify" }).click();
    await expectAllVerified(page);
    const verified = new URL(page.url()).pathname;
    await page.getByText(/The job was read from the escrow 0x[0-9a-f]{40}/i).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    await page.reload();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    const jobId = new URL(page.url()).pathname.split("/").at(-1)!;
    expect(verified).toBe(`/verify/${jobId}`);
    await start(page, jobId, "correct horse");
    await page.getByText("ssh necto@gpu-7.example").waitFor();
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("correct horse", { exact: true }).waitFor();
    await endAndCheck(page);
    await page.getByRole("button", { name: "Rate…" }).click();
    await page.getByRole("button", { name: "Rate 5 of 5" }).click();
    await page.getByRole("list").getByText("Rated").waitFor();
    await page.locator("necto-job").getByRole("link", { name: "Verify" }).click();
    await expectAllVerified(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("pays with a fresh key, ends by that key's own transaction, and is told to nobody without the link", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByRole("radio", { name: "Fresh key of this browser" }).check();
    await page.getByRole("button", { name: /from the faucet/ }).click();
    await page.getByText(/It holds [\d.,]+ tUSDC/).waitFor();
    await page.getByText("You sign one payment of exactly").waitFor();
    await pressApprove(page);
    await receipt(page).waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    const stranger = await openPage(browser, page.url());
    await stranger.page.getByText("No such job here").waitFor();
    await stranger.page.context().close();
    await start(page, new URL(page.url()).pathname.split("/").at(-1)!, "battery staple");
    await page.getByText("ssh necto@gpu-7.example").waitFor();
    // The first answer to the extension is lost on its way; asked again, it is the same one.
    const sent: string[] = [];
    await page.route("**/api/jobs/*/extend*", async (route) => {
      sent.push(`${route.request().headers()["idempotency-key"]} ${route.request().postData()}`);
      const answer = await route.fetch();
      await (sent.length === 1 ? route.abort() : route.fulfill({ response: answer }));
    });
    const [before] = await figures(page);
    await page.getByRole("button", { name: "Extend…" }).click();
    const extend = page.getByRole("button", { name: /^Extend for/ });
    const cost = micros(/[\d.,]+/.exec((await extend.textContent())!)![0]);
    await page.getByText(/You sign one payment of exactly [\d.,]+ tUSDC/).waitFor();
    await extend.click();
    // By now the page may know that it is longer already; a repeat is no second wish.
    await page.locator("necto-job dl.rows").getByText("3 hours").waitFor();
    await extend.click();
    await expect.poll(() => sent.length).toBe(2);
    await page.locator("necto-job-action dialog[open]").waitFor({ state: "hidden" });
    expect(new Set(sent).size).toBe(1);
    expect((await figures(page))[0]! - before!).toBe(cost);
    await endAndCheck(page);
    expect(faults.filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
    await page.context().close();
  });

  it("pays by a fresh key's own transaction where one is chosen", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByRole("radio", { name: "Fresh key of this browser" }).check();
    await page.getByRole("button", { name: /from the faucet/ }).click();
    await page.getByRole("radio", { name: "One signature and one transaction" }).check();
    await pressApprove(page);
    await page.getByRole("button", { name: "Pay into escrow" }).click();
    await receipt(page).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("extends and disputes a running job, and cancels one that has not started", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await pressApprove(page);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    await start(page, new URL(page.url()).pathname.split("/").at(-1)!, "x");
    await page.getByText("ssh necto@gpu-7.example").waitFor();
    const [before] = await figures(page);
    await page.getByRole("button", { name: "Extend…" }).click();
    await page.getByLabel("More hours").fill("2");
    const offer = await page.getByRole("button", { name: /^Extend for/ }).textContent();
    await page.getByRole("button", { name: /^Extend for/ }).click();
    await page.locator("necto-job dl.rows").getByText("4 hours").waitFor();
    const [after] = await figures(page);
    expect(after! - before!).toBe(micros(/[\d.,]+/.exec(offer!)![0]));

    await page.getByRole("button", { name: "Dispute…" }).click();
    await page.getByLabel("Your evidence").fill("The GPU was not the one that was sold.");
    await page.locator("necto-job-action dialog").getByRole("button", { name: "Dispute" }).click();
    await page.getByText("for the arbiter; then what is disputed is halved").waitFor();

    await page.goto(server.url);
    await bookFirst(page);
    await pressApprove(page);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByRole("button", { name: /^Cancel, .* back/ }).click();
    await page.getByText("Cancelled", { exact: true }).first().waitFor();
    const [deposit, paid, fee, back] = await figures(page);
    expect([paid, fee, back]).toEqual([0, 0, deposit]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
