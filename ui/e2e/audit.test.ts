import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recordAct } from "@necto/agent/features/audit/act-queries";
import { openStore } from "@necto/agent/store/open-store";
import { runHere } from "@necto/agent/testing/cli";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type BookedHere, bookTracked } from "./book-tracked.ts";
import {
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The audit log with the real server: a booking in it, and an account with ten thousand acts. */

const MANY = 10_000;
const { browser, server } = withRealServer();
let booked: BookedHere;

beforeAll(async () => {
  booked = await bookTracked(server.url);
  await server.down();
  await addActs(server.home);
  await server.up();
});

/** Acts of the demo team's Admin, one a minute, every hundredth refused. */
async function addActs(home: string): Promise<void> {
  const store = await openStore(home, () => "e");
  const actor = devAccount("team-admin").address.toLowerCase();
  const since = Date.parse("2026-01-01T00:00:00.000Z");
  await store.db.transaction().execute(async (transaction) => {
    for (let index = 1; index <= MANY; index++)
      await recordAct(transaction, {
        ...{ scope: `account:${actor}`, actor, target: `approval-${index}` },
        ...(index % 100 === 0
          ? {
              action: "approval.approved",
              result: "refused",
              facts: { usdMicros: index, code: "policy/day-cap" },
            }
          : { action: "payment.recorded", result: "done", facts: { usdMicros: index * 1_000 } }),
        at: new Date(since + index * 60_000).toISOString(),
      });
  });
  await store.close();
}

const rows = (page: Page) => page.getByRole("region", { name: "Acts" }).locator("tbody tr");
const openAs = async (name: string, path: string, options = {}) => {
  const opened = await openPage(browser, server.url + path, options);
  await opened.page.getByRole("button", { name, exact: true }).click();
  return opened;
};
const shows = (page: Page, name: string, text: RegExp | string) =>
  expect.poll(() => page.locator(`td[data-label="${name}"]`).first().textContent()).toMatch(text);

describe("the audit log", { retry: BROWSER_RETRIES }, () => {
  it("is nobody's before somebody signs in, and begins with that", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/audit`);
    await page.getByText("Sign in: a log is read by the account").waitFor();
    expect(await page.title()).toBe("Audit log · Necto");
    await page.getByRole("button", { name: "Demo buyer", exact: true }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(
      await page
        .getByRole("button", { name: "Demo buyer", exact: true })
        .evaluate((one) => one.matches(":focus")),
    ).toBe(true);
    await page.getByRole("button", { name: "Nordlys", exact: true }).click();
    await page.getByRole("heading", { name: "1 act" }).waitFor();
    await shows(page, "What", "Sign-in by one click");
    await shows(page, "Who", "You");
    await page.goto(`${server.url}/audit?target=nothing`);
    await page.getByText("No act is like that.").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByRole("heading", { name: "1 act" }).waitFor();
    expect(page.url()).toBe(`${server.url}/audit`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("has a real booking with its decision, its job and its transaction, and each act by itself", async () => {
    const { page, faults } = await openAs("Demo buyer", "/audit?action=payment");
    const funded = rows(page).filter({ hasText: "in the escrow" });
    await funded.waitFor();
    const { traceRoot } = booked.approval.order;
    expect(await rows(page).count()).toBe(2);
    const txHash = await funded.locator('[data-label="Transaction"]').getAttribute("title");
    const links = funded.getByRole("link");
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).toEqual([
      ...[`/jobs/${booked.jobId}`, `/verify/${traceRoot}`, `/explorer/file/${traceRoot}`],
      ...[`/explorer/tx/${txHash}`, expect.stringMatching(/^\/audit\/account:0x[0-9a-f]{40}\/\d+$/)],
    ]);
    await links.nth(3).click();
    await page.locator("necto-explorer").getByText("JobOpened").first().waitFor();
    await page.goBack();
    expect(await funded.locator('[data-label="Result"]').textContent()).toBe("Done");
    await funded.getByRole("link", { name: /^Act \d+$/ }).click();
    await page.getByText("the same: it is what was written down").waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/audit\/account:0x[0-9a-f]{40}\/\d+$/);
    await page.reload();
    await page.getByRole("heading", { name: /^Payment of .* in the escrow$/ }).waitFor();
    await page.getByRole("link", { name: "Act before" }).click();
    await page.getByRole("heading", { name: /on its way$/ }).waitFor();
    await page.getByRole("link", { name: "All acts about it" }).click();
    await page.getByRole("heading", { name: /^\d+ acts$/ }).waitFor();
    expect(new URL(page.url()).searchParams.get("target")).toBe(booked.jobId);
    // To somebody else there is no such act.
    const link = `${server.url}/audit/account:${devAccount("buyer").address.toLowerCase()}/1`;
    await page.goto(link);
    await page.getByText("Computed here").waitFor();
    await page.goto(`${server.url}/audit`);
    await page.getByRole("button", { name: "Nordlys", exact: true }).click();
    await page.getByText("What Nordlys did").waitFor();
    await page.goto(link);
    await page.getByText("There is no log").waitFor();
    expect(faults.filter((fault) => !fault.includes("404"))).toEqual([]);
    await page.context().close();
  });

  it("names whose role was set, and marks the log that is shown", async () => {
    const { page, faults } = await openAs("Demo team, viewer", "/audit");
    await page.getByRole("link", { name: "Demo team", exact: true }).click();
    const given = rows(page).filter({ hasText: "Role set to User" });
    expect(await given.locator('[data-label="Target"]').textContent()).toBe("Demo team, user");
    const shown = page.getByRole("navigation", { name: "Logs" }).locator("[aria-current]");
    expect(
      await shown.evaluateAll((links) => links.map((link) => getComputedStyle(link).textDecorationLine)),
    ).toEqual(["none"]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("of ten thousand acts is paged, filtered in the address, and checked in the browser", async () => {
    const { page, faults } = await openAs("Demo team, admin", "/audit?to=2026-06-01");
    await page.getByRole("heading", { name: "10,000 acts" }).waitFor();
    expect(await rows(page).count()).toBe(100);
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByText("9900 to 9801").waitFor();
    expect(new URL(page.url()).searchParams.get("before")).toBe("9901");
    await page.goBack();
    await page.getByText("10000 to 9901").waitFor();
    await page.getByLabel("Result", { exact: true }).selectOption("refused");
    await page.getByRole("heading", { name: "100 acts" }).waitFor();
    await shows(page, "What", "Approval of an order of $0.01 (policy/day-cap)");
    await page.getByLabel("From").fill("2026-01-03");
    await page.getByLabel("To").fill("2026-01-03");
    await page.getByLabel("To").press("Enter");
    await page.getByRole("heading", { name: "15 acts" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "15 acts" }).waitFor();
    expect(new URL(page.url()).searchParams.get("result")).toBe("refused");

    const shown = await rows(page).allInnerTexts();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const [, ...lines] = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(
      shown.map((row) => row.trim().split(/\s+/).at(-1)),
    );
    expect(lines.map((line) => line.split(",")[1]!.slice(0, 19).replace("T", " "))).toEqual(
      shown.map((row) => row.trim().slice(0, 19)),
    );

    await page.getByRole("button", { name: "Check this log" }).click();
    await page.getByText("Verified", { exact: true }).waitFor();
    expect(await page.locator("necto-log-check .verdict").textContent()).toMatch(
      /1000\d acts from the first to the head/,
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("that is exported is checked by the command, with a head that was kept", async () => {
    const { page } = await openAs("Demo team, admin", "/audit");
    const head = (await page.locator("necto-log-check code").textContent())!;
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "JSON lines, to be checked" }).click();
    const path = await (await download).path();
    const verified = await runHere(["verify", path, "--head", head], { environment: {} });
    expect([verified.code, verified.out.split("\n")[0]]).toEqual([0, "Verified."]);
    const text = await readFile(path, "utf8");
    const forged = join(server.home, "forged.jsonl");
    await writeFile(forged, text.replace('"usdMicros":77000', '"usdMicros":78000'));
    const found = await runHere(["verify", forged], { environment: {} });
    expect(found.code).toBe(1);
    expect(found.out).toContain("Act 77: its contents are not those that were hashed.");
    await page.context().close();
  });

  it("is worked by keyboard alone", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, "Demo team, admin");
    await page.goto(`${server.url}/audit?to=2026-06-01`);
    await rows(page).first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
      });
    const until = async (name: string | RegExp) => {
      for (let presses = 0; presses < 400; presses++) {
        if ((await focused()).match(name)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`${name} was never focused.`);
    };
    await until(/^What$/);
    await page.keyboard.press("p");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("action")).toBe("payment");
    await until(/^Older$/);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Newest" }).waitFor();
    await until(/^Check this log$/);
    await page.keyboard.press("Enter");
    await page.getByText("Verified", { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, faults } = await openAs("Demo buyer", "/audit", { width, colorScheme });
        const check = async () =>
          expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
        await rows(page).first().waitFor();
        await check();
        await page.getByRole("button", { name: "Check this log" }).click();
        await page.getByText("Verified", { exact: true }).waitFor();
        await check();
        await rows(page)
          .filter({ hasText: "in the escrow" })
          .getByRole("link", { name: /^Act \d+$/ })
          .click();
        await page.getByText("Computed here").waitFor();
        await check();
        expect(faults).toEqual([]);
        await page.context().close();
      }
    },
  );
});
