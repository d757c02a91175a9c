import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { PageMaker } from "./with-browser.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * A browser, a server and two cores shared with the rest of the suite: a step that times out there is tried once
 * more from the start. A page that is wrong is wrong twice.
 */
export const BROWSER_RETRIES = 1;

export interface OpenedPage {
  readonly page: Page;
  /** Everything that must stay empty: errors, and what the page's policy blocked. */
  readonly faults: string[];
}

/** A page in its own storage, watched for errors and for violations of its content policy. */
export async function openPage(
  browser: PageMaker,
  url: string,
  options: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {},
): Promise<OpenedPage> {
  const { width = 1440, colorScheme = "light" } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    // The headless browser takes a name from the environment that no Intl knows.
    locale: "en-US",
    bypassCSP: false,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    const isExpected = /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/.test(
      message.text(),
    );
    if (message.type() === "error" && !isExpected) faults.push(message.text());
  });
  await page.exposeFunction("reportViolation", (text: string) => faults.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(url);
  return { page, faults };
}

/** Waits for fades to end: half-way between two themes, colours are of neither. What spins for ever is left alone. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const rootsIn = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? rootsIn(shadowRoot) : [])),
    ];
    const moving = rootsIn(document)
      .flatMap((root) => root.getAnimations())
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}

/** Rules that axe finds broken, each with the first element it is broken on. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  await settle(page);
  const isThere = await page.evaluate(() => "axe" in globalThis);
  if (!isThere) await page.evaluate(await loadAxe());
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // Where a rule held is not put together for anybody.
      resultTypes: ["violations"],
    }),
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${JSON.stringify(nodes[0]?.target)} ${nodes[0]?.failureSummary}`,
  );
}

let axeSource: string | undefined;

/** As text: the page's policy lets no script tag in, but the debugger may evaluate. */
async function loadAxe(): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  axeSource ??= await readFile(AXE, "utf8");
  return axeSource;
}

/** Elements that scroll sideways, the page itself included; code blocks may. */
export const findSidewaysScrollers = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const look = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll("*")) {
        const isScroller = /auto|scroll/.test(getComputedStyle(element).overflowX) || element.matches("html");
        if (isScroller && element.scrollWidth > element.clientWidth && !element.matches("pre"))
          found.push(`${element.tagName.toLowerCase()}.${element.className}`);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return found;
  });

export async function ask(page: Page, text: string): Promise<void> {
  const composer = page.getByLabel("Message", { exact: true });
  await composer.fill(text);
  // On the field, not on whatever has the focus by then.
  await composer.press("Enter");
}

/** Signs in from the header, as a demo account of the sandbox. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.locator("necto-header").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await page.getByRole("button", { name: `Account: ${name}` }).waitFor();
}
