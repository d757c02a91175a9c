import { readFileSync } from "node:fs";
import type { MarketBody } from "@necto/tools/protocol/market";
import { type MarketRow, toRows } from "@necto/tools/protocol/market-row";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { rateText } from "../format/money.ts";
import { ALL_PRICES } from "../prices/price-query.ts";
import { unitText } from "../prices/row-text.ts";
import { sortRows } from "../prices/sort-rows.ts";
import { BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The price page in a real browser, on the real server with its sandbox. */

const { browser, server } = withRealServer();

/** A busy machine takes its time. */
const eventually = <T>(read: () => T) => expect.poll(read);
const rowsOf = (page: Page) => page.locator("necto-price-table tbody tr:not(.spacer)");
const count = (page: Page) => page.locator("necto-prices .count");
const open = async (path: string, options?: Parameters<typeof openPage>[2]) => {
  const opened = await openPage(browser, `${server.url}${path}`, options);
  await opened.page
    .locator("necto-price-table tbody tr:not(.spacer), necto-price-rows .row, necto-prices .empty")
    .first()
    .waitFor();
  return opened;
};
/** The market of the API, in the order the table shows it in. */
async function market(): Promise<MarketRow[]> {
  const body = (await (await fetch(`${server.url}/api/market/snapshot`)).json()) as MarketBody;
  return sortRows(
    toRows(body.rows as never).filter(({ reasons }) => reasons.length === 0),
    ALL_PRICES,
    () => null,
  );
}
/** Text of every cell of the first rows. */
const cells = (page: Page): Promise<string[][]> =>
  rowsOf(page).evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim())),
  );
const choose = (page: Page, filter: string, value: string) =>
  page.getByLabel(`Filter by ${filter}`).selectOption({ value });

/** Swaps the market that pages get for another one, as a server would tell it. */
async function control(page: Page) {
  let socket: { send(text: string): void } | null = null;
  await page.routeWebSocket("**/ws", (route) => {
    socket = route;
    const upstream = route.connectToServer();
    upstream.onMessage((message) => {
      // The test alone moves this market.
      if (!String(message).startsWith('{"t":"delta"')) route.send(message);
    });
  });
  let at = { epoch: "", seq: 0 };
  await page.route("**/api/market/snapshot*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as MarketBody;
    at = { epoch: body.epoch, seq: body.seq };
    await route.fulfill({ response, json: body });
  });
  return (rows: readonly Pick<MarketRow, "id" | "usdMicrosPerGpuHour">[]) => {
    at = { ...at, seq: at.seq + 1 };
    const none = Object.fromEntries(
      ["id", "usdMicrosPerGpuHour", "usdMicrosPerHour", "unitsAvailable"].map((name) => [name, []]),
    );
    const moved = {
      id: rows.map(({ id }) => id),
      usdMicrosPerGpuHour: rows.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour),
      usdMicrosPerHour: rows.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour),
      unitsAvailable: rows.map(() => 1),
    };
    const d = { takenAt: new Date().toISOString(), put: { ...none }, moved, removed: [], sources: [] };
    socket?.send(JSON.stringify({ t: "delta", ch: "market", ...at, d }));
  };
}

