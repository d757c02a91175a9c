import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { type ScriptedGateway, startScriptedGateway } from "./scripted-gateway.ts";
import { AGENT_ADDRESS, sealByStranger, sealDecision, sealRunOf } from "./sealed-traces.ts";
import { withBrowser } from "./with-browser.ts";

/** The verify page as one file from disk: no server of Necto anywhere, only a gateway that anybody may ask. */

const FILE = fileURLToPath(new URL("../dist/necto-verify.html", import.meta.url));
const ADDRESS = pathToFileURL(FILE).href;

const browser = withBrowser();
let gateway: ScriptedGateway;

beforeAll(async () => {
  expect(existsSync(FILE)).toBe(true);
  gateway = await startScriptedGateway();
});

beforeEach(() => {
  gateway.corrupt = false;
  gateway.broken = false;
});

afterAll(async () => {
  await gateway?.stop();
});

const verdict = (page: Page) => page.locator("necto-verdict h2");
const check = (page: Page, id: string) => page.locator(`necto-checks li[data-check=${id}]`);

async function openFile(width = 1440) {
  const opened = await openPage(browser, ADDRESS, { width });
  const requests: string[] = [];
  opened.page.on("request", (request) => requests.push(request.url()));
  return { ...opened, requests };
}

async function fill(page: Page, { keys = AGENT_ADDRESS, url = gateway.url } = {}): Promise<void> {
  await page.getByLabel("0G gateway").fill(url);
  await page.getByLabel("Agent keys you trust").fill(keys);
}

async function verifyRoot(page: Page, root: string): Promise<void> {
  await page.getByLabel("Root, or id of a job").fill(root);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
}

describe("the offline file", { retry: BROWSER_RETRIES }, () => {
  it("verifies a root against the gateway it was given, and talks to nobody else", async () => {
    const trace = await sealDecision(60);
    gateway.files.set(trace.root, trace.bytes);
    const { page, faults, requests } = await openFile();
    await fill(page);
    await verifyRoot(page, trace.root);
    await expect.poll(() => verdict(page).textContent()).toBe("Verified");
    await page.getByText("taken from the list you gave").waitFor();
    await page.getByRole("heading", { name: /^Ranked:/ }).waitFor();
    expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([
      `${gateway.url}/file?root=${trace.root}`,
    ]);
    expect(faults).toEqual([]);
    // The address holds what was entered, so that it can be kept and passed on.
    await page.reload();
    await expect.poll(() => verdict(page).textContent()).toBe("Verified");
    await page.context().close();
  });

  it("takes a job's id when it is given the escrow, and keeps it in the address", async () => {
    const trace = await sealDecision(60);
    gateway.files.set(trace.root, trace.bytes);
    const jobId = `0x${"6".repeat(64)}`;
    gateway.jobs.set(jobId, trace.root);
    const { rpcUrl, address, chainId } = gateway.escrow;
    const { page, faults } = await openFile();
    await fill(page);
    await page.getByText(/^On chain: the registry knows/).click();
    await page.getByLabel("Endpoint of the chain").fill(rpcUrl);
    await page.getByLabel("Address of the escrow").fill(address);
    await page.getByLabel("Number of the chain").fill(String(chainId));
    await verifyRoot(page, jobId);
    await expect.poll(() => verdict(page).textContent()).toBe("Verified");
    await page.getByText("that this is the escrow was taken from you").waitFor();
    for (const id of ["chain-root", "final"])
      expect(await check(page, id).locator(".badge").textContent()).toContain("Verified");
    expect(faults).toEqual([]);
    await page.reload();
    await expect.poll(() => verdict(page).textContent()).toBe("Verified");
    await verifyRoot(page, `0x${"7".repeat(64)}`);
    await expect.poll(() => verdict(page).textContent()).toBe("Could not check");
    expect(await check(page, "bytes").textContent()).toContain("does not have this file");
    await page.context().close();
  });

  it("says that a byte which changed on its way does not match", async () => {
    const trace = await sealDecision(60);
    gateway.files.set(trace.root, trace.bytes);
    gateway.corrupt = true;
    const { page, faults } = await openFile();
    await fill(page);
    await verifyRoot(page, trace.root);
    await expect.poll(() => verdict(page).textContent()).toBe("Does not match");
    expect(await check(page, "root").locator("mark").count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("reads a file without gateway and keys, and says what that leaves open", async () => {
    const trace = await sealRunOf(await sealDecision(12));
    const { page } = await openFile();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "trace.json", mimeType: "application/json", buffer: Buffer.from(trace.bytes) });
    await expect.poll(() => verdict(page).textContent()).toBe("Could not check");
    expect(await check(page, "bytes").textContent()).toContain("No 0G endpoint was given");
    expect(await check(page, "signature").textContent()).toContain("nothing was given that says which keys");
    expect(await check(page, "replay").textContent()).toContain("node transitions follow one another");
    await page.context().close();
  });

  it("does not take a stranger's signature for the agent's, and names a field that is wrong", async () => {
    const trace = await sealByStranger();
    gateway.files.set(trace.root, trace.bytes);
    const { page } = await openFile();
    await fill(page, { keys: `${AGENT_ADDRESS}\n0x12` });
    await verifyRoot(page, trace.root);
    await page.getByText("0x12 is no address").waitFor();
    await fill(page);
    await verifyRoot(page, trace.root);
    await expect.poll(() => verdict(page).textContent()).toBe("Does not match");
    expect(await check(page, "signature").textContent()).toContain("does not know this key");
    await page.context().close();
  });

  it("could not check while the gateway is away", async () => {
    gateway.broken = true;
    const { page } = await openFile();
    await fill(page);
    await verifyRoot(page, `0x${"1".repeat(64)}`);
    await expect.poll(() => verdict(page).textContent()).toBe("Could not check");
    expect(await check(page, "bytes").textContent()).toContain("did not give the file: It answered 502");
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll at %i px in either theme",
    async (width) => {
      const trace = await sealDecision(60);
      gateway.files.set(trace.root, trace.bytes);
      const { page, faults } = await openFile(width);
      await fill(page);
      await verifyRoot(page, trace.root);
      await expect.poll(() => verdict(page).textContent()).toBe("Verified");
      await page.getByRole("heading", { name: /^Ranked:/ }).waitFor();
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
        expect(await findAxeViolations(page)).toEqual([]);
      }
      expect(await findSidewaysScrollers(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});
