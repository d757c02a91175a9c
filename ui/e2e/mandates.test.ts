import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** Mandates on the real server: a provider of the sandbox lists a machine under a watch's line, and the rest goes by itself. */

const { browser, server } = withRealServer();

/** A new H100 for less than all others. */
async function listCheap(amount: string): Promise<void> {
  const post = async (path: string, body: object, cookie = "") => {
    const headers = { "content-type": "application/json", "idempotency-key": randomUUID(), cookie };
    const answer = await fetch(`${server.url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  };
  const signedIn = await post("/api/session/demo", { account: "provider-nordlys" });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const draft = {
    ...{
      title: "Spare H100",
      gpu: "H100",
      gpuCount: 1,
      country: "NO",
      unitsTotal: 5,
      ceilingUsdMicros: 3_000_000,
    },
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  };
  const made = (await (await post("/api/provider/listings", { draft }, cookie)).json()) as {
    listingId: string;
  };
  await post(`/api/provider/listings/${made.listingId}/publish`, {}, cookie);
}

async function watchFor(page: Page, line: string) {
  await page.getByLabel("GPU", { exact: true }).fill("H100");
  await page.getByLabel("Under, $ per GPU-hour").fill(line);
  await page.getByLabel(/^Of my account/).check();
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  const watch = page.getByRole("article", { name: "H100", exact: true }).first();
  await watch.getByRole("button", { name: "Book by itself…" }).waitFor();
  return watch;
}

describe("a mandate", { retry: BROWSER_RETRIES }, () => {
  it("is given by keyboard with its worst case in words, books when its watch fires, and is used up", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/watches`);
    await signInAs(page, "Demo buyer");
    const watch = await watchFor(page, "0.90");
    expect(await watch.getByText("Books by itself").count()).toBe(0);

    await watch.getByRole("button", { name: "Book by itself…" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Book by itself" });
    await dialog.getByText(/^At most 1\.00 tUSDC a day, 1\.00 tUSDC in all, until \d{4}-/).waitFor();
    await dialog.getByLabel("Most for one order, tUSDC").fill("none");
    await dialog.getByText("An amount such as 20.00.").waitFor();
    expect(await dialog.getByRole("button", { name: "Allow" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Most for one order, tUSDC").fill("0.95");
    await dialog.getByText(/^At most 0\.95 tUSDC a day, 0\.95 tUSDC in all, until/).waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Allow" }).focus();
    await page.keyboard.press("Enter");
    await watch.getByText("Books by itself", { exact: true }).waitFor();
    await watch.getByText(/^0 of 1 order, 0\.00 of 1\.00 tUSDC today/).waitFor();

    await listCheap("0.80");
    const booked = watch.getByRole("link", { name: "booked for 0.80 tUSDC" });
    await booked.waitFor();
    await watch.getByText("Used up: all its orders are booked").waitFor();
    expect(await findAxeViolations(page)).toEqual([]);

    // The key to it is in this browser and nowhere else.
    await booked.click();
    await page.getByText("Ready.").waitFor();
    await page.goto(`${server.url}/inbox`);
    await page.getByText(/A mandate booked H100.* for \$0\.80\./).waitFor();
    await page.getByText("A mandate books nothing any more: its orders are used up.").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is revoked with one click, and then books nothing; on a phone, in the dark", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/watches`, {
      width: 390,
      colorScheme: "dark",
    });
    await signInAs(page, "Demo team, user");
    const watch = await watchFor(page, "0.70");
    await watch.getByRole("button", { name: "Book by itself…" }).click();
    const dialog = page.getByRole("dialog", { name: "Book by itself" });
    expect(await findAxeViolations(page)).toEqual([]);
    expect(await findSidewaysScrollers(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Allow" }).click();
    await watch.getByRole("button", { name: "Revoke" }).click();
    await watch.getByText("Revoked", { exact: true }).waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    await listCheap("0.60");
    await watch.getByText("Told once").waitFor();
    expect(await watch.getByRole("list", { name: "What it did" }).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is not there for an untracked watch: it has no account that could pay", async () => {
    const { page } = await openPage(browser, `${server.url}/watches`);
    await page.getByLabel("GPU", { exact: true }).fill("A100");
    await page.getByLabel("Under, $ per GPU-hour").fill("0.10");
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    const watch = page.getByRole("article", { name: "A100" });
    await watch.getByRole("button", { name: "Pause" }).waitFor();
    expect(await watch.getByRole("button", { name: "Book by itself…" }).count()).toBe(0);
    await page.context().close();
  });
});
