import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  ask,
  BROWSER_RETRIES,
  findAxeViolations,
  findSidewaysScrollers,
  openPage,
  signInAs,
} from "./page-checks.ts";
import { withRealServer } from "./with-real-server.ts";

/** The job form on the real server with its sandbox. Counts here have no price limit: the sandbox's prices move. */

const { browser, server } = withRealServer();

const openForm = async (options = {}) => {
  const opened = await openPage(browser, `${server.url}/jobs/new`, options);
  await opened.page.getByRole("heading", { name: "New job" }).waitFor();
  return opened;
};

/** `1,532 of …` → 1532. */
const numberOf = (text: string | null): number => Number(/[\d,]+/.exec(text ?? "")![0].replaceAll(",", ""));

const count = (page: Page) => page.locator("necto-match").getByText(/^[\d,]+ of [\d,]+ offers? match/);
/** The number that the form shows as that of now. */
const counted = async (page: Page) => numberOf(await count(page).textContent());

/** A field of names, by its label, filled one name after the other. */
async function name(page: Page, label: string, ...names: readonly string[]): Promise<void> {
  for (const one of names) {
    await page.getByLabel(label, { exact: true }).fill(one);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove ${one}`, exact: true }).waitFor();
  }
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Or say it").fill(text);
  await page.getByRole("button", { name: "Fill in" }).click();
}

async function askNecto(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review…" }).click();
  await page.getByRole("button", { name: "Ask Necto" }).click();
}

/** A property of the element that has the focus, through every shadow root. */
const focusedOn = (page: Page, property: "id" | "textContent"): Promise<string | null> =>
  page.evaluate((name) => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.[name as "id"] ?? null;
  }, property);

async function tabTo(page: Page, button: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await focusedOn(page, "textContent"))?.trim() === button) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${button} cannot be reached with the Tab key.`);
}

/** The heading of the newest result: how many are ranked of how many. */
const result = (page: Page) => page.getByRole("heading", { name: /of .* offers fit/ });
const ranked = async (page: Page) => numberOf(await result(page).last().textContent());

const threadOf = (page: Page) => new URL(page.url()).pathname.replace("/chat/", "");

