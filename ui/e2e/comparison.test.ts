import { readFileSync } from "node:fs";
import { describeStep } from "@necto/tools/core/explain";
import type { MarketBody, OffersBody } from "@necto/tools/protocol/market";
import { type MarketRow, toRows } from "@necto/tools/protocol/market-row";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { rateText } from "../format/money.ts";
import { ALL_PRICES } from "../prices/price-query.ts";
import { sortRows } from "../prices/sort-rows.ts";
import { parseCsv } from "../prices/testing/parse-csv.ts";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { recordTwoDays } from "./record-two-days.ts";
import { withRealServer } from "./with-real-server.ts";

/** Comparing offers, groups, and what prices were, in a real browser on the real server with its sandbox. */

const { browser, server } = withRealServer();

beforeAll(async () => {
  await recordTwoDays(server.home);
});

const eventually = <T>(read: () => T) => expect.poll(read);
const rowsOf = (page: Page) => page.locator("necto-price-table tbody tr:not(.spacer)");
const open = async (path: string, options?: Parameters<typeof openPage>[2]) => {
  const opened = await openPage(browser, `${server.url}${path}`, options);
  await opened.page
    .locator("necto-price-table tbody tr:not(.spacer), necto-price-rows .row")
    .first()
    .waitFor({ state: "attached" });
  return opened;
};
async function h100s(): Promise<MarketRow[]> {
  const body = (await (await fetch(`${server.url}/api/market/snapshot`)).json()) as MarketBody;
  const rows = toRows(body.rows as never).filter(
    ({ reasons, gpu }) => reasons.length === 0 && gpu === "H100",
  );
  return sortRows(rows, ALL_PRICES, () => null);
}
const comparison = (page: Page) => page.getByRole("dialog", { name: "Comparison" });
const violations = async (page: Page) => {
  const found: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await eventually(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
    found.push(...(await findAxeViolations(page)).map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
};

describe("comparing offers", { retry: BROWSER_RETRIES }, () => {
  it("is done from the table by keyboard alone, stands in the address, and is undone", async () => {
    const { page, faults } = await open("/prices?gpu=H100");
    const boxes = page.locator("necto-price-table tbody").getByRole("checkbox", { name: /^Compare/ });
    await boxes.nth(0).focus();
    await page.keyboard.press("Space");
    const tray = page.getByRole("region", { name: "Offers to compare" });
    await tray.getByText("1 of 4 to compare").waitFor();
    expect(await tray.getByRole("button", { name: "Compare", exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await tray.getByText("2 of 4 to compare").waitFor();
    await tray.getByRole("button", { name: "Compare", exact: true }).focus();
    await page.keyboard.press("Enter");
    await comparison(page)
      .getByRole("row", { name: /^\$\/GPU-hr/ })
      .waitFor();
    const asked = new URL(page.url()).searchParams;
    expect([asked.getAll("compare").length, asked.get("show")]).toEqual([2, "comparison"]);
    await page.keyboard.press("Escape");
    await eventually(() => comparison(page).count()).toBe(0);
    await eventually(() => new URL(page.url()).searchParams.has("show")).toBe(false);
    await tray.getByRole("button", { name: "Clear" }).click();
    await eventually(() => new URL(page.url()).search).toBe("?gpu=H100");
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows prices of the table with their arithmetic, what differs, and what is gone, by its address", async () => {
    const rows = await h100s();
    const [first, second] = [rows[0]!, rows.find(({ country }) => country !== rows[0]!.country)!];
    const params = new URLSearchParams([first.id, second.id, "lambda:gone"].map((id) => ["compare", id]));
    const { page, faults } = await open(`/prices?${params}&show=comparison`);
    const dialog = comparison(page);
    const price = dialog.getByRole("row", { name: /^\$\/GPU-hr/ });
    const made = dialog.getByRole("row", { name: /^How the price is made/ });
    const ids = new URLSearchParams([first, second].map(({ id }) => ["id", id]));
    // Prices move: the page follows them within seconds.
    await eventually(async () => {
      const { offers } = (await (await fetch(`${server.url}/api/market/offers?${ids}`)).json()) as OffersBody;
      const told = offers.map(({ normalized: { usdMicrosPerGpuHour, steps } }) => [
        rateText(usdMicrosPerGpuHour!),
        ...steps.map(describeStep),
      ]);
      const linesOf = (row: typeof made, index: number) =>
        row.locator("td").nth(index).locator("p").allTextContents();
      const shown = await Promise.all(
        [0, 1].map(async (index) => [...(await linesOf(price, index)), ...(await linesOf(made, index))]),
      );
      return { told, same: JSON.stringify(shown) === JSON.stringify(told) };
    }).toMatchObject({ same: true });
    expect(
      await dialog
        .getByRole("row", { name: /^Region/ })
        .getByText("differs")
        .count(),
    ).toBe(1);
    await dialog.getByText("No source offers lambda:gone now.").waitFor();
    const all = await dialog.getByRole("row").count();
    await dialog.getByLabel("Only what differs").check();
    expect(await dialog.getByRole("row").count()).toBeLessThan(all);
    await dialog.getByRole("button", { name: "Take lambda:gone out of the comparison" }).click();
    await eventually(() => new URL(page.url()).searchParams.getAll("compare")).toEqual([first.id, second.id]);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("stacks the offers on a phone, chosen from their details", async () => {
    const { page, faults } = await open("/prices?gpu=H100", { width: 390 });
    for (const index of [0, 1]) {
      await page.locator("necto-price-rows .row").nth(index).click();
      await page.getByRole("dialog", { name: "Offer" }).getByRole("button", { name: "Compare" }).click();
      await page.keyboard.press("Escape");
    }
    await page.getByText("2 of 4 to compare").waitFor();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await comparison(page).getByRole("heading", { name: "How the price is made" }).waitFor();
    expect(await findSidewaysScrollers(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("begins in a result of the agent too", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 in EU");
    const details = page.getByRole("button", { name: /^Details of offer/ });
    await details.first().waitFor();
    for (const index of [0, 1]) {
      await details.nth(index).click();
      await page.locator("necto-offer-detail").nth(index).getByRole("button", { name: "Compare" }).click();
    }
    await page.getByRole("link", { name: "Compare 2 offers side by side" }).click();
    await comparison(page)
      .getByRole("row", { name: /^\$\/GPU-hr/ })
      .waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe("groups", { retry: BROWSER_RETRIES }, () => {
  it("name their cheapest offer, and are saved as they stand, open ones with their offers", async () => {
    const { page, faults } = await open("/prices?gpu=H100&region=EU&group=gpu");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator("necto-price-table tr.group button").first().click();
    await eventually(() => page.locator("necto-price-table tr.in-group").count()).toBeGreaterThan(0);
    expect(await page.locator("necto-price-table tr.group").first().textContent()).toMatch(/cheapest at \S+/);
    const shown = await rowsOf(page).evaluateAll((lines) =>
      lines.map((line) =>
        [...line.children].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()),
      ),
    );
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    const [headings, ...records] = parseCsv(readFileSync(await download.path(), "utf8"));
    const total = Number(await page.getByRole("table").getAttribute("aria-rowcount")) - 1;
    expect(records).toHaveLength(total);
    shown.forEach((cells, index) => {
      const of = (name: string) => records[index]![headings!.indexOf(name)]!;
      if (of("Line") === "group") {
        const [low, high] = [of("Lowest price ($/GPU-hr)"), of("Highest price ($/GPU-hr)")];
        expect(cells[0]).toContain(of("GPU"));
        expect(cells[1]).toBe(low === high ? low : `${low}..${high}`);
        expect(cells[3]).toContain(`${of("Offers")} offer`);
        return;
      }
      expect(cells[0]).toContain(`${of("GPUs per unit")}× ${of("GPU")}`);
      expect(cells[1]!.replace(/^.*(up|down)/, "")).toBe(of("Price ($/GPU-hr)"));
      expect(cells[2]).toBe(of("Unit price ($/hr)"));
      expect(cells[4]).toContain(of("Provider"));
    });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe("the price history", { retry: BROWSER_RETRIES }, () => {
  it("is of a region and a pricing model, leaves its gaps open, and stands in the address", async () => {
    const { page, faults } = await open("/prices?gpu=H100&history=H100&range=7d");
    await page
      .getByRole("img", { name: /^H100, \w+ prices over 7 days, 4\d hours recorded in the sandbox/ })
      .waitFor();
    await page.getByText("Sandbox prices").waitFor();
    await page.getByLabel("Region of the price history").selectOption({ label: "EU" });
    await page.getByText("Spot", { exact: true }).and(page.locator("necto-price-history label")).click();
    await eventually(() => new URL(page.url()).search).toBe(
      "?gpu=H100&history=H100&range=7d&history-region=EU&history-pricing=spot",
    );
    await page
      .getByRole("img", { name: /^H100, spot prices in EU over 7 days/ })
      .locator("canvas")
      .waitFor();
    await page.getByRole("button", { name: "Show as table" }).click();
    const lines = page.getByRole("region", { name: "Price history as a table" }).locator("tbody tr");
    const history = await (
      await fetch(`${server.url}/api/market/history?gpu=H100&range=7d&region=EU`)
    ).json();
    const spot = history.series.find(({ pricing }: { pricing: string }) => pricing === "spot");
    expect(await lines.locator("td:nth-child(2)").allTextContents()).toEqual(
      spot.p50
        .filter((price: number | null) => price !== null)
        .reverse()
        .map(rateText),
    );
    await page.getByText("1 y", { exact: true }).click();
    await page.getByRole("columnheader", { name: "Day (UTC)" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
