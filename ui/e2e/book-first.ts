import type { Page } from "playwright-core";
import { expect, vi } from "vitest";
import { ask } from "./page-checks.ts";

/** The button that pays. */
export const approve = (page: Page) => page.getByRole("button", { name: /^Approve [\d.,]+ tUSDC/ });

/** The heading of a receipt of the sandbox's money. */
export const receipt = (page: Page) => page.getByRole("heading", { name: /^Booked: [\d.,]+ tUSDC/ });

/** Asks for the cheapest H100 and its card, on the real server. */
export async function bookFirst(page: Page): Promise<void> {
  await ask(page, "cheapest H100 on Necto for 2 hours");
  await page
    .getByRole("button", { name: /^Book offer/ })
    .first()
    .click();
  await page.getByText(/^Approve this booking/).waitFor();
  await page.locator("necto-approval .card").scrollIntoViewIfNeeded();
}

/** Only a card that has come to rest in sight can be approved, and it grows while a payer is chosen. */
export async function pressApprove(page: Page): Promise<void> {
  const isReady = async () => {
    await approve(page).scrollIntoViewIfNeeded();
    expect(await approve(page).isEnabled()).toBe(true);
  };
  await vi.waitFor(isReady, { timeout: 20_000 });
  await approve(page).click();
}
