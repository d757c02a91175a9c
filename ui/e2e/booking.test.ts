import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, findAxeViolations, findSidewaysScrollers, openPage } from "./page-checks.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { withBrowser } from "./with-browser.ts";

/** Booking as a page must show it whatever the server does: slow, late, moved, lying, answered elsewhere. */

const QUESTION = "cheapest H100 in EU under $3 for 6 hours";
const AMOUNT = "115.68 USDC";

const browser = withBrowser();
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});

beforeEach(() => {
  Object.assign(server.booking, {
    quoteSeconds: 120,
    hasMoved: false,
    isVoidedOnce: false,
    isPlain: false,
    lies: false,
    org: null,
    pace: 0,
  });
});

afterAll(async () => {
  await server?.stop();
});

const approve = (page: Page, amount = AMOUNT) => page.getByRole("button", { name: `Approve ${amount}` });
const receipt = (page: Page) => page.getByRole("heading", { name: `Booked: ${AMOUNT} are in escrow` });

/** From the question to the card. */
async function bookFirst(page: Page): Promise<void> {
  await ask(page, QUESTION);
  await page.getByRole("heading", { name: "5 of 5,893 offers fit" }).waitFor();
  const inTable = page.getByRole("button", { name: "Book offer 1" });
  if (await inTable.isVisible()) await inTable.click();
  else {
    await page.locator("necto-result-rows button").first().click();
    await page.getByRole("button", { name: "Book", exact: true }).click();
  }
  await page
    .getByText(/^Approve this booking/)
    .first()
    .waitFor();
  await lookAtCard(page);
}

/** Approve waits until it is in view; a driver waits until it can be pressed before it scrolls. */
const lookAtCard = (page: Page) => page.locator("necto-approval .card").last().scrollIntoViewIfNeeded();

/** As somebody does who looks for the card when the page has moved under it. */
async function pressApprove(page: Page, amount = AMOUNT): Promise<void> {
  const button = approve(page, amount);
  await button.waitFor();
  await expect
    .poll(async () => {
      await lookAtCard(page);
      return button.isEnabled();
    })
    .toBe(true);
  await button.click();
}

