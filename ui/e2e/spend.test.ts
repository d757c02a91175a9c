import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { savePage } from "@necto/agent/features/booking/index/index-queries";
import {
  type GeneratedLog,
  generateJobs,
  hex32,
} from "@necto/agent/features/earnings/testing/generated-jobs";
import { generateBookings, saveBookings } from "@necto/agent/features/spend/testing/generated-spend";
import { openStore } from "@necto/agent/store/open-store";
import { signInOver } from "@necto/agent/testing/sign-in";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { ReputationView } from "@necto/tools/protocol/earnings";
import type { JobView } from "@necto/tools/protocol/job";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import type { Orgs } from "@necto/tools/protocol/team";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** Spend on the real server: jobs that were really booked in its sandbox, and a year of ten thousand more. */

const JOBS = 10_000;
/** Its conversations are its own, whatever its role in the team. */
const MANY: DemoAccountName = "team-viewer";

const { browser, server } = withRealServer({ NECTO_SANDBOX_PROVIDER: "manual" });
let org: string;
let cancelled: JobView;
let running: JobView;

beforeAll(async () => {
  await addJobs();
  org = await demoTeam();
  cancelled = await book("buyer", null);
  await call("buyer", `/api/jobs/${cancelled.jobId}/cancel`, {});
  running = await book("team-user", org);
}, 600_000);

const sessions = new Map<DemoAccountName, string>();
async function cookieOf(as: DemoAccountName): Promise<string> {
  const known = sessions.get(as) ?? (await signInOver(server.url, as)).cookie;
  sessions.set(as, known);
  return known;
}

