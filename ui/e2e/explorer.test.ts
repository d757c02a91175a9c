import type { WitnessView } from "@necto/tools/protocol/witness-view";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bookFirst, pressApprove, receipt } from "./book-first.ts";
import { BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The explorer over the sandbox's chains and 0G, from a receipt to everything behind it. */

const { browser, server } = withRealServer({ NECTO_SANDBOX_PROVIDER: "manual" });
/** What one booking left behind. */
let booked: { readonly jobId: string; readonly hash: string; readonly root: string };

beforeAll(async () => {
  booked = await book();
});

async function book(): Promise<typeof booked> {
  const { page } = await openPage(browser, server.url);
  await bookFirst(page);
  await pressApprove(page);
  await receipt(page).waitFor();
  await page.getByRole("link", { name: "Open the job" }).click();
  const idOf = async (kind: string) => {
    const link = page.locator(`necto-job a[href^="/explorer/${kind}/"]`).first();
    return (await link.getAttribute("href"))!.split("/").at(-1)!;
  };
  const found = { jobId: await idOf("id"), hash: await idOf("tx"), root: await idOf("file") };
  await page.context().close();
  return found;
}

const open = (path: string, options = {}) => openPage(browser, server.url + path, options);
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).waitFor();
/** What a row of facts says. */
async function fact(page: Page, section: string, name: string): Promise<string> {
  const row = page
    .getByRole("region", { name: section })
    .locator(`dl.rows div:has(> dt:text-is("${name}")) dd`);
  return (await row.first().textContent())!.trim();
}