describe("booking", { retry: BROWSER_RETRIES }, () => {
  it("shows everything that is agreed to in full, takes one approval, and leads to a receipt", async () => {
    server.booking.pace = 150;
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    const card = page.locator("necto-approval");
    for (const known of [
      "Fjordlys Compute AS",
      `0x${"22".repeat(20)}`,
      "8× H100 SXM",
      "$19.2800/hr × 6 hours",
      AMOUNT,
      "2.892 USDC (2.50 %)",
      `0x${"33".repeat(20)}`,
      "sandbox for ADI (chain 313370036)",
      `0x${"44".repeat(20)}`,
      `0x${"66".repeat(32)}`,
      "Untracked",
    ])
      await card.getByText(known).first().waitFor();
    expect(await card.getByRole("link", { name: "Verify" }).getAttribute("href")).toBe(
      `/verify/0x${"66".repeat(32)}`,
    );
    expect(await card.getByRole("timer").textContent()).toMatch(/[12]:\d\d left/);
    const before = server.booking.taken.length;
    await approve(page).dblclick();
    const way = page.getByRole("list", { name: "Booking" });
    await way.getByText("Submitted").waitFor();
    await receipt(page).waitFor();
    expect(await way.getByText("Done:").count()).toBe(0);
    expect(await way.locator("li.done").count()).toBe(4);
    expect(server.booking.taken.length - before).toBe(1);
    expect(await approve(page).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("names the organisation on the card, the receipt, the job and the list of jobs", async () => {
    server.booking.org = { id: `0x${"9a".repeat(32)}`, name: "Research lab" };
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByRole("heading", { name: "Approve this booking for Research lab?" }).waitFor();
    const link = (within: Locator) => within.getByRole("link", { name: "Research lab" });
    const leadsTo = `/team/0x${"9a".repeat(32)}`;
    expect(await link(page.locator("necto-order")).getAttribute("href")).toBe(leadsTo);
    await approve(page).click();
    await receipt(page).waitFor();
    expect(await link(page.locator("necto-receipt")).getAttribute("href")).toBe(leadsTo);
    await page.getByRole("link", { name: "Open the job" }).click();
    expect(await link(page.locator("necto-job")).getAttribute("href")).toBe(leadsTo);
    await page.getByRole("link", { name: "All jobs" }).click();
    await page.getByRole("listitem").getByText("For Research lab ·").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("does not let Approve be pressed in the moment it appears, nor take the focus from the message field", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByRole("heading", { name: "5 of 5,893 offers fit" }).waitFor();
    await page.evaluate(() => {
      const seen = { at: 0, enabledAt: 0 };
      (globalThis as unknown as { seen: typeof seen }).seen = seen;
      const find = (root: Document | ShadowRoot): HTMLButtonElement | null => {
        for (const element of root.querySelectorAll("*")) {
          const isIt =
            element instanceof HTMLButtonElement && element.textContent?.trim().startsWith("Approve 1");
          const found = isIt ? element : element.shadowRoot && find(element.shadowRoot);
          if (found) return found as HTMLButtonElement;
        }
        return null;
      };
      const look = () => {
        const button = find(document);
        if (button && !seen.at) seen.at = performance.now();
        if (button && !button.disabled) seen.enabledAt = performance.now();
        else requestAnimationFrame(look);
      };
      look();
    });
    await page.getByRole("button", { name: "Book offer 1" }).click();
    await page.getByLabel("Message", { exact: true }).focus();
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    const { at, enabledAt } = await page.evaluate(
      () => (globalThis as unknown as { seen: { at: number; enabledAt: number } }).seen,
    );
    expect(enabledAt - at).toBeGreaterThanOrEqual(400);
    // Enter in the message field says something; it approves nothing.
    const before = server.booking.taken.length;
    await ask(page, "yes, approve it");
    await page.getByText("yes, approve it").waitFor();
    expect(server.booking.taken.length).toBe(before);
    await page.context().close();
  });

  it("keeps two tabs in step, and shows the same after a reload at each step", async () => {
    server.booking.pace = 400;
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.reload();
    await page.getByText("Approve this booking?").waitFor();
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByText("Approve this booking?").waitFor();
    // A tab behind another one paints nothing, and what is not painted is not in view.
    await page.bringToFront();
    await pressApprove(page);
    await second.locator("necto-approval").getByText("Approved", { exact: true }).waitFor();
    expect(await approve(second).count()).toBe(0);
    await page.getByRole("list", { name: "Booking" }).waitFor();
    await page.reload();
    for (const tab of [page, second]) {
      await receipt(tab).waitFor();
      expect(await tab.getByText(`Approved: ${AMOUNT}`).count()).toBe(1);
      await tab.reload();
      await receipt(tab).waitFor();
      expect(await tab.locator("necto-approval").getByText("Approved", { exact: true }).count()).toBe(1);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("declines, and nothing is paid", async () => {
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    const before = server.booking.taken.length;
    await page.getByRole("button", { name: "Decline" }).click();
    await page.getByText("Declined", { exact: true }).waitFor();
    expect(server.booking.taken.length).toBe(before);
    await page.context().close();
  });

  it("lets a quote expire for good, and asks for a new one when told to", async () => {
    server.booking.quoteSeconds = 3;
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByText("The quote has expired. Nothing was paid.").waitFor();
    expect(await approve(page).count()).toBe(0);
    server.booking.quoteSeconds = 120;
    await page.getByRole("button", { name: "Ask for a new quote" }).click();
    await approve(page).waitFor();
    await page.context().close();
  });

  it("says that the price moved, old and new, before and after the card was shown", async () => {
    server.booking.hasMoved = true;
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    const moved = await page.locator("necto-order .moved").textContent();
    expect(moved?.replaceAll(/\s+/g, " ")).toContain(`${AMOUNT} → 116.40 USDC`);
    await page.context().close();

    server.booking.hasMoved = false;
    server.booking.isVoidedOnce = true;
    const other = (await openPage(browser, server.url)).page;
    await bookFirst(other);
    await pressApprove(other);
    await other.getByText("No longer valid").waitFor();
    await other.getByText("The price has moved. Nothing was paid.").waitFor();
    await pressApprove(other, "116.40 USDC");
    await other.getByRole("heading", { name: "Booked: 116.40 USDC are in escrow" }).waitFor();
    await other.context().close();
  });

  it("pauses approvals without a connection", async () => {
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    await page.context().setOffline(true);
    await page.getByText("Offline. Approvals are paused.").waitFor();
    expect(await approve(page).isEnabled()).toBe(false);
    await page.context().setOffline(false);
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    await page.context().close();
  });

  it("pays with a fresh key of this browser, which the job's link and keys stay with", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByRole("radio", { name: "Fresh key of this browser" }).check();
    await page.getByRole("button", { name: "Test USDC from the faucet" }).click();
    await page.getByText("It holds 1,000.00 USDC.").waitFor();
    await pressApprove(page);
    await receipt(page).waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();
    const jobUrl = page.url();
    // Nobody else is told about it, unless by the link.
    const stranger = await openPage(browser, jobUrl);
    await stranger.page.getByText("No such job here").waitFor();
    const capability = await page.evaluate(
      () => (JSON.parse(localStorage.getItem("necto:job-keys")!) as { capability: string }[])[0]!.capability,
    );
    const linked = await openPage(browser, `${jobUrl}#cap=${capability}`);
    await linked.page.getByRole("heading", { name: "8× H100 SXM from Fjordlys Compute AS" }).waitFor();
    expect(faults).toEqual([]);
    await Promise.all([page, stranger.page, linked.page].map((each) => each.context().close()));
  });

  it("pays with a wallet that announced itself, and not when its owner declines", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await announceWallet(page);
    await page.reload();
    await bookFirst(page);
    await page.getByRole("radio", { name: "Test Wallet" }).check();
    await page.evaluate(() => Object.assign(globalThis, { refuses: true }));
    await pressApprove(page);
    await page.getByText("You declined in the wallet.").waitFor();
    await page.evaluate(() => Object.assign(globalThis, { refuses: false }));
    await pressApprove(page);
    await receipt(page).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each(["fresh key", "wallet"])(
    "signs nothing with a %s when the server asks for another amount",
    async (who) => {
      server.booking.lies = true;
      const { page } = await openPage(browser, server.url);
      await announceWallet(page);
      await page.reload();
      await bookFirst(page);
      await page.getByRole("radio", { name: who === "wallet" ? "Test Wallet" : "Fresh key" }).click();
      const before = server.booking.taken.length;
      await page.getByText("the server asked to sign something else than this card shows").waitFor();
      expect(await approve(page).isEnabled()).toBe(false);
      expect(server.booking.taken.length).toBe(before);
      expect(await page.evaluate(() => (globalThis as { signed?: number }).signed ?? 0)).toBe(0);
      await page.context().close();
    },
  );

  it.each([
    ["full", "its storage is full"],
    ["blocked", "its storage is blocked"],
  ])("pays with no fresh key when the browser's storage is %s", async (kind, words) => {
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.evaluate((isFull) => {
      if (isFull)
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      else
        Object.defineProperty(globalThis, "localStorage", {
          get: () => {
            throw new DOMException("denied", "SecurityError");
          },
        });
    }, kind === "full");
    const before = server.booking.taken.length;
    await page.getByRole("radio", { name: "Fresh key of this browser" }).click();
    await page.getByRole("alert").getByText(words).waitFor();
    await page.getByText("Nothing was signed or paid.").waitFor();
    await page.getByText("Choose who pays.").waitFor();
    expect(await approve(page).isEnabled()).toBe(false);
    expect(await page.getByRole("radio", { name: "Fresh key of this browser" }).isChecked()).toBe(false);
    expect(server.booking.taken.length).toBe(before);
    await page.context().close();
  });

  it("comes up in a browser that stores nothing at all", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    });
    await page.goto(`${server.url}/jobs`);
    await page.getByRole("heading", { name: "Booked in this browser" }).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("carries a job's keys to another browser as a file", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByRole("radio", { name: "Fresh key of this browser" }).check();
    await page.getByRole("button", { name: "Test USDC from the faucet" }).click();
    await pressApprove(page);
    await receipt(page).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("necto-receipt").getByRole("button", { name: "Save key file" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^necto-job-[0-9a-f]{8}\.json$/);
    const file = await download.path();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("Funded", { exact: true }).first().waitFor();

    const other = await openPage(browser, page.url());
    await other.page.getByText("No such job here").waitFor();
    const input = other.page.locator("necto-key-file input");
    await input.setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await other.page.getByRole("alert").getByText("This is no key file of a job.").waitFor();
    await input.setInputFiles(file);
    await other.page.getByText("Funded", { exact: true }).first().waitFor();
    await other.page.reload();
    await other.page.getByText("Kept in this browser only").waitFor();
    await other.page.getByRole("button", { name: "Cancel…" }).waitFor();
    expect([...faults, ...other.faults.filter((fault) => !fault.includes("404"))]).toEqual([]);
    await Promise.all([page, other.page].map((each) => each.context().close()));
  });

  it("hands offers of other markets off and moves no money", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByRole("button", { name: "Details of offer 4" }).click();
    await page.getByRole("button", { name: "How to book it there" }).click();
    const handOff = page.locator("necto-hand-off");
    await handOff.getByText("moves no money").waitFor();
    expect(await handOff.locator("pre").textContent()).toContain("instance-operations/launch");
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("goes from a funded job over its provider's start and access to its end, to the micro-USDC", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await bookFirst(page);
    await pressApprove(page);
    await receipt(page).waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("left for the start; then everything comes back").waitFor();
    const jobId = new URL(page.url()).pathname.split("/").at(-1)!;

    const provider = await page.context().newPage();
    await provider.goto(`${server.url}/provider/jobs`);
    await provider.getByRole("button", { name: "Nordlys", exact: true }).click();
    const form = provider.locator("necto-start-form").last();
    await form.getByLabel("Host").fill("gpu-7.fjordlys.example");
    await form.getByLabel("Port").fill("2222");
    await form.getByLabel("User").fill("necto");
    await form.getByLabel("Password or token").fill("correct horse");
    await form.getByRole("button", { name: "Send access and start the meter" }).click();
    await provider.getByText("Access sent").first().waitFor();

    await page.getByText("ssh -p 2222 necto@gpu-7.fjordlys.example").waitFor();
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("correct horse", { exact: true }).waitFor();
    expect(JSON.stringify(server.booking.jobs.get(jobId))).not.toContain("correct horse");

    await page.getByRole("button", { name: "End now…" }).click();
    await page.getByRole("button", { name: /^End, about .* USDC back/ }).click();
    await page.getByText("Came back", { exact: true }).waitFor();
    const { depositUsdMicros, earnedUsdMicros, refundUsdMicros } =
      server.booking.jobs.get(jobId)!.view.amounts;
    const figures = await page.locator("dl.figures dd").allInnerTexts();
    const micros = figures.map((text) => Math.round(Number(text.replace(",", "")) * 1_000_000));
    expect(micros[0]).toBe(depositUsdMicros);
    expect(micros[1]).toBe(earnedUsdMicros);
    expect(micros[3]).toBe(refundUsdMicros);
    expect(micros[1]! + micros[3]!).toBe(micros[0]);
    expect(await page.locator("necto-job").getByRole("link", { name: "Verify" }).getAttribute("href")).toBe(
      `/verify/${jobId}`,
    );

    await page.getByRole("link", { name: "All jobs" }).click();
    await page
      .getByRole("list", { name: "Booked in this browser" })
      .getByText("Paid", { exact: true })
      .waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("books by keyboard alone: Alt+A goes to the card", async () => {
    const { page } = await openPage(browser, server.url);
    await bookFirst(page);
    await page.getByLabel("Message", { exact: true }).focus();
    await expect
      .poll(() => page.locator("necto-status-line [role=status]").textContent())
      .toContain(`Approval needed: ${AMOUNT}`);
    await page.keyboard.press("Alt+a");
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.textContent?.trim() ?? "";
      });
      if (focused.startsWith("Approve ")) break;
    }
    await page.keyboard.press("Enter");
    await receipt(page).waitFor();
    await page.context().close();
  });

  it("is a sheet on a phone, opened by its owner", async () => {
    const { page, faults } = await openPage(browser, server.url, { width: 390 });
    await bookFirst(page);
    expect(await approve(page).isVisible()).toBe(false);
    await page.getByRole("button", { name: `Review ${AMOUNT}` }).click();
    await expect.poll(() => approve(page).isEnabled()).toBe(true);
    const box = (await page.locator("necto-approval dialog").boundingBox())!;
    expect([box.width, box.height]).toEqual([390, 900]);
    const button = (await approve(page).boundingBox())!;
    expect(button.y + button.height).toBeLessThanOrEqual(900);
    await pressApprove(page);
    await receipt(page).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([1440, 390])(
    "has no axe violation and no sideways scroll in either theme at %i px",
    async (width) => {
      const { page, faults } = await openPage(browser, server.url, { width });
      const found: string[] = [];
      const look = async (where: string) => {
        for (const colorScheme of ["dark", "light"] as const) {
          await page.emulateMedia({ colorScheme });
          await expect.poll(() => page.locator("html.dark").count()).toBe(colorScheme === "dark" ? 1 : 0);
          found.push(
            ...(await findAxeViolations(page)).map((violation) => `${where} ${colorScheme}: ${violation}`),
          );
        }
        found.push(...(await findSidewaysScrollers(page)).map((element) => `${where}: ${element} scrolls`));
      };
      await bookFirst(page);
      // Half enabled, its colours are of neither state.
      if (await approve(page).isVisible()) await expect.poll(() => approve(page).isEnabled()).toBe(true);
      await look("card");
      const review = page.getByRole("button", { name: `Review ${AMOUNT}` });
      if (await review.isVisible()) {
        await review.click();
        await look("sheet");
      }
      await page.getByRole("radio", { name: "Fresh key" }).check();
      await look("fresh key");
      await page.getByRole("radio", { name: "Demo buyer" }).check();
      await pressApprove(page);
      await receipt(page).waitFor();
      await look("receipt");
      await page.getByRole("link", { name: "Open the job" }).click();
      await page.getByText("What happened").waitFor();
      await look("job");
      await page.getByRole("button", { name: "Cancel…" }).click();
      await look("cancel");
      await page.goto(`${server.url}/jobs`);
      await page.getByRole("list", { name: "Booked in this browser" }).waitFor();
      await look("jobs");
      await page.goto(`${server.url}/provider/jobs`);
      await page.getByRole("button", { name: "Nordlys", exact: true }).click();
      await page.locator("necto-provider-jobs section").first().waitFor();
      await look("provider");
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

/** A wallet of a browser extension, as EIP-6963 wants it; its key signs in Node. */
async function announceWallet(page: Page): Promise<void> {
  const { privateKeyToAccount } = await import("viem/accounts");
  const account = privateKeyToAccount(`0x${"5a".repeat(32)}`);
  await page.exposeFunction("signInNode", (text: string) => account.signTypedData(JSON.parse(text)));
  await page.addInitScript((address) => {
    const provider = {
      request: async ({ method, params }: { method: string; params?: readonly unknown[] }) => {
        const page = globalThis as unknown as {
          refuses?: boolean;
          signed?: number;
          signInNode(text: string): Promise<string>;
        };
        if (method === "eth_requestAccounts") return [address];
        if (method === "eth_chainId") return "0x12ada5b4";
        if (method !== "eth_signTypedData_v4") return null;
        if (page.refuses) throw { code: 4001, message: "User rejected the request." };
        page.signed = (page.signed ?? 0) + 1;
        return page.signInNode(String(params?.[1]));
      },
    };
    const info = { uuid: "w1", name: "Test Wallet", icon: "data:image/svg+xml,<svg/>", rdns: "example.test" };
    const announce = () =>
      window.dispatchEvent(
        new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
      );
    window.addEventListener("eip6963:requestProvider", announce);
  }, account.address);
}