async function call<T>(as: DemoAccountName, path: string, body?: object): Promise<T> {
  const headers = {
    ...{ cookie: await cookieOf(as), "content-type": "application/json" },
    "idempotency-key": randomUUID(),
  };
  const answer = await fetch(server.url + path, {
    headers,
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function until<T>(look: () => Promise<T | null | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The sandbox's own organisation, once it is on chain. */
const demoTeam = () => until(async () => (await call<Orgs>("team-admin", "/api/orgs")).orgs[0]?.id);

/** Books a machine in a tracked conversation, and waits until the deposit is in escrow. */
async function book(as: DemoAccountName, of: string | null): Promise<JobView> {
  const thread = await call<{ id: string }>(as, "/api/threads", { mode: "tracked", org: of });
  const run = async (body: object) => {
    const { id } = await call<{ id: string }>(as, `/api/threads/${thread.id}/runs`, body);
    await until(async () => (await call<{ status: string }>(as, `/api/runs/${id}`)).status !== "running");
  };
  const requirements = {
    ...{ ...NOTHING_SAID, gpuModels: ["A100"], durationSeconds: 7_200 },
    sources: { include: ["necto"], exclude: [] },
  };
  await run({ requirements });
  await run({ text: "book the first one" });
  const approval = await until(async () => {
    const approvals = await call<ApprovalView[]>(as, `/api/threads/${thread.id}/approvals`);
    return approvals[0];
  });
  const payer = { kind: "demo", account: as };
  await call(as, `/api/approvals/${approval.id}`, { decision: "approve", payer });
  return until(async () => {
    const { jobs } = await call<{ jobs: JobView[] }>(as, of === null ? "/api/jobs" : `/api/jobs?org=${of}`);
    return jobs[0];
  });
}

/** Closed ones of the last months, all of one account: what runs would be looked after by the server. */
async function addJobs(): Promise<void> {
  const { address } = devAccount("provider-rheinwerk");
  const reputation = await fetch(`${server.url}/api/providers/${address}/reputation`);
  const { chainId, escrow, block } = (await reputation.json()) as ReputationView;
  await server.down();
  const store = await openStore(server.home, () => "e");
  const days = 300;
  const since = Math.floor(Date.now() / 1_000) - (days + 10) * 86_400;
  const all = generateJobs(JOBS + 1_000, { since, seconds: days * 86_400, seed: 9 });
  const idOf = ({ args }: GeneratedLog) => (args as { readonly jobId?: string }).jobId ?? "";
  const closed = new Set(
    all
      .filter(({ eventName }) => eventName === "JobClosed")
      .map(idOf)
      .slice(-JOBS),
  );
  const logs = all
    .filter((log) => closed.has(idOf(log)))
    .map((log) => ({ ...log, blockHash: hex32(BigInt(log.blockHash) + 7n) }));
  const key = { chainId, address: escrow };
  const page = { nextBlock: BigInt(block) + 1n, blocks: [], at: new Date().toISOString() };
  for (let at = 0; at < logs.length; at += 5_000)
    await savePage(store.db, key, { ...page, logs: logs.slice(at, at + 5_000) });
  const thread = { id: "thread-of-many", mode: "tracked" as const, created_at: page.at, state: "{}" };
  await store.db
    .insertInto("threads")
    .values({ ...thread, owner: devAccount(MANY).address.toLowerCase() })
    .execute();
  const bookings = generateBookings(logs, 9).map((one) => ({
    ...one,
    thread: thread.id,
    org: null,
    member: null,
  }));
  await saveBookings(store, logs, bookings);
  await store.close();
  await server.up();
}

const TITLES: Partial<Record<DemoAccountName, string>> = {
  ...{
    buyer: "Demo buyer",
    "team-admin": "Demo team, admin",
    "team-user": "Demo team, user",
    "team-viewer": "Demo team, viewer",
  },
};

async function openAs(account: DemoAccountName, path: string, options = {}) {
  const opened = await openPage(browser, server.url + path, options);
  await opened.page.getByRole("group", { name: "Demo accounts" }).getByText(TITLES[account]!).click();
  await opened.page.locator("necto-spend .tiles").waitFor();
  return opened;
}

/** The rows of the file that a button saves. */
async function csvOf(page: Page, name: RegExp): Promise<readonly string[]> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  return (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
}

const micros = (text: string): bigint => BigInt(text.replaceAll(/[.,]/g, ""));
/** The last seven cells, which are numbers: no comma stands in one. */
const cellsOf = (row: string): string[] => row.split(",").slice(-7);
const shownCells = async (page: Page, region: string): Promise<string[][]> => {
  const rows = await page.getByRole("region", { name: region, exact: true }).locator("tr").all();
  return Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
};

describe("spend", { retry: BROWSER_RETRIES }, () => {
  it("begins empty, says how it gets filled, and that untracked jobs are in none of it", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/spend`);
    await page.getByText("What untracked jobs cost is in no spend").waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    await page.getByRole("group", { name: "Demo accounts" }).getByText("Demo team, admin").click();
    await page.getByText("Nothing was spent in this range").waitFor();
    expect(await page.getByRole("table").count()).toBe(0);
    expect(await findAxeViolations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is what was really booked: a cancelled job came back, and leads to its page", async () => {
    const { page, faults } = await openAs("buyer", "/spend?group=job");
    const row = page.getByRole("region", { name: "By job" }).locator("tbody tr");
    await row.waitFor();
    const [opened, deposited, back, toProviders, fees, spent, held] = await row.locator("td").allInnerTexts();
    expect([opened, toProviders, fees, spent, held]).toEqual([
      "1",
      "0.000000",
      "0.000000",
      "0.000000",
      "0.000000",
    ]);
    expect(micros(deposited!)).toBe(BigInt(cancelled.amounts.depositUsdMicros));
    expect(back).toBe(deposited);
    const [, , total] = await csvOf(page, /^CSV by job/);
    expect(cellsOf(total!)).toEqual(["1", deposited, back, toProviders, fees, spent, held]);
    await row.getByRole("link").click();
    await page.getByText("Cancelled", { exact: true }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/jobs/${cancelled.jobId}`);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("of a team is told as far as the role goes", async () => {
    const admin = await openAs("team-admin", "/spend");
    await admin.page.getByLabel("Whose", { exact: true }).selectOption({ label: "Demo team" });
    await admin.page.getByText("What Demo team spent on jobs").waitFor();
    expect(new URL(admin.page.url()).searchParams.get("org")).toBe(org);
    const held = admin.page.locator(".tiles div").filter({ hasText: "In escrow" }).locator("dd");
    await expect
      .poll(async () => micros((await held.getAttribute("title")) || "0"))
      .toBe(BigInt(running.amounts.depositUsdMicros));
    await admin.page.getByLabel("Group by", { exact: true }).selectOption("member");
    await admin.page.getByRole("region", { name: "By member" }).waitFor();
    const user = await openAs("team-user", `/spend?org=${org}`);
    await user.page.getByText("as a User you are told of your own jobs").waitFor();
    expect(await user.page.getByLabel("Member", { exact: true }).count()).toBe(0);
    const outsider = await openPage(browser, `${server.url}/spend?org=${org}`);
    await outsider.page.getByRole("group", { name: "Demo accounts" }).getByText("Demo buyer").click();
    await outsider.page.getByText("There is no organisation").waitFor();
    for (const { page, faults } of [admin, user]) {
      expect(faults).toEqual([]);
      await page.context().close();
    }
    await outsider.page.context().close();
  });

  it("of ten thousand jobs is the same in tiles, tables and CSV, however it is grouped and cut", async () => {
    const { page, faults } = await openAs(MANY, "/spend");
    await page.getByRole("button", { name: "366 d" }).click();
    await page.getByLabel("Period", { exact: true }).selectOption("month");
    await page.getByText("Show as table").click();
    const periods = page.getByRole("region", { name: "Spend by month" });
    await periods.waitFor();
    await page.locator("necto-period-chart canvas").waitFor();
    const byMonth = await csvOf(page, /^CSV by month/);
    const shown = await shownCells(page, "Spend by month");
    expect(byMonth.slice(1).map(cellsOf)).toEqual(shown.slice(1));
    const spent = (cells: readonly string[]) => micros(cells[5]!);
    const total = spent(shown.at(-1)!);
    expect(shown.slice(1, -1).reduce((sum, cells) => sum + spent(cells), 0n)).toBe(total);
    expect(total).toBeGreaterThan(0n);

    await page.getByLabel("Group by", { exact: true }).selectOption("job");
    const jobs = page.getByRole("region", { name: "By job" });
    await jobs.waitFor();
    await expect.poll(() => jobs.locator("tbody tr").count()).toBe(200);
    await page.getByRole("button", { name: /^Show 200 more of 9,800/ }).click();
    await expect.poll(() => jobs.locator("tbody tr").count()).toBe(400);
    const byJob = (await csvOf(page, /^CSV by job/)).map(cellsOf);
    expect(byJob).toHaveLength(JOBS + 2);
    expect(byJob.slice(1, -1).reduce((sum, cells) => sum + spent(cells), 0n)).toBe(total);
    expect(byJob.slice(1, 401)).toEqual((await shownCells(page, "By job")).slice(1, 401));
    expect(spent(byJob.at(-1)!)).toBe(total);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is drilled down by keyboard alone, and what is chosen is in the address and taken out again", async () => {
    const { page, faults } = await openAs(MANY, "/spend");
    const groups = page.getByRole("region", { name: "By provider" });
    await groups.waitFor();
    const link = groups.getByRole("link").first();
    const name = await link.textContent();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "By job" }).waitFor();
    const chosen = page.getByRole("button", { name: `Provider: ${name}: take out` });
    await chosen.waitFor();
    const query = new URL(page.url()).searchParams;
    expect([query.get("group"), query.get("provider")]).toEqual(["job", expect.stringMatching(/^0x/)]);
    await page.reload();
    await chosen.waitFor();
    await chosen.focus();
    await page.keyboard.press("Enter");
    await chosen.waitFor({ state: "detached" });
    const by = page.getByLabel("Group by", { exact: true });
    await by.focus();
    await page.keyboard.type("source");
    await page.getByRole("region", { name: "By source" }).waitFor();
    // Tab goes on from there through filters and downloads into the figures.
    const reached = new Set<string>();
    for (let press = 0; press < 14; press++) {
      await page.keyboard.press("Tab");
      reached.add(await focused(page));
    }
    expect([...reached].join("|")).toMatch(/Provider.*CSV by source.*CSV by day.*Show as table.*By source/s);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { page, faults } = await openAs(MANY, "/spend", { width });
      await page.locator("necto-period-chart canvas").waitFor();
      await page.getByText("What the figures say").click();
      await page.getByText("Show as table").click();
      const check = async () => {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
        }
      };
      await check();
      await page.getByLabel("Group by", { exact: true }).selectOption("job");
      await page.getByRole("region", { name: "By job" }).waitFor();
      await check();
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

/** What the focused element is called. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
  });
