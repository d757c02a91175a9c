import { readFile } from "node:fs/promises";
import { type IndexKey, savePage } from "@necto/agent/features/booking/index/index-queries";
import { generateJobs, hex32 } from "@necto/agent/features/earnings/testing/generated-jobs";
import { openStore } from "@necto/agent/store/open-store";
import type { ReputationView } from "@necto/tools/protocol/earnings";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** A provider's figures on the real server, whose index of the chain has a hundred more jobs in it. */

const { browser, server } = withRealServer();

beforeAll(async () => {
  // What is asked for makes the index begin.
  const { address } = devAccount("provider-rheinwerk");
  const reputation = await fetch(`${server.url}/api/providers/${address}/reputation`);
  const { chainId, escrow, block } = (await reputation.json()) as ReputationView;
  await server.down();
  await addJobs(server.home, { key: { chainId, address: escrow }, nextBlock: BigInt(block) + 1n });
  await server.up();
});

/** Jobs of the last two months, all of one provider and of its listings. */
async function addJobs(
  home: string,
  { key, nextBlock }: { readonly key: IndexKey; readonly nextBlock: bigint },
): Promise<void> {
  const store = await openStore(home, () => "e");
  const { address: provider } = devAccount("provider-rheinwerk");
  const listings = await store.db
    .selectFrom("listings")
    .select("listing_id")
    .where("owner", "=", provider.toLowerCase())
    .orderBy("listing_id")
    .execute();
  const days = 25;
  const since = Math.floor(Date.now() / 1_000) - days * 86_400;
  const logs = generateJobs(100, { since, seconds: days * 86_400, seed: 3 }).map((log) => {
    const args = log.args as unknown as { listingId?: string; account?: string };
    const place = Number(BigInt(args.listingId ?? "0x0") % 3n) % listings.length;
    const mine = {
      ...args,
      ...(args.listingId && { provider, listingId: listings[place]!.listing_id }),
      ...(args.account && { account: provider }),
    };
    return { ...log, blockHash: hex32(BigInt(log.blockHash) + 7n), args: mine as unknown as typeof log.args };
  });
  await savePage(store.db, key, { nextBlock, blocks: [], logs, at: new Date().toISOString() });
  await store.close();
}

async function openAsProvider(path: string, options = {}) {
  const opened = await openPage(browser, `${server.url}/provider/listings`, options);
  await opened.page.getByRole("button", { name: "Rheinwerk", exact: true }).click();
  await opened.page.getByText("What Rheinwerk rents out.").waitFor();
  await opened.page.goto(server.url + path);
  return opened;
}

async function csvOf(page: Page, name: RegExp): Promise<readonly string[]> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  return (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
}

describe("a provider's figures", { retry: BROWSER_RETRIES }, () => {
  it("are the same in tiles, table and CSV, and what is chosen is in the address", async () => {
    const { page, faults } = await openAsProvider("/provider/earnings");
    const periods = page.getByRole("region", { name: "By period" });
    await periods.waitFor();
    await page.locator("necto-period-chart canvas").waitFor();
    await page.getByLabel("Period", { exact: true }).selectOption("week");
    await expect.poll(() => new URL(page.url()).searchParams.get("by")).toBe("week");
    await expect.poll(() => periods.locator("tbody tr").count()).toBeLessThan(8);
    const rows = await csvOf(page, /^CSV/);
    const shown = await periods.locator("tr").allInnerTexts();
    expect(rows.map((row) => row.replaceAll(",", "\t"))).toEqual(
      shown.map((row) =>
        row
          .trim()
          .replaceAll(/\s*\t\s*/g, "\t")
          .replaceAll("—", ""),
      ),
    );
    const cents = (row: string) => BigInt(row.split(",")[4]!.replace(".", ""));
    const total = rows.slice(1, -1).reduce((sum, row) => sum + cents(row), 0n);
    expect(total).toBeGreaterThan(0n);
    expect(total).toBe(cents(rows.at(-1)!));
    await page.reload();
    await expect.poll(() => periods.locator("tbody tr").count()).toBeLessThan(8);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("name no buyer of an untracked job", async () => {
    const { page, faults } = await openAsProvider("/provider/usage");
    const jobs = page.getByRole("region", { name: "Jobs" });
    await jobs.waitFor();
    expect(await jobs.locator("tbody tr").count()).toBeGreaterThan(50);
    expect(await jobs.textContent()).not.toMatch(/0x/);
    const rows = await csvOf(page, /^CSV/);
    expect(rows.join("\n")).not.toMatch(/0x/);
    await page.getByLabel("Tracking", { exact: true }).selectOption("tracked");
    await page.getByText("No job of this range is like that. Choose less.").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "have no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, faults } = await openAsProvider("/provider/earnings", { width, colorScheme });
        const check = async () =>
          expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
        await page.locator("necto-period-chart canvas").waitFor();
        await check();
        await page.getByText("How it is counted").click();
        await page.goto(`${server.url}/provider/usage`);
        await page.getByRole("region", { name: "Jobs" }).waitFor();
        await check();
        await page.goto(`${server.url}/provider/listings`);
        await page.getByRole("link", { name: "H100, Frankfurt" }).click();
        await page.getByText("No routes to tell of yet").waitFor();
        await page.getByText("Line across:").waitFor();
        await page.getByText("Why you lost").scrollIntoViewIfNeeded();
        await check();
        expect(faults).toEqual([]);
        await page.context().close();
      }
    },
  );
});
