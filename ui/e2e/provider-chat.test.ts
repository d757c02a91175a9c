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

/** A provider's conversation with the real server and its chain. */

const PROVIDER = "Rheinwerk";
const { browser, server } = withRealServer();

const card = (page: Page) => page.locator("necto-change").last();
const apply = (page: Page) => card(page).getByRole("button", { name: "Apply" });

/** Pictures to be looked at, where a folder for them is named. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.NECTO_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

async function openConversation(options: Parameters<typeof openPage>[2] = {}) {
  const opened = await openPage(browser, `${server.url}/provider/chat`, options);
  await signInAs(opened.page, PROVIDER);
  await opened.page.getByText("What should change of your listings?").waitFor();
  return opened;
}

describe("a provider's conversation", { retry: BROWSER_RETRIES }, () => {
  it("shows a change as a card, applies it on chain, and closes the card in every tab", async () => {
    const { page, faults } = await openConversation();
    await ask(page, "lower all my prices by 3 %");
    await page.getByText(/^Apply (this change|these \d+ changes)\?$/).waitFor();
    await page.getByText("Running jobs keep their rate.").waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/chat\//);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await apply(second).waitFor();
    await apply(page).click();
    await page.getByText("In force").first().waitFor();
    await page.getByText(/^Applied to \d+ listings?\./).waitFor();
    await shoot(page, "applied");
    expect(await findAxeViolations(page)).toEqual([]);
    await second.getByText("Applied", { exact: true }).first().waitFor();
    expect(await apply(second).count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("wants a tick for a price that moves by more than half", async () => {
    const { page, faults } = await openConversation();
    await ask(page, "lower all my prices by 60 %");
    await page.getByText("Tick that you mean so large a change.").waitFor();
    expect(await apply(page).isDisabled()).toBe(true);
    await card(page).getByRole("checkbox").check();
    await page.getByText("Nothing changes before you press Apply.").waitFor();
    await expect.poll(() => apply(page).isDisabled()).toBe(false);
    await card(page).getByRole("button", { name: "Discard" }).click();
    await page.getByText("You discarded it. Nothing was changed.").waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it("tells who is no provider to sign in, and a provider who searches to be a buyer", async () => {
    const { page } = await openPage(browser, `${server.url}/provider/chat`);
    await ask(page, "set my H100 price to 1.95");
    await page.getByText("Not sent:").waitFor();
    await signInAs(page, PROVIDER);
    await ask(page, "cheapest H100 in EU under $3");
    await page.getByText("This is a provider conversation").waitFor();
    await page.context().close();
  });

  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [390, 1440])
      it(`can be used by everybody, ${colorScheme}, ${width} wide`, async () => {
        const { page } = await openConversation({ colorScheme, width });
        const check = async (shot: string) => {
          await shoot(page, `${shot}-${colorScheme}-${width}`);
          expect(await findAxeViolations(page), shot).toEqual([]);
          expect(await findSidewaysScrollers(page), shot).toEqual([]);
        };
        await check("start");
        await ask(page, "lower all my prices by 60 %");
        await apply(page).waitFor();
        await check("card");
        await card(page).getByRole("button", { name: "Discard" }).click();
        await page.getByText("You discarded it.").waitFor();
        await ask(page, "list 8 H100 SXM in Paris at 2.10");
        await page.getByText("Publish this listing?").waitFor();
        await check("new");
        await page.context().close();
      });
});