describe("the explorer", { retry: BROWSER_RETRIES }, () => {
  it("leads from a receipt to the transaction, its events, its block, the trace's file and its verification", async () => {
    const { page, faults } = await open("/");
    await bookFirst(page);
    await pressApprove(page);
    await receipt(page).waitFor();
    const paid = /[\d.,]+ tUSDC/.exec((await receipt(page).textContent())!)![0];
    await page.locator("necto-receipt").getByRole("link", { name: /^0x/ }).last().click();

    await heading(page, "Transaction");
    await page.getByText("Carried out").waitFor();
    expect(await fact(page, "Facts", "Finality")).toMatch(/^Final, \d+ confirmations?$/);
    expect(await fact(page, "Facts", "To")).toMatch(/^Necto escrow 0x/);
    expect(await fact(page, "What it asked for", "Time paid for")).toBe("2 hours (7,200 s)");
    expect(await fact(page, "What it asked for", "Tracking")).toBe("untracked: nothing about who asked");
    await heading(page, /^Job opened by the Necto escrow/);
    expect(await fact(page, "What happened", "Amount")).toBe(paid);

    const block = page.getByRole("region", { name: "Facts" }).getByRole("link").first();
    const number = await block.textContent();
    await block.click();
    await heading(page, `Block ${number}`);
    await page
      .getByRole("row", { name: /openWithAuthorization/ })
      .getByRole("link", { name: /^0x/ })
      .first()
      .click();

    await page.getByRole("region", { name: "What happened" }).locator('a[href^="/explorer/file/"]').click();
    await heading(page, "File");
    await page.getByText("On 0G", { exact: true }).waitFor();
    expect(await fact(page, "Facts", "Is")).toBe("the trace of a decision: everything it was made from");
    const root = page.url().split("/").at(-1)!;
    await page.locator('necto-explorer-file a[href^="/explorer/tx/"]').click();
    await heading(page, /^Submit by the 0G Flow/);
    expect(await fact(page, "What happened", "File root")).toContain(root);
    await page.goBack();
    await heading(page, "File");
    await page.getByRole("link", { name: "Verify it" }).click();
    expect(new URL(page.url()).pathname).toBe(`/verify/${root}`);
    await page.locator("necto-verdict").getByText("Verified", { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("says what a hash is by keyboard alone, and keeps its own address for it", async () => {
    const { page, faults } = await open("/explorer");
    await heading(page, /^Sandbox for ADI/);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const field = page.getByRole("searchbox");
    await expect.poll(() => field.evaluate((node) => node.matches(":focus"))).toBe(true);
    const look = async (text: string) => {
      await field.fill(text);
      await page.keyboard.press("Enter");
    };
    const isAt = (path: string) => expect.poll(() => new URL(page.url()).pathname).toBe(path);
    const { jobId, hash, root } = booked;

    await look("H100");
    await page.getByRole("alert").getByText("0x and 64 hex digits").waitFor();
    await look(` ${hash.toUpperCase().slice(2)} `);
    await heading(page, "Transaction");
    await isAt(`/explorer/tx/${hash}`);
    await look(`https://necto.example/verify/${root}?from=chat`);
    await heading(page, "File");
    await isAt(`/explorer/file/${root}`);
    await look(jobId);
    await heading(page, "Job");
    await isAt(`/explorer/id/${jobId}`);
    await page.getByRole("row", { name: /^Job opened/ }).waitFor();
    await look("#1");
    await heading(page, "Block 1");
    await page.getByRole("link", { name: "Block after" }).click();
    await heading(page, "Block 2");
    await page.goBack();
    await heading(page, "Block 1");
    await page.goBack();
    await heading(page, "Job");
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("tells this server nothing of what is looked up on a chain", async () => {
    const { page } = await open("/explorer");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
    await page.getByRole("searchbox").fill(booked.hash);
    await heading(page, /^Sandbox for ADI/);
    await page.goto(`${server.url}/explorer`);
    await page.evaluate((path) => history.pushState(null, "", path), `/explorer/tx/${booked.hash}`);
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await heading(page, "Transaction");
    const told = asked.filter((text) => text.includes(booked.hash.slice(2)));
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((text) => text.startsWith(server.url))).toEqual([]);
    await page.context().close();
  });

  it("says that something is not found here, and never that it does not exist", async () => {
    const nothing = `0x${"7".repeat(64)}`;
    const { page, faults } = await open("/explorer");
    for (const path of [
      `tx/${nothing}`,
      `file/${nothing}`,
      `id/${nothing}`,
      `find/${nothing}`,
      "block/9999999",
    ]) {
      await page.goto(`${server.url}/explorer/${path}`);
      const says = await page.getByRole("alert").filter({ hasText: "Not found here" }).textContent();
      expect(says).toContain("That says nothing about whether it is somewhere else.");
      expect(says).not.toMatch(/not exist/);
    }
    await page.goto(`${server.url}/explorer/nothing/1`);
    await page.getByText("This address names nothing that can be looked up.").waitFor();
    // What this server does not know, it answers with 404.
    expect(faults.filter((fault) => !/404/.test(fault))).toEqual([]);
    await page.context().close();
  });

  it("names a chain that does not answer, and shows what the others know", async () => {
    const witness = (await (await fetch(`${server.url}/api/witness`)).json()) as WitnessView;
    const { page } = await open("/");
    const { rpcUrl, title } = witness.chains!.find(({ title }) => title === "sandbox for 0G")!;
    await page.route(`${new URL(rpcUrl).origin}/**`, (route) => route.abort());
    await page.goto(`${server.url}/explorer/tx/${booked.hash}`);
    await heading(page, "Transaction");
    await page.getByRole("alert").getByText(`${title} did not answer.`).waitFor();
    await page.unroute(`${new URL(rpcUrl).origin}/**`);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { contracts } = ((await (await fetch(`${server.url}/api/witness`)).json()) as WitnessView)
        .chains![0]!;
      for (const colorScheme of ["light", "dark"] as const) {
        const { page, faults } = await open("/explorer", { width, colorScheme });
        for (const [path, name] of [
          ["", /^Sandbox for 0G/],
          [`/tx/${booked.hash}`, "What happened"],
          ["/block/1", "Transactions"],
          [`/file/${booked.root}`, "File"],
          [`/id/${booked.jobId}`, "Job"],
          [`/address/${contracts[0]!.address}`, "Necto escrow"],
        ] as const) {
          await page.goto(`${server.url}/explorer${path}`);
          await heading(page, name);
          expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
        }
        expect(faults).toEqual([]);
        await page.context().close();
      }
    },
  );
});
