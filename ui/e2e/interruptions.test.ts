import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, BROWSER_RETRIES, openPage } from "./page-checks.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { withBrowser } from "./with-browser.ts";

/** What the real server cannot be made to do on cue: be slow, drop frames, vanish in mid-run, lose its history. */

const QUESTION = "cheapest H100 in EU under $3 for 6 hours";
const browser = withBrowser();
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});

beforeEach(() => {
  server.pace = 0;
  server.answerDelayMs = 0;
});

afterAll(async () => {
  await server?.stop();
});

const runIdOf = (url: string) => `r${Number(url.split("/t").at(-1)) + 1}`;

describe("the chat page", { retry: BROWSER_RETRIES }, () => {
  it("loses nothing when it is loaded again in mid-run, and a second tab follows", async () => {
    server.pace = 100;
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByText("Scan sources").waitFor();
    const second = await page.context().newPage();
    await Promise.all([page.reload(), second.goto(page.url())]);
    for (const tab of [page, second]) {
      await tab.getByRole("heading", { name: "5 of 5,893 offers fit" }).waitFor();
      await tab.getByText("It can be booked here.").waitFor();
      expect(await tab.getByRole("list", { name: "Steps" }).getByRole("group").count()).toBe(7);
      expect(await tab.locator("mark").allTextContents()).toEqual(["H100", "EU", "under $3", "6 hours"]);
    }
    await ask(page, "only spot");
    await second.getByText("only spot").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("keeps the words of a message whose answer never reached the page", async () => {
    server.answerDelayMs = 3_000;
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.waitForURL("**/chat/*");
    await page.reload();
    await page.getByText("It can be booked here.").waitFor();
    expect(await page.locator("mark").allTextContents()).toEqual(["H100", "EU", "under $3", "6 hours"]);
    await page.context().close();
  });

  it("says that it reconnects, then goes on where it was", async () => {
    server.pace = 100;
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByText("Scan sources").waitFor();
    server.vanish();
    await page.getByText("Data as of").waitFor();
    server.comeBack();
    // The page may be back by itself before the button is reached; either way it must be back.
    const tryNow = page.getByRole("button", { name: "Try now" });
    await tryNow.click({ timeout: 2_000 }).catch(() => tryNow.waitFor({ state: "detached" }));
    await page.getByText("It can be booked here.").waitFor();
    expect(await page.getByText("Data as of").count()).toBe(0);
    expect(await page.getByRole("list", { name: "Steps" }).getByRole("group").count()).toBe(7);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("shows a log again from its start when the server has numbered it anew", async () => {
    server.pace = 120;
    const { page, faults } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByText("Filter").waitFor();
    server.startNewEpoch("e2");
    await page.getByText("It can be booked here.").waitFor();
    expect(await page.getByRole("list", { name: "Steps" }).getByRole("group").count()).toBe(7);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("asks for what it missed when a frame was lost", async () => {
    server.pace = 100;
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByText("Scan sources").waitFor();
    server.skipOne(runIdOf(page.url()));
    await page.getByText("It can be booked here.").waitFor();
    expect(await page.getByRole("list", { name: "Steps" }).getByRole("group").count()).toBe(7);
    await page.context().close();
  });

  it("queues a message while a run is going and sends it after", async () => {
    // Slow enough for a busy machine to write in the meantime.
    server.pace = 1_000;
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await ask(page, "H100 in EU under 3");
    await page.getByText("Queued").waitFor();
    server.pace = 20;
    await page.getByRole("button", { name: "under $3 in total" }).waitFor();
    expect(await page.getByText("Queued").count()).toBe(0);
    await page.context().close();
  });

  it("keeps a message that could not be sent without a network, and sends it when asked", async () => {
    const { page } = await openPage(browser, server.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("Offline", { exact: true }).waitFor();
    await ask(page, QUESTION);
    await page.getByText("The server cannot be reached").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("It can be booked here.").waitFor();
    await page.context().close();
  });

  it("says what failed and asks again with the same words", async () => {
    const { page } = await openPage(browser, server.url);
    await ask(page, "crash on an H100");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => page.getByText("run/internal").count()).toBe(2);
    expect(await page.getByText("crash on an H100").count()).toBeGreaterThanOrEqual(2);
    await page.context().close();
  });

  it("stops what is still being sent as soon as it has begun", async () => {
    server.pace = 5_000;
    const { page } = await openPage(browser, server.url);
    const arrives = Promise.withResolvers<void>();
    await page.route("**/api/threads/*/runs", async (route) => {
      await arrives.promise;
      await route.continue();
    });
    await ask(page, QUESTION);
    await page.getByRole("button", { name: "Stop" }).click();
    arrives.resolve();
    await page.getByText("Stopped. Steps").waitFor();
    await page.context().close();
  });

  it("stops a run and keeps what it had done", async () => {
    server.pace = 5_000;
    const { page } = await openPage(browser, server.url);
    await ask(page, QUESTION);
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped. Steps").waitFor();
    expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
    await page.context().close();
  });
});
