import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AskResult } from "@necto/tools/protocol/api";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { type ScriptedGateway, startScriptedGateway, withWrongByte } from "./scripted-gateway.ts";
import { SEALED } from "./scripted-run.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { AGENT_ADDRESS, sealByStranger, sealDecision, sealRunOf, sealWrongChoice } from "./sealed-traces.ts";
import { withBrowser } from "./with-browser.ts";
import { withRealServer } from "./with-real-server.ts";

const QUESTION = "cheapest H100 in EU under $3";

const browser = withBrowser();

const verdict = (page: Page) => page.locator("necto-verdict h2");
const check = (page: Page, id: string) => page.locator(`necto-checks li[data-check=${id}]`);
const badge = async (page: Page, id: string) =>
  ((await check(page, id).locator(".badge").textContent()) ?? "").trim();
const verdictOf = (page: Page) => expect.poll(() => verdict(page).textContent());

describe("with the real server and its 0G", { retry: BROWSER_RETRIES }, () => {
  const { server } = withRealServer();

  /** A decision whose trace 0G has. */
  async function storedDecision(): Promise<{ readonly id: string; readonly root: string }> {
    const response = await fetch(`${server.url}/api/ask`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: QUESTION }),
    });
    const { decision, trace } = (await response.json()) as AskResult;
    await expect.poll(() => stateOf(trace!.root)).toBe("stored");
    return { id: decision!.id, root: trace!.root };
  }

  const stateOf = async (root: string): Promise<string> =>
    ((await (await fetch(`${server.url}/api/traces/${root}`)).json()) as TraceStatus).state;

  it("goes from a search to its verified decision, whose bytes come from 0G itself", async () => {
    const { page, faults } = await openPage(browser, server.url);
    const requests: string[] = [];
    page.context().on("request", (request) => requests.push(request.url()));
    await ask(page, QUESTION);
    const seal = page.getByRole("group", { name: "Trace of this decision" });
    await seal.getByText(/Sealed · root 0x/).waitFor();
    await seal.getByText("On 0G", { exact: true }).waitFor();
    await page.reload();
    await seal.getByText("On 0G", { exact: true }).waitFor();
    await seal.getByRole("link", { name: "Verify" }).click();
    await verdictOf(page).toBe("Verified");
    await page.getByText(/was read from the registry 0x.*taken from this server/).waitFor();
    expect(requests.filter((url) => /\/file\?root=0x/.test(url) && !url.startsWith(server.url))).toHaveLength(
      1,
    );
    expect(requests.filter((url) => /\/api\/traces\/.*\/file/.test(url))).toEqual([]);
    expect(
      await Promise.all(
        ["bytes", "root", "signature", "replay", "completeness"].map((id) => badge(page, id)),
      ),
    ).toEqual(Array(5).fill("Verified"));
    expect(await badge(page, "final")).toBe("Not applicable");

    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("The same result in every field.").waitFor();
    await page.locator("necto-trace necto-rejected").getByText("Other GPU").click();
    await expect.poll(() => page.locator("necto-rejected-rows li").count()).toBe(20);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("finds a decision by its id, and says that it knows no other", async () => {
    const { id, root } = await storedDecision();
    const { page } = await openPage(browser, `${server.url}/verify/${id}`);
    await verdictOf(page).toBe("Verified");
    expect((await page.locator("necto-hash .value").first().textContent())?.replace(/\s/g, "")).toContain(
      root,
    );
    await page.getByLabel("Root, or id of a decision").fill("decision-nobody");
    await page.keyboard.press("Enter");
    await page.getByText("This server knows no decision").waitFor();
    await page.getByLabel("Root, or id of a decision").fill("0x12");
    await page.keyboard.press("Enter");
    await page.getByText("A root is 0x and 64 hex digits").waitFor();
    await page.context().close();
  });

  it("says that one wrong byte on the disk of 0G does not match", async () => {
    const { root } = await storedDecision();
    const files = join(server.home, "sandbox", "zero-g", "files");
    const segment = join(files, readdirSync(files).find((name) => name.startsWith(root))!);
    writeFileSync(segment, withWrongByte(readFileSync(segment)));
    const { page, faults } = await openPage(browser, `${server.url}/verify/${root}`);
    await verdictOf(page).toBe("Does not match");
    await page.getByText("Do not rely on what this file says").waitFor();
    expect(await badge(page, "root")).toBe("Does not match");
    expect(await check(page, "root").locator("mark").count()).toBeGreaterThan(0);
    // Of bytes that are not the file asked for, nothing else is said.
    expect(await badge(page, "signature")).toBe("Could not check");
    expect(await page.locator("necto-trace").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("is verified by the offline file too, from 0G and the registry alone", async () => {
    const { root } = await storedDecision();
    const witness = (await (await fetch(`${server.url}/api/witness`)).json()) as WitnessView;
    const registry = witness.registry!;
    const file = new URL("../dist/necto-verify.html", import.meta.url);
    file.hash = new URLSearchParams({
      gateway: witness.zeroG.gateway,
      rpc: registry.rpcUrl,
      registry: registry.address,
      escrow: witness.escrow!.address,
      chain: String(registry.chainId),
      from: String(registry.fromBlock),
      root,
    }).toString();
    const { page, faults } = await openPage(browser, file.href);
    await verdictOf(page).toBe("Verified");
    expect(await badge(page, "completeness")).toBe("Verified");
    await page.getByText("and where to read it, was taken from you").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("could not check a root that nobody knows", async () => {
    const { page } = await openPage(browser, `${server.url}/verify/0x${"1".repeat(64)}`);
    await verdictOf(page).toBe("Could not check");
    await page.getByText("Not from here").waitFor();
    expect(await check(page, "bytes").textContent()).toContain("does not have this file");
    await page.context().close();
  });

  it("works by keyboard alone", async () => {
    const { root } = await storedDecision();
    const { page } = await openPage(browser, `${server.url}/verify`);
    await page.locator("necto-verify-form").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.type(root);
    await page.keyboard.press("Enter");
    await verdictOf(page).toBe("Verified");
    expect(new URL(page.url()).pathname).toBe(`/verify/${root}`);
    await page.getByRole("button", { name: "Replay in this browser" }).press("Enter");
    await page.getByText("The same result in every field.").waitFor();
    await page.goBack();
    await page.getByText("A file can be dropped anywhere").waitFor();
    await page.context().close();
  });

  it("offers itself as a file to keep", async () => {
    const { headers } = await fetch(`${server.url}/necto-verify.html`);
    expect(headers.get("content-disposition")).toBe('attachment; filename="necto-verify.html"');
    const { page } = await openPage(browser, `${server.url}/verify`);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "This page as one file" }).click();
    expect((await download).suggestedFilename()).toBe("necto-verify.html");
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { root } = await storedDecision();
      const { page, faults } = await openPage(browser, `${server.url}/verify`, { width });
      const expectNone = async () => {
        for (const colorScheme of ["dark", "light"] as const) {
          await page.emulateMedia({ colorScheme });
          await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
          expect(await findAxeViolations(page)).toEqual([]);
        }
      };
      await page.getByText("A file can be dropped anywhere").waitFor();
      await expectNone();
      await page.goto(`${server.url}/verify/${root}`);
      await verdictOf(page).toBe("Verified");
      await page.getByRole("button", { name: "Replay in this browser" }).click();
      await page.getByText("The same result in every field.").waitFor();
      for (const summary of await page.getByText("What was compared").all()) await summary.click();
      await page.locator("necto-trace-steps summary").first().click();
      await page
        .locator("necto-ranked-pages .opener button, necto-ranked-pages necto-result-rows button")
        .first()
        .click();
      await page.locator("necto-rejected summary").first().click();
      await page.locator("necto-rejected-rows li").first().waitFor();
      await expectNone();
      expect(await findSidewaysScrollers(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

describe("with a server and a 0G that do as they are told", { retry: BROWSER_RETRIES }, () => {
  let server: ScriptedServer;
  let gateway: ScriptedGateway;

  beforeAll(async () => {
    [server, gateway] = await Promise.all([startScriptedServer(), startScriptedGateway()]);
    server.witness = {
      zeroG: {
        network: "0G sandbox",
        chainId: 1,
        gateway: gateway.url,
        explorer: "https://explorer.example",
      },
      agentKeys: [AGENT_ADDRESS],
      registry: null,
      escrow: gateway.escrow,
    };
  });

  beforeEach(() => {
    gateway.broken = false;
    gateway.corrupt = false;
  });

  afterAll(async () => {
    await server?.stop();
    await gateway?.stop();
  });

  const drop = (page: Page, name: string, bytes: Uint8Array) =>
    page.evaluate(
      ({ name, text }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], name));
        const deep = (root: ParentNode): Element | null =>
          root.querySelector("necto-verify") ??
          [...root.querySelectorAll("*")]
            .map(({ shadowRoot }) => shadowRoot && deep(shadowRoot))
            .find(Boolean) ??
          null;
        deep(document)!.dispatchEvent(
          new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }),
        );
      },
      { name, text: new TextDecoder().decode(bytes) },
    );

  it("reads the server's copy while a trace is on its way, and checks 0G itself once it is there", async () => {
    const trace = await sealDecision(40);
    server.copies.set(trace.root, trace.bytes);
    server.tellTrace({ root: trace.root });
    const { page, faults } = await openPage(browser, `${server.url}/verify/${trace.root}`);
    await verdictOf(page).toBe("Could not check");
    await page.getByText("Waiting for 0G").waitFor();
    expect(await badge(page, "bytes")).toBe("Could not check");
    expect(await badge(page, "replay")).toBe("Verified");
    await page.getByRole("heading", { name: /^Ranked:/ }).waitFor();

    const problem = { code: "storage/unreachable", message: "0G does not answer." };
    server.tellTrace({ root: trace.root, problem, tries: 1, nextTryAt: "2026-11-22T08:05:12.000Z" });
    await page
      .getByText("0G does not answer. 1 try so far; nothing is lost. Next try at 08:05:12 UTC.")
      .waitFor();
    server.tellTrace({ root: trace.root, state: "sending", problem: null, txHash: `0x${"2".repeat(64)}` });
    await page.getByText("Sending to 0G").waitFor();
    gateway.files.set(trace.root, trace.bytes);
    server.tellTrace({ root: trace.root, state: "stored" });
    await verdictOf(page).toBe("Verified");
    expect(await page.getByRole("link", { name: "Transaction" }).getAttribute("href")).toBe(
      `https://explorer.example/tx/0x${"2".repeat(64)}`,
    );
    expect(await page.getByRole("link", { name: "File on 0G" }).getAttribute("href")).toBe(
      `${gateway.url}/file?root=${trace.root}`,
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("seals the result of a search at once, and tells its way to 0G as it happens", async () => {
    server.pace = 0;
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    const seal = page.getByRole("group", { name: "Trace of this decision" });
    await seal.getByText("Sealed · root 0x7d3e…9a40").waitFor();
    await seal.getByText("Waiting for 0G").waitFor();
    expect(await page.getByRole("list", { name: "Steps" }).textContent()).toMatch(/Seal\s+0x7d3e…9a40/);
    const problem = { code: "storage/unreachable", message: "0G does not answer." };
    server.tellTrace({ root: SEALED.root, problem, tries: 1, nextTryAt: "2026-11-22T08:05:12.000Z" });
    await seal.getByText("Not on 0G yet").waitFor();
    await seal.getByText("0G does not answer. 1 try so far; nothing is lost.").waitFor();
    server.tellTrace({ root: SEALED.root, state: "sending", problem: null });
    await seal.getByText("Sending to 0G").waitFor();
    await page.reload();
    await seal.getByText("Sending to 0G").waitFor();
    server.tellTrace({ root: SEALED.root, state: "stored" });
    await seal.getByText("On 0G", { exact: true }).waitFor();
    expect(await seal.getByRole("link", { name: "Verify" }).getAttribute("href")).toBe(
      `/verify/${SEALED.root}`,
    );
    expect(faults).toEqual([]);
    server.tellTrace({ root: SEALED.root, state: "queued" });
    await page.context().close();
  });

  it("verifies a file that is dropped, and the same file with one wrong byte", async () => {
    const trace = await sealDecision(40);
    gateway.files.set(trace.root, trace.bytes);
    const { page, faults } = await openPage(browser, `${server.url}/verify`);
    await page.getByText("A file can be dropped anywhere").waitFor();
    await drop(page, "decision.json", trace.bytes);
    await verdictOf(page).toBe("Verified");
    await page.getByText("decision.json").waitFor();
    await drop(page, "wrong.json", withWrongByte(trace.bytes));
    await page.getByText("wrong.json").waitFor();
    await verdictOf(page).toBe("Does not match");
    await page.getByText("none of it is proved").waitFor();
    await drop(page, "letter.txt", new TextEncoder().encode("Dear Necto"));
    await page.getByText("letter.txt").waitFor();
    await verdictOf(page).toBe("Does not match");
    await page.getByText("It is not JSON.").first().waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("names the field in which a replay differs from what an agent key signed", async () => {
    const trace = await sealWrongChoice();
    gateway.files.set(trace.root, trace.bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${trace.root}`);
    await verdictOf(page).toBe("Does not match");
    expect(await badge(page, "signature")).toBe("Verified");
    expect(
      await check(page, "replay").getByRole("list", { name: "Fields that differ" }).textContent(),
    ).toContain("chosen");
    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("Something else came out in 1 field.").waitFor();
    await page.context().close();
  });

  it("does not take a stranger's signature for the agent's", async () => {
    const trace = await sealByStranger();
    gateway.files.set(trace.root, trace.bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${trace.root}`);
    await verdictOf(page).toBe("Does not match");
    expect(await check(page, "signature").textContent()).toContain("does not know this key");
    await page.context().close();
  });

  it("checks a job against the root that its chain names, and a root against none", async () => {
    const [paid, other] = [await sealDecision(40), await sealDecision(12)];
    const jobId = `0x${"5".repeat(64)}`;
    gateway.jobs.set(jobId, paid.root);
    gateway.files.set(paid.root, paid.bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${jobId}`);
    await verdictOf(page).toBe("Verified");
    expect([await badge(page, "chain-root"), await badge(page, "final")]).toEqual(["Verified", "Verified"]);

    await page.goto(`${server.url}/verify/${paid.root}`);
    await verdictOf(page).toBe("Verified");
    expect([await badge(page, "chain-root"), await badge(page, "final")]).toEqual(
      Array(2).fill("Not applicable"),
    );

    // What is served for the job is a good decision, but the chain names another root.
    gateway.files.set(paid.root, other.bytes);
    await page.goto(`${server.url}/verify/${jobId}`);
    await verdictOf(page).toBe("Does not match");
    expect([await badge(page, "root"), await badge(page, "chain-root")]).toEqual(
      Array(2).fill("Does not match"),
    );
    expect(await check(page, "chain-root").locator("mark").count()).toBeGreaterThan(0);

    gateway.broken = true;
    await page.reload();
    await verdictOf(page).toBe("Could not check");
    expect([await badge(page, "chain-root"), await badge(page, "final")]).toEqual(
      Array(2).fill("Could not check"),
    );
    await page.context().close();
  });

  it("verifies the trace of a run and leads to its decision", async () => {
    const decision = await sealDecision(40);
    const run = await sealRunOf(decision);
    for (const { root, bytes } of [decision, run]) gateway.files.set(root, bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${run.root}`);
    await verdictOf(page).toBe("Verified");
    await page.getByText("followed its steps from digest to digest").waitFor();
    expect(await page.getByRole("list", { name: "Steps" }).getByRole("group").count()).toBe(5);
    await page.getByRole("link", { name: "Verify the decision" }).click();
    await page.getByRole("heading", { name: /^Ranked:/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/verify/${decision.root}`);
    await page.context().close();
  });

  it("could not check while the gateway does not answer", async () => {
    gateway.broken = true;
    const { page } = await openPage(browser, `${server.url}/verify/0x${"3".repeat(64)}`);
    await verdictOf(page).toBe("Could not check");
    expect(await check(page, "bytes").textContent()).toContain("did not give the file: It answered 502");
    await page.context().close();
  });

  it("keeps to the page's policy inside the worker too", async () => {
    const trace = await sealDecision(40);
    gateway.files.set(trace.root, trace.bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${trace.root}`);
    await verdictOf(page).toBe("Verified");
    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("The same result in every field.").waitFor();
    expect(server.workerViolations).toEqual([]);
    await page.context().close();
  });

  it("could not check when the verifier's script is not to be had", async () => {
    const { page } = await openPage(browser, `${server.url}/verify`);
    await page.route("**/assets/verify-worker*", (route) => route.abort());
    await page.getByLabel("Root, or id of a decision").fill(`0x${"4".repeat(64)}`);
    await page.keyboard.press("Enter");
    await verdictOf(page).toBe("Could not check");
    await page.getByText("The verifier itself failed, so nothing was checked.").waitFor();
    await page.context().close();
  });

  it("stays usable with ten thousand offers", async () => {
    const trace = await sealDecision(10_000);
    gateway.files.set(trace.root, trace.bytes);
    const { page } = await openPage(browser, `${server.url}/verify/${trace.root}`);
    await verdictOf(page).toBe("Verified");
    const ranked = page.locator("necto-ranked-pages");
    await ranked.getByText(/^1–20 of/).waitFor();
    await ranked.getByRole("button", { name: "Next" }).click();
    await ranked.getByText(/^21–40 of/).waitFor();
    expect(await ranked.locator("tbody tr").count()).toBe(20);
    // What was recorded is not on offer.
    await ranked.locator(".opener button").first().click();
    await ranked.getByText("Why this price").waitFor();
    expect(await ranked.getByRole("button", { name: /book/i }).count()).toBe(0);
    await page.locator("necto-rejected summary").first().click();
    await page.getByRole("button", { name: /^20 more of/ }).waitFor();
    expect(await page.locator("necto-rejected-rows li").count()).toBe(20);
    await page.context().close();
  });
});
