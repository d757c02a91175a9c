import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser } from "./launch-browser.ts";

/** What tests want of a browser: storage, cookies and pages of their own. */
export type PageMaker = Pick<Browser, "newContext">;

let launched: Promise<Browser> | null = null;

/** One browser for all files that this process runs; it ends with the process, and another takes its place if it crashes. */
function browserOfProcess(): Promise<Browser> {
  launched ??= launchBrowser().then((browser) =>
    browser.on("disconnected", () => {
      launched = null;
    }),
  );
  return launched;
}

/** A browser for the tests of a file. What they leave open is closed after them. */
export function withBrowser(): PageMaker {
  const contexts: BrowserContext[] = [];
  beforeAll(browserOfProcess);
  afterAll(() => Promise.all(contexts.splice(0).map((context) => context.close())));
  return {
    async newContext(options) {
      const browser = await browserOfProcess();
      const context = await browser.newContext(options);
      contexts.push(context);
      return context;
    },
  };
}