describe("the job form", { retry: BROWSER_RETRIES }, () => {
  it("starts empty, counts the whole market, and asks what is written in it; the count is what the run ranks", async () => {
    const { page, faults } = await openForm();
    await count(page).waitFor();
    const everything = await counted(page);
    await name(page, "GPU models", "H100", "A100 SXM");
    await name(page, "Regions or countries", "EU");
    await page.getByLabel("For how long").fill("1.5");
    await expect.poll(() => counted(page).catch(() => everything)).toBeLessThan(everything);
    const before = await counted(page);
    await page.getByRole("button", { name: "Review…" }).click();
    const review = page.getByRole("dialog");
    await review.getByText("Find H100 or A100 SXM, in EU, for 90 minutes, cheapest first.").waitFor();
    await review.getByText("Untracked, in a new conversation").waitFor();
    await review.getByRole("button", { name: "Ask Necto" }).click();
    await result(page).waitFor();
    expect(await ranked(page)).toBe(before);
    expect(before).toBeGreaterThan(0);
    await page
      .getByText("Asked by form: H100, A100 SXM, EU, for 90 minutes, cheapest first")
      .first()
      .waitFor();
    await page.goto(`${server.url}/jobs/new`);
    await page.getByRole("heading", { name: "New job" }).waitFor();
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("asks every field there is, and each comes out of the run as it went in", async () => {
    const { page } = await openForm();
    await name(page, "GPU models", "H100 SXM");
    await name(page, "Regions or countries", "Europe");
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    await page.getByLabel("For how long").fill("2");
    await page.getByLabel("Unit of time").selectOption("days");
    await page.getByLabel("At most, $ per GPU-hour").fill("9.25");
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("At least, GiB per GPU").fill("80");
    await page.getByLabel("Uptime of at least, %").fill("99.5");
    await page.getByLabel("Rating of at least, of 5 stars").fill("4.5");
    await name(page, "Only from sources or providers", "necto", "Rheinwerk Compute");
    await name(page, "Not from sources or providers", "akash");
    await name(page, "Not in regions or countries", "Hungary");
    await page.getByLabel("Start, in UTC").fill("2099-12-01T09:30");
    await page.getByLabel("You are in").selectOption("Germany");
    await page.getByLabel("At most, ms away").fill("80");
    await page.getByLabel("At most, $ for the whole job").fill("2500");
    await page.getByLabel("Order").selectOption("Most reliable first");
    await page.getByLabel("Fixed").check();
    await page.getByLabel("Dynamic").check();
    const sent = page.waitForRequest((request) => /\/runs$/.test(request.url()));
    await askNecto(page);
    expect((await sent).postDataJSON()).toEqual({
      requirements: {
        ...{ gpuModels: ["H100 SXM"], minVramGib: 80, gpuCount: 8, maxUsdMicrosPerGpuHour: 9_250_000 },
        ...{ maxTotalUsdMicros: 2_500_000_000, durationSeconds: 172_800, startAt: "2099-12-01T09:30:00Z" },
        regions: { include: ["EUROPE"], exclude: ["HU"] },
        pricingModels: ["fixed", "dynamic"],
        sources: { include: ["necto", "Rheinwerk Compute"], exclude: ["akash"] },
        ...{ minUptimeBps: 9_950, minRatingBps: 9_000, maxLatencyMs: 80, buyerCountry: "DE" },
        ...{ rankBy: "reliability", mode: null },
      },
    });
    await result(page).waitFor();
    await page.context().close();
  });

  it("is filled and asked with the keyboard alone", async () => {
    const { page } = await openForm();
    await count(page).waitFor();
    await page.getByLabel("Or say it").focus();
    const type = async (text: string, ...keys: readonly string[]) => {
      await page.keyboard.type(text);
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.keyboard.press("Tab");
    await type("H100", "Enter");
    await type("A100", "Enter");
    await page.getByRole("button", { name: "Remove A100" }).waitFor();
    await page.keyboard.press("Backspace");
    await expect.poll(() => page.getByRole("button", { name: "Remove A100" }).count()).toBe(0);
    // Past the chip to the next field.
    await type("", "Tab", "Tab");
    await type("EU", "Enter", "Tab", "Tab");
    await type("", "Tab");
    await type("6");
    expect(await page.getByLabel("For how long").inputValue()).toBe("6");
    await tabTo(page, "Review…");
    await page.keyboard.press("Enter");
    await page.getByText("Find H100, in EU, for 6 hours, cheapest first.").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Ask Necto" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await result(page).waitFor();
    await page.context().close();
  });

  it("says in one sentence each what is wrong, goes to the first, counts nothing meanwhile, and loses nothing on a reload", async () => {
    const { page, faults } = await openForm();
    await name(page, "GPU models", "H10");
    await page.getByText("No GPU is called “H10”. Did you mean H100, H20 or A10?").first().waitFor();
    await page.getByLabel("GPUs", { exact: true }).fill("eight");
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("At most, $ for the whole job").fill("10");
    await page
      .locator("necto-match")
      .getByText("Not counted: something in the form is to be mended.")
      .waitFor();
    await page.reload();
    await page.getByText("Write a whole number of GPUs, from 1 to 1,000,000.").first().waitFor();
    expect(await page.getByLabel("GPUs", { exact: true }).inputValue()).toBe("eight");
    await page.getByRole("button", { name: "Remove H10" }).waitFor();
    await page.getByRole("button", { name: "Review…" }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    const focused = () => focusedOn(page, "id");
    await expect.poll(focused).toBe("gpuCount");
    await page.getByRole("button", { name: /^Budget: A limit for the whole job needs a duration/ }).click();
    await expect.poll(focused).toBe("maxTotalUsdMicros");
    expect(
      await page
        .getByLabel("GPUs", { exact: true })
        .evaluate((field) => (field as HTMLInputElement).validationMessage),
    ).toBe("Write a whole number of GPUs, from 1 to 1,000,000.");
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    await page.getByLabel("For how long").fill("6");
    await page.getByRole("button", { name: "Remove H10" }).click();
    await count(page).waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows a count only while it is that of the form, and says why there is none", async () => {
    const { page } = await openForm();
    await count(page).waitFor();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route("**/api/match", async (route) => {
      await released;
      await route.continue();
    });
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    await page.locator("necto-match").getByText("Counting…").waitFor();
    expect(await count(page).count()).toBe(0);
    release();
    await count(page).waitFor();
    await page.unroute("**/api/match");
    await page.route("**/api/match", (route) => route.abort());
    await page.getByLabel("GPUs", { exact: true }).fill("4");
    await page.locator("necto-match").getByText("Not counted: The server cannot be reached.").waitFor();
    await page.unroute("**/api/match");
    await page.getByRole("button", { name: "Count again" }).click();
    await count(page).waitFor();
    await page.context().close();
  });

  it("says what leaves everything out when nothing matches, and one click lets most in", async () => {
    const { page } = await openForm();
    await say(page, "8 H100 in EU");
    await count(page).waitFor();
    await page.getByLabel("At most, $ per GPU-hour").fill("0.10");
    const match = page.locator("necto-match");
    await match.getByText(/^0 of/).waitFor();
    await match.getByText(/Most is left out by: other GPU, [\d,]+ offers\./).waitFor();
    await match
      .getByRole("button", { name: /^Raise the limit to \$[\d.]+ per GPU-hour: \d+ more offers?/ })
      .click();
    await expect.poll(() => counted(page).catch(() => 0)).toBeGreaterThan(0);
    expect(new URL(page.url()).pathname).toBe("/jobs/new");
    await page
      .getByText(/Filled in from “Raise the limit to .*”\. Now: ≤ \$.* per GPU-hour\. No longer: ≤ \$0\.10/)
      .waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await page.getByLabel("At most, $ per GPU-hour").inputValue()).toBe("0.10");
    await page.context().close();
  });

  it("reads a sentence into fields, says which changed, asks back where it must, and sends no word of it", async () => {
    const { page, faults } = await openForm();
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    await say(page, "zanzibar H100 in Germany for 6 hours");
    await page.getByText(/Filled in from the sentence\. Now: H100, DE, for 6 hours\./).waitFor();
    await page.getByText("I did not understand “zanzibar”").waitFor();
    expect(await page.getByLabel("GPUs", { exact: true }).inputValue()).toBe("8");
    await say(page, "under 9");
    await page.getByRole("button", { name: "under $9 per GPU-hour" }).click();
    await page.getByText("Filled in from the sentence. Now: ≤ $9.00 per GPU-hour.").waitFor();
    expect(await page.getByLabel("At most, $ per GPU-hour").inputValue()).toBe("9.00");
    await say(page, "nur A100, kein Spot");
    await page.getByText(/Now: A100, no spot prices\. No longer: H100\./).waitFor();
    await say(page, "how are you");
    await page.getByText("There is nothing for the form in it").waitFor();
    expect(sent.filter((request) => /zanzibar|nur A100|how are/i.test(request))).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("takes JSON and YAML, refuses what is wrong by field, and gives itself out as both", async () => {
    const { page, faults } = await openForm();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const loaded: string[] = [];
    page.on("response", (response) => loaded.push(new URL(response.url()).pathname));
    const paste = async (text: string) => {
      await page.getByLabel("Requirements").fill(text);
      await page.getByRole("button", { name: "Put into the form" }).click();
    };
    await page.getByRole("button", { name: "JSON or YAML…" }).click();
    await paste('{"gpuModel": ["H100"], "gpuCount": "8"}');
    await page.getByText('There is no field "gpuModel". Did you mean gpuModels?').waitFor();
    await page.getByText('gpuCount is "8"; it takes a whole number of GPUs from 1 to 1000000.').waitFor();
    await paste('{"gpuModels": ["H100", "A100"], "gpuCount": 8, "mode": "tracked"}');
    await page.getByText("Filled in from the text. Now: 8 GPUs, H100, A100, tracked.").waitFor();
    expect(await page.getByRole("radio", { name: "Tracked", exact: true }).isChecked()).toBe(true);
    expect(loaded.filter((path) => path.includes("yaml"))).toEqual([]);
    await page.getByRole("button", { name: "JSON or YAML…" }).click();
    await paste("gpuModels: &m [H100]\nsources: {include: *m}");
    await page.getByText("Line 1: an anchor (&) is not read: write the value itself.").waitFor();
    await paste("# of the night\ngpuModels: [H100]\nregions:\n  include: [NO]\ndurationSeconds: 3600\n");
    await page.getByText(/Now: Norway|Now: NO/).waitFor();
    await page.getByRole("button", { name: "Remove Norway" }).waitFor();
    await page.getByRole("button", { name: "JSON or YAML…" }).click();
    await page.getByLabel("YAML", { exact: true }).check();
    await expect
      .poll(() => page.getByLabel("Requirements").inputValue())
      .toBe(
        "gpuModels:\n  - H100\ndurationSeconds: 3600\nregions:\n  include:\n    - NO\n  exclude: []\nmode: tracked\n",
      );
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      "- H100\ndurationSeconds: 3600",
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("keeps a template over a reload, fills the form from it, saves it as a file, and deletes it", async () => {
    const { page, faults } = await openForm();
    await say(page, "8 H100 in EU for 6 hours");
    await page.getByText("Filled in from the sentence").waitFor();
    await page.getByRole("button", { name: "Templates…" }).click();
    await page.getByText("There are none yet.").waitFor();
    await page.getByLabel("Name for what is in the form").fill("Nightly");
    await page.keyboard.press("Enter");
    await page.getByText("“Nightly” is saved.").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Start over" }).click();
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await page.reload();
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Templates…" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save Nightly as a file" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("necto-nightly.json");
    expect(JSON.parse(readFileSync(await file.path(), "utf8"))).toEqual({
      gpuModels: ["H100"],
      gpuCount: 8,
      durationSeconds: 21_600,
      regions: { include: ["EU"], exclude: [] },
    });
    await page.getByRole("button", { name: "Use Nightly" }).click();
    await page
      .getByText(/Filled in from the template “Nightly”\. Now: 8 GPUs, H100, EU, for 6 hours\./)
      .waitFor();
    expect(await page.getByRole("radio", { name: "Tracked", exact: true }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "Templates…" }).click();
    await page.getByRole("button", { name: "Delete Nightly" }).click();
    await page.getByText("There are none yet.").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe("a conversation and the form", { retry: BROWSER_RETRIES }, () => {
  it.each(["untracked", "tracked"] as const)(
    "that is %s edit the same request: from its list to the form and back into it",
    async (mode) => {
      const { page, faults } = await openPage(browser, server.url);
      await page.getByRole("link", { name: "Fill in the job form" }).waitFor();
      if (mode === "tracked") {
        await signInAs(page, "Demo buyer");
        await page.getByRole("radio", { name: "Tracked", exact: true }).check();
      }
      await ask(page, "cheapest H100 in EU");
      await result(page).waitFor();
      const thread = threadOf(page);
      await page.getByRole("button", { name: "Edit as form" }).click();
      await page.getByRole("button", { name: "Remove H100" }).waitFor();
      await page.getByText(`Goes on in the ${mode} conversation that the form came from.`).waitFor();
      await page.getByLabel("GPUs", { exact: true }).fill("8");
      // The conversation is known after a reload too, and loaded before anything is asked in it.
      await page.reload();
      await count(page).waitFor();
      const before = await counted(page);
      await page.getByRole("button", { name: "Review…" }).click();
      await page.getByText(/racked, in the conversation that it came from/).waitFor();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await page.route(`**/api/threads/${thread}`, async (route) => {
        await released;
        await route.continue();
      });
      const sent: string[] = [];
      page.on("request", (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.getByRole("button", { name: "Ask Necto" }).click();
      await page.getByRole("region", { name: "Loading" }).waitFor();
      expect(sent).not.toContain(`POST /api/threads/${thread}/runs`);
      release();
      await page.getByText("Asked by form: 8 GPUs, H100, EU, cheapest first").first().waitFor();
      await expect.poll(() => ranked(page)).toBe(before);
      expect(threadOf(page)).toBe(thread);
      const known = await page.evaluate(() => localStorage.getItem("necto:threads"));
      expect(JSON.parse(known!)).toEqual([expect.objectContaining({ id: thread, mode })]);
      await ask(page, "only in France");
      await expect.poll(() => page.getByText("Asked by form").count()).toBeGreaterThan(0);
      expect(await page.getByText("cheapest H100 in EU", { exact: true }).count()).toBeGreaterThan(0);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it("of the other kind is a new one, and the first is told nothing", async () => {
    const { page, faults } = await openPage(browser, server.url);
    await signInAs(page, "Demo buyer");
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await ask(page, "cheapest H100 in EU");
    await result(page).waitFor();
    const tracked = threadOf(page);
    await page.getByRole("button", { name: "Edit as form" }).click();
    await page.getByText("Goes on in the tracked conversation").waitFor();
    await page.getByRole("radio", { name: "Untracked", exact: true }).check();
    await page
      .getByText("This begins a new conversation. The tracked one that the form came from stays as it is")
      .waitFor();
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    const created = page.waitForRequest(
      (request) => /\/api\/threads$/.test(request.url()) && request.method() === "POST",
    );
    await askNecto(page);
    expect((await created).postDataJSON()).toEqual({ mode: "untracked", role: "buyer", org: null });
    await result(page).waitFor();
    const untracked = threadOf(page);
    expect(untracked).not.toBe(tracked);
    const runs = (id: string) =>
      page.evaluate(async (thread) => (await (await fetch(`/api/threads/${thread}`)).json()).runs.length, id);
    expect(await runs(tracked)).toBe(1);
    const listed = await page.evaluate(async () =>
      JSON.stringify(await (await fetch("/api/threads")).json()),
    );
    expect(listed).toContain(tracked);
    expect(listed).not.toContain(untracked);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("that cannot be loaded is asked once it can", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "cheapest H100 in EU");
    await result(page).waitFor();
    const thread = threadOf(page);
    await page.getByRole("button", { name: "Edit as form" }).click();
    await page.getByLabel("GPUs", { exact: true }).fill("8");
    await page.reload();
    await page.route(`**/api/threads/${thread}`, (route) => route.abort());
    await askNecto(page);
    await page.getByText("The conversation could not be loaded.").waitFor();
    await page.unroute(`**/api/threads/${thread}`);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Asked by form: 8 GPUs, H100, EU, cheapest first").first().waitFor();
    expect(threadOf(page)).toBe(thread);
    await page.context().close();
  });

  it("that is tracked asks for an account first, and loses nothing by it", async () => {
    const { page } = await openForm();
    await name(page, "GPU models", "H100");
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await page.getByRole("button", { name: "Review…" }).click();
    expect(await page.getByRole("button", { name: "Ask Necto" }).isDisabled()).toBe(true);
    await page.getByRole("dialog", { name: "Ask this?" }).getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Demo buyer", exact: true }).click();
    await page.getByRole("button", { name: "Ask Necto" }).click();
    await result(page).waitFor();
    const { mode } = await page.evaluate(
      async (id) => (await fetch(`/api/threads/${id}`)).json(),
      threadOf(page),
    );
    expect(mode).toBe("tracked");
    await page.context().close();
  });

  it("that is untracked leaves no word on the server, neither said nor named", async () => {
    const { page } = await openForm();
    await say(page, "quetzalcoatl wants 8 H100 in EU");
    await page.getByText("Filled in from the sentence").waitFor();
    await page.getByRole("button", { name: "Templates…" }).click();
    await page.getByLabel("Name for what is in the form").fill("Xochimilco run");
    await page.keyboard.press("Enter");
    await page.getByText("is saved").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await askNecto(page);
    await result(page).waitFor();
    const bytes = filesUnder(server.home).map((file) => readFileSync(file).toString("latin1"));
    // What was asked for is there, as fields.
    expect(bytes.some((text) => text.includes("H100"))).toBe(true);
    for (const word of ["quetzalcoatl", "Xochimilco", "Asked by form"])
      expect(bytes.filter((text) => text.includes(word))).toEqual([]);
    await page.context().close();
  });
});

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file));

describe("in both themes", { retry: BROWSER_RETRIES }, () => {
  it.each([1440, 390])("the form has no axe violation and no sideways scroll at %i px", async (width) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, faults } = await openForm({ width, colorScheme });
      const check = async () =>
        expect([await findAxeViolations(page), await findSidewaysScrollers(page)]).toEqual([[], []]);
      await count(page).waitFor();
      await check();
      await say(page, "8 H100 in EU under 3, zanzibar");
      await page.getByText("Filled in from the sentence").waitFor();
      await page.getByText("More", { exact: true }).click();
      await name(page, "Not from sources or providers", "akash");
      await page.getByLabel("At most, ms away").fill("soon");
      await page.getByText("To be mended before it can be asked:").waitFor();
      await check();
      await page.getByRole("button", { name: "JSON or YAML…" }).click();
      await page.getByLabel("Requirements").fill("gpu: H100");
      await page.getByRole("button", { name: "Put into the form" }).click();
      await page.getByText("There is no field").waitFor();
      await check();
      await page.getByRole("button", { name: "Go back" }).click();
      await page.getByRole("button", { name: "Templates…" }).click();
      await check();
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByLabel("At most, ms away").fill("");
      await page.getByLabel("At most, $ per GPU-hour").fill("0.01");
      await page.locator("necto-match").getByText(/^0 of/).waitFor();
      await check();
      await page.getByRole("radio", { name: "Tracked", exact: true }).check();
      await page.getByRole("button", { name: "Review…" }).click();
      await page.getByText("A tracked conversation is kept for an account.").waitFor();
      await check();
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });
});
