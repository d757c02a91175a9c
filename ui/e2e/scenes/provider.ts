import type { ArbiterJob } from "@necto/tools/protocol/arbiter";
import type { Listings } from "@necto/tools/protocol/listings";
import type { Page } from "playwright-core";
import { LISTINGS, scriptListings } from "../scripted-listings.ts";
import { type Scenes, signIn } from "./scene.ts";

/** A provider's listings, signed in. */
const listings = async (page: Page, told: Listings = LISTINGS) => {
  await scriptListings(page, told);
  await signIn(page);
  await page.goto(`${new URL(page.url()).origin}/provider/listings`);
  await page.getByRole("link", { name: "New listing" }).first().waitFor();
};

/** Two hours of a GPU, of which the buyer accepts five minutes. */
function disputedJob(): ArbiterJob {
  const hash = (digit: string) => `0x${digit.repeat(64)}`;
  const at = new Date().toISOString();
  return {
    ...{
      jobId: hash("a"),
      status: "disputed",
      reason: "none",
      brokered: null,
      resolution: null,
      txHash: null,
    },
    order: {
      ...{ offerId: "necto:1", provider: "Rheinwerk Compute", gpu: "H100 SXM", gpuCount: 1, units: 1 },
      ...{ country: "DE", listingId: hash("b"), listingVersion: 1 },
    },
    ...{ rateUsdMicrosPerHour: 2_410_000, durationSeconds: 7_200, feeBps: 250, at, startedAt: at },
    amounts: {
      ...{ depositUsdMicros: 4_820_000, earnedUsdMicros: 2_410_000, feeUsdMicros: 60_250 },
      refundUsdMicros: 2_410_000,
    },
    ...{ buyer: `0x${"1".repeat(40)}`, payee: `0x${"2".repeat(40)}`, evidenceHash: hash("c") },
    ...{ acceptedSeconds: 300, claimedSeconds: 3_600 },
    decideUntil: new Date(Date.now() + 6 * 86_400_000).toISOString(),
  };
}

/** Pictures of providers and the arbiter. */
export const PROVIDER_SCENES: Scenes = {
  "provider-out": async (page) => {
    await page.goto(`${new URL(page.url()).origin}/provider/jobs`);
    await page.getByRole("button", { name: "Sign in with a wallet" }).waitFor();
  },
  listings: async (page) => {
    await listings(page);
    await page.getByText("1 agent silent").waitFor();
  },
  "listings-empty": async (page) => {
    await listings(page, { ...LISTINGS, listings: [] });
    await page.getByText("Nothing is listed yet.").waitFor();
  },
  "listing-new": async (page) => {
    await listings(page);
    await page.getByRole("link", { name: "New listing" }).click();
    await page.getByLabel("GPU", { exact: true }).fill("H10");
    await page.getByRole("button", { name: "Save and publish…" }).click();
    await page.getByText("This keeps it from being published:").scrollIntoViewIfNeeded();
  },
  "listing-edit": async (page) => {
    await listings(page);
    await page.getByRole("link", { name: "Eight H100 in Lyon" }).click();
    await page.getByText("place 2 of 9").scrollIntoViewIfNeeded();
  },
  "listing-confirm": async (page) => {
    await listings(page);
    await page.getByRole("button", { name: "Publish Eight H100 in Lyon" }).click();
    await page.getByRole("dialog").waitFor();
  },
  arbiter: async (page) => {
    await signIn(page);
    await page.route("**/api/arbiter/jobs", (route) => route.fulfill({ json: { jobs: [disputedJob()] } }));
    await page.goto(`${new URL(page.url()).origin}/arbiter`);
    await page.getByLabel("Exactly").fill("1800");
    await page.getByLabel("Reason, for both parties to read").fill("It ran for half an hour.");
    await page.waitForTimeout(300);
  },
};
