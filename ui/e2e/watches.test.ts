import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** Watches on the real server, whose sandbox has H100s for more than one and less than fifty USD. */

const { browser, server } = withRealServer({ NECTO_WEBHOOKS_TO_LOOPBACK: "on" });
let receiver: Server;
const received: { readonly id: unknown; readonly body: string }[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      received.push({ id: request.headers["webhook-id"], body });
      response.writeHead(204).end();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
});
afterAll(async () => {
  receiver.close();
});

async function fillForm(
  page: Page,
  { gpu, line }: { readonly gpu: string; readonly line: string },
): Promise<void> {
  await page.getByLabel("GPU", { exact: true }).fill(gpu);
  await page.getByLabel("Under, $ per GPU-hour").fill(line);
}

describe("watches", { retry: BROWSER_RETRIES }, () => {
  it("of nobody are made without an account, tell at once what is there, and are read by this browser alone", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/watches`);
    await page.getByText("None yet. Fill in the form").waitFor();
    await fillForm(page, { gpu: "H100", line: "50" });
    await page.getByLabel("Region").selectOption("EU");
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    const watch = page.getByRole("article", { name: "H100 · EU" });
    await watch.getByText("under $50.0000/GPU-hr").waitFor();
    await watch.getByText("Told once; tells again after 50.5000 or more").waitFor();
    await watch.getByText(/now, \d\d\.\d % under the line/).waitFor();
    expect(await watch.getByText("Untracked").count()).toBe(1);
    expect(await watch.getByRole("button", { name: /webhook/i }).count()).toBe(0);
    const other = await openPage(browser, `${server.url}/watches`);
    await other.page.getByText("None yet. Fill in the form").waitFor();
    await other.page.context().close();
    // Also after the server was away.
    await server.down();
    await server.up();
    await page.reload();
    await watch.getByText("Told once").waitFor();
    await watch.getByRole("button", { name: "Pause" }).click();
    await watch.getByText("Paused", { exact: true }).waitFor();
    await watch.getByRole("button", { name: "Delete" }).click();
    await watch.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("None yet. Fill in the form").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("asked for in chat are made by the page, once, and are not there again after a reload", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, "tell me when an H100 in EU drops under $0.10");
    await page.getByText("Watching H100 · EU under $0.1000/GPU-hr.").waitFor();
    await page.reload();
    await page.getByText("Watching H100 · EU under $0.1000/GPU-hr.").waitFor();
    await page.getByRole("link", { name: "All watches" }).click();
    await page.getByText("Watching", { exact: true }).waitFor();
    expect(await page.getByRole("article").count()).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("of an account tell in the inbox and by webhook, and the bell says so without a reload", async () => {
    const { page, faults } = await openPage(browser, `${server.url}/watches`);
    await signInAs(page, "Demo buyer");
    await fillForm(page, { gpu: "A100", line: "0.05" });
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    const waiting = page.getByRole("article", { name: "A100" });
    await waiting.getByRole("button", { name: "Add a webhook" }).click();
    const { port } = receiver.address() as AddressInfo;
    await waiting.getByLabel("Post each firing to").fill("https://10.0.0.1/");
    await waiting.getByRole("button", { name: "Set up" }).click();
    await waiting.getByText("is not an address of the open internet").waitFor();
    await waiting.getByLabel("Post each firing to").fill(`http://127.0.0.1:${port}/hook`);
    await waiting.getByRole("button", { name: "Set up" }).click();
    await waiting.getByText(/^whsec_/).waitFor();
    await waiting.getByRole("button", { name: "Send a test" }).click();
    await waiting.getByText("Delivered").waitFor();
    expect(JSON.parse(received.at(-1)!.body)).toMatchObject({ type: "watch.test" });

    await page.getByRole("link", { name: "Inbox", exact: true }).waitFor();
    await fillForm(page, { gpu: "H100", line: "50" });
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("link", { name: "Inbox: 1 new notice" }).click();
    await page
      .getByText(/^New H100 fell to \$\d+\.\d{4} per GPU-hour, under your line of \$50\.0000/)
      .waitFor();
    await page.getByRole("button", { name: /^Mark read/ }).click();
    await page.getByRole("link", { name: "Inbox", exact: true }).waitFor();
    // The address that was refused.
    expect(faults).toEqual([expect.stringContaining("400")]);
    await page.context().close();
  });

  it("are begun from a price and from a list of the agent's", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, "H100 80GB in EU under $9");
    await page.getByRole("link", { name: /Watch this/ }).click();
    await expect.poll(() => page.getByLabel("GPU", { exact: true }).inputValue()).toBe("H100");
    expect(await page.getByLabel("Region").inputValue()).toBe("EU");
    expect(await page.getByLabel("Under, $ per GPU-hour").inputValue()).toBe("9.00");
    await page.getByRole("button", { name: "Remove: ≥ 80 GiB per GPU" }).click();
    await page.setViewportSize({ width: 390, height: 900 });
    await page.goto(`${server.url}/prices?gpu=H100`);
    await page.locator("necto-price-rows .row").first().click();
    await page.getByRole("link", { name: "Tell me when it gets cheaper" }).click();
    await expect.poll(() => page.getByLabel("GPU", { exact: true }).inputValue()).toMatch(/^H100/);
    expect(await page.getByLabel("Under, $ per GPU-hour").inputValue()).toMatch(/^\d/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])("are used with the keyboard alone and break no rule at %i px", async (width) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, faults } = await openPage(browser, `${server.url}/watches`, { width, colorScheme });
      await page.getByText("None yet. Fill in the form").waitFor();
      await page.getByLabel("GPU", { exact: true }).focus();
      await page.keyboard.type("H100");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("0.02");
      await page.keyboard.press("Enter");
      await page.getByRole("article", { name: "H100" }).waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
      expect(await findSidewaysScrollers(page)).toEqual([]);
      await page.goto(`${server.url}/inbox`);
      await page.getByText("What an account is told").waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
      await page.getByRole("button", { name: "Demo buyer" }).click();
      await page.getByRole("region", { name: "Notices" }).or(page.getByText("Nothing yet.")).waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
      expect(await findSidewaysScrollers(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });
});
