import type { Page } from "playwright-core";
import { ask, QUESTION, type Scenes } from "./scene.ts";

const book = async (page: Page) => {
  await ask(page, QUESTION);
  await page.getByText("Rejected:").waitFor();
  const inTable = page.getByRole("button", { name: "Book offer 1" });
  if (await inTable.isVisible()) await inTable.click();
  else {
    await page.locator("necto-result-rows button").first().click();
    await page.getByRole("button", { name: "Book", exact: true }).click();
  }
  await page.getByText("Approve this booking?").first().waitFor();
};

/** The whole card: on a phone it is behind a button. */
const review = async (page: Page) => {
  await book(page);
  const sheet = page.getByRole("button", { name: "Review 115.68 USDC" });
  const whole = page.getByRole("button", { name: "Approve 115.68 USDC" });
  await sheet.or(whole).first().waitFor();
  if (await sheet.isVisible()) await sheet.click();
};

const pay = async (page: Page) => {
  await review(page);
  await page.getByRole("button", { name: "Approve 115.68 USDC" }).click();
  await page.getByRole("heading", { name: "Booked: 115.68 USDC" }).waitFor();
};

/** Pictures of bookings. */
export const BOOKING_SCENES: Scenes = {
  approval: async (page) => {
    await book(page);
    await page
      .getByRole("button", { name: /^(Approve|Review) 115.68 USDC/ })
      .first()
      .scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
  },
  sheet: async (page) => {
    await review(page);
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.waitForTimeout(600);
  },
  ways: async (page, server) => {
    server.booking.isPlain = true;
    await review(page);
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.getByRole("radio", { name: "Two transactions" }).check();
    await page.locator("necto-ways").scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
  },
  sends: async (page, server) => {
    server.booking.isPlain = true;
    await review(page);
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.getByRole("button", { name: "Test USDC from the faucet" }).click();
    await page.getByRole("button", { name: "Approve 115.68 USDC" }).click();
    await page.getByText("The exact transaction").click();
    await page.getByText("Sent from").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
  receipt: async (page) => {
    await pay(page);
    await page.getByRole("link", { name: "Open the job" }).scrollIntoViewIfNeeded();
  },
  job: async (page) => {
    await pay(page);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("What happened").waitFor();
  },
  provider: async (page) => {
    await pay(page);
    await page.goto(`${new URL(page.url()).origin}/provider/jobs`);
    await page.getByRole("button", { name: "Nordlys", exact: true }).click();
    await page.getByText("Send access and start").waitFor();
  },
  handoff: async (page) => {
    await ask(page, QUESTION);
    await page
      .getByRole("button", { name: /Lambda/ })
      .first()
      .click();
    await page.getByRole("button", { name: "How to book it there" }).click();
    await page.locator("necto-hand-off").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
};