describe("the price page", { retry: BROWSER_RETRIES }, () => {
  it("shows the offers of the API, cheapest first, and every one of them when scrolled to", async () => {
    const { page, faults } = await open("/prices");
    const expected = await market();
    await eventually(() => count(page).textContent()).toContain(`${expected.length} of`);
    const shown = await cells(page);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.length).toBeLessThan(80);
    shown.slice(0, 20).forEach(([gpu, price], index) => {
      expect(gpu).toContain(unitText(expected[index]!));
      expect(price).toContain(rateText(expected[index]!.usdMicrosPerGpuHour!));
    });
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe(String(expected.length + 1));
    await page
      .locator("necto-price-table .scroller")
      .evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await expect
      .poll(() => rowsOf(page).last().getAttribute("aria-rowindex"))
      .toBe(String(expected.length + 1));
    await expect
      .poll(async () => (await cells(page)).at(-1)![1])
      .toContain(rateText(expected.at(-1)!.usdMicrosPerGpuHour!));
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("orders by any column, both ways, and keeps filters and order in the address", async () => {
    const { page } = await open("/prices");
    await choose(page, "gpu", "H100");
    await choose(page, "region", "EU");
    await page.getByRole("button", { name: "Provider" }).click();
    await page.getByRole("button", { name: "Provider" }).click();
    await eventually(() => new URL(page.url()).search).toBe("?gpu=H100&region=EU&sort=-provider");
    const before = await cells(page);
    expect(before.length).toBeGreaterThan(3);
    for (const [gpu] of before) expect(gpu).toContain("H100");
    const providers = before.map((row) => row[4]!.toLowerCase());
    expect(providers).toEqual([...providers].sort().reverse());
    await page.reload();
    await rowsOf(page).first().waitFor();
    const names = (rows: string[][]) => rows.map((row) => [row[0], row[4], row[5]]);
    expect(names(await cells(page))).toEqual(names(before));
    expect(await page.getByRole("columnheader", { name: "Provider" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await page.getByRole("button", { name: "Remove the filter Region EU" }).click();
    await eventually(() => new URL(page.url()).search).toBe("?gpu=H100&sort=-provider");
    expect((await cells(page)).length).toBeGreaterThan(before.length);
    await page.context().close();
  });

  it("groups by GPU with the range of prices, and opens a group", async () => {
    const { page } = await open("/prices?gpu=H100+SXM&region=EU");
    const flat = await cells(page);
    await page.getByLabel("Group by GPU").check();
    const group = page.getByRole("button", { name: /^H100 SXM/ });
    await group.waitFor();
    const [, range] = (await cells(page))[0]!;
    const lowest = flat[0]![1]!.match(/[\d.]+$/)![0];
    expect(range).toMatch(new RegExp(`^${lowest}\\.\\.\\d+\\.\\d{4}$`));
    await group.click();
    expect(await group.getAttribute("aria-expanded")).toBe("true");
    await eventually(async () => (await cells(page)).length).toBe(flat.length + 1);
    await page.context().close();
  });

  it("hides nothing silently: what no search would rank is counted, and shown with its reason", async () => {
    const { page } = await open("/prices?source=lambda");
    const toggle = page.getByLabel(/^Show [1-9]\d* left out$/);
    await toggle.check();
    // Rows left out stand last.
    await page
      .locator("necto-price-table .scroller")
      .evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page
      .locator("necto-price-table")
      .getByText("not available now")
      .first()
      .waitFor({ state: "attached" });
    await page.goto(`${server.url}/prices?gpu=H100&region=JP&pricing=token`);
    await page.getByText(/^0 of .* fit all of these filters/).waitFor();
    await page.getByRole("button", { name: /^Without “Token”: \d+ offers?$/ }).click();
    await rowsOf(page).first().waitFor();
    await page.context().close();
  });

  it("repaints prices at once, and moves no row while somebody points at one", async () => {
    const { page, faults } = await openPage(browser, "about:blank");
    const move = await control(page);
    await page.goto(`${server.url}/prices?gpu=H100`);
    await rowsOf(page).first().waitFor();
    const [first, second] = (await market()).filter(({ gpu }) => gpu === "H100");
    const top = () => cells(page).then((rows) => rows[0]![1]);
    move([{ id: first!.id, usdMicrosPerGpuHour: first!.usdMicrosPerGpuHour! + 90_000_000 }]);
    await eventually(top).toBe(rateText(second!.usdMicrosPerGpuHour!));

    await rowsOf(page).first().hover();
    move([{ id: second!.id, usdMicrosPerGpuHour: 80_000_000 }]);
    await eventually(top).toContain("80.0000");
    await page.getByText("Order paused").waitFor();
    await page.waitForTimeout(1_200);
    expect(await top()).toContain("80.0000");
    await page.getByRole("heading", { name: "Prices" }).hover();
    await eventually(top).not.toContain("80.0000");

    await page.getByRole("button", { name: "Pause" }).click();
    const still = await top();
    const [, , third] = (await market()).filter(({ gpu }) => gpu === "H100");
    move([{ id: third!.id, usdMicrosPerGpuHour: 70_000_000 }]);
    await page.waitForTimeout(1_200);
    expect(await top()).toBe(still);
    await page.getByRole("button", { name: "Pause" }).click();
    await eventually(top).not.toBe(still);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("goes on by itself after a restart of the server", async () => {
    const { page, faults } = await open("/prices");
    const total = await count(page).textContent();
    await server.down();
    await page.getByText("Reconnecting…").first().waitFor();
    expect(await rowsOf(page).count()).toBeGreaterThan(20);
    const loaded = page.waitForResponse((response) => response.url().includes("/api/market/snapshot"), {
      timeout: 20_000,
    });
    await server.up();
    await loaded;
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await count(page).textContent()).toBe(total);
    expect(faults.filter((fault) => !/Failed to load resource/.test(fault))).toEqual([]);
    await page.context().close();
  });

  it("saves a file that equals the screen", async () => {
    const { page } = await open("/prices?gpu=H100&region=EU&rejected=show");
    const shown = await cells(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^necto-prices-.*Z\.csv$/);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines[0]).toContain("Price ($/GPU-hr)");
    expect(lines.length - 1).toBe(shown.length);
    lines.slice(1).forEach((line, index) => {
      const [gpu, perUnit, , price, bill] = line.split(",");
      expect(shown[index]![0]).toContain(`${perUnit}× ${gpu}`);
      expect(shown[index]![1]!.replace(/^.*(up|down)/, "")).toBe(price || "—");
      expect(shown[index]![2]).toBe(bill || "—");
    });
    await page.context().close();
  });

  it.each([1440, 390])(
    "lays an offer open with its age and an estimate of its confidence, at %i px",
    async (width) => {
      const { page, faults } = await open("/prices?gpu=H100&source=aws-spot", { width });
      const [first] = (await market()).filter(({ gpu, source }) => gpu === "H100" && source === "aws-spot");
      await page
        .getByRole("button", { name: unitText(first!) })
        .first()
        .click();
      const offer = page.getByRole("dialog", { name: "Offer" });
      await offer
        .getByText(/^(High|Medium|Low) \(estimate\): .* such prices \d+ s old are more than 5 % off/)
        .waitFor();
      await offer.getByText("The price is made up: as if it were real").waitFor();
      await offer.getByText(/^\d+ s ago, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/).waitFor();
      await offer.getByText(first!.id).waitFor();
      await offer.getByText(rateText(first!.usdMicrosPerGpuHour!), { exact: true }).waitFor();
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        await eventually(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
        expect(await findAxeViolations(page)).toEqual([]);
      }
      expect(await findSidewaysScrollers(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await eventually(() => page.getByRole("dialog", { name: "Offer" }).count()).toBe(0);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it("rests its confidence on the prices recorded here once there are enough", async () => {
    const { page } = await openPage(browser, "about:blank");
    const measured = [{ gpu: "H100", pricing: "spot", hours: 300, offBps: [2500, 3000, 4000] }];
    await page.route("**/api/market/volatility", (route) =>
      route.fulfill({ json: { origin: "sandbox", measured } }),
    );
    await page.goto(`${server.url}/prices?gpu=H100&source=aws-spot`);
    await rowsOf(page).first().getByRole("button").click();
    await page
      .getByText(/^High \(estimate\): fewer than 1 in 100 .* measured in the prices recorded here/)
      .waitFor();
    await page.context().close();
  });

  it("asks the agent for what the filters say", async () => {
    const { page } = await open("/prices?gpu=H100&region=EU");
    await page.getByRole("button", { name: "Ask the agent to route this" }).click();
    await page.waitForURL("**/chat/*");
    await page.getByRole("heading", { name: /of .* offers fit/ }).waitFor();
    await page.getByText("Route from the price table: H100, in EU").first().waitFor();
    expect(await page.getByRole("button", { name: "Search without “H100”" }).count()).toBe(1);
    await page.goBack();
    await page.context().close();
  });

  it("shows the recorded prices of a GPU as a chart with its words, and as a table", async () => {
    const { page, faults } = await open("/prices?gpu=H100");
    await page.getByRole("button", { name: "History" }).click();
    const chart = page.getByRole("img", {
      name: /^H100, \w+ prices over 24 hours, 1 hour recorded in the sandbox: median from/,
    });
    await chart.locator("canvas").waitFor();
    expect(await page.getByText("The history grows while Necto runs").count()).toBe(1);
    await page.getByRole("button", { name: "Show as table" }).click();
    const history = await (await fetch(`${server.url}/api/market/history?gpu=H100&range=24h`)).json();
    const row = page.getByRole("region", { name: "Price history as a table" }).locator("tbody tr");
    expect(await row.locator("td").first().textContent()).toBe(rateText(history.series[0].p50.at(-1)));
    await page.getByText("30 d").click();
    await eventually(() => new URL(page.url()).search).toBe("?gpu=H100&history=H100&range=30d");
    await page.goto(`${server.url}/prices?history=Nonesuch`);
    await page.getByText("No price of Nonesuch has been recorded").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is found from the chat by its link, and left by the others, without a load", async () => {
    const { page } = await openPage(browser, server.url);
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
    await page.getByRole("link", { name: "Prices" }).click();
    await rowsOf(page).first().waitFor();
    expect(await page.title()).toBe("Prices · Necto");
    expect(await page.getByRole("link", { name: "Prices" }).getAttribute("aria-current")).toBe("page");
    await page.getByRole("link", { name: "Agent" }).click();
    await page.getByText("What compute do you need?").waitFor();
    await page.goBack();
    await rowsOf(page).first().waitFor();
    expect(await page.evaluate(() => "stayed" in globalThis)).toBe(true);
    await page.context().close();
  });

  it("shows two lines a row on a phone, the price never cut, and its filters in a sheet", async () => {
    const { page, faults } = await open("/prices", { width: 390 });
    const [cheapest] = await market();
    const price = page.locator("necto-price-rows .price").first();
    expect(await price.textContent()).toContain(rateText(cheapest!.usdMicrosPerGpuHour!));
    const box = (await price.boundingBox())!;
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Filters" }).click();
    await choose(page, "gpu", "H100");
    await page.getByRole("button", { name: /^Show \d+ offers$/ }).click();
    await page.getByRole("button", { name: "Filters (1)" }).waitFor();
    expect(await page.locator("necto-price-rows .gpu").first().textContent()).toContain("H100");
    expect(await findSidewaysScrollers(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { page, faults } = await open("/prices?gpu=H100&rejected=show", { width });
      const find = async (...themes: readonly ("light" | "dark")[]) => {
        const found: string[] = [];
        for (const colorScheme of themes) {
          await page.emulateMedia({ colorScheme });
          await eventually(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
          found.push(...(await findAxeViolations(page)).map((violation) => `${colorScheme}: ${violation}`));
        }
        return found;
      };
      expect(await find("dark", "light")).toEqual([]);
      await page.goto(`${server.url}/prices?group=gpu&history=H100`);
      await page.getByRole("img", { name: /^H100/ }).locator("canvas").waitFor();
      expect(await find(width === 390 ? "dark" : "light")).toEqual([]);
      expect(await findSidewaysScrollers(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});
