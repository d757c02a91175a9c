import { ListingDraft } from "@necto/tools/core/listing-draft";
import { type Listings, ListingView } from "@necto/tools/protocol/listings";
import type { Page } from "playwright-core";

const AT = "2026-11-26T09:00:00.000Z";
const HASH = `0x${"5".repeat(64)}`;

const draft = (title: string, amount: string, fields: object = {}) =>
  ListingDraft.parse({
    ...{ title, gpu: "H100", formFactor: "SXM", memoryGib: 80, gpuCount: 1, country: "FR", city: "Lyon" },
    ...{ unitsTotal: 8, ceilingUsdMicros: 3_000_000 },
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
    ...fields,
  });

function listing(id: string, one: ListingDraft, fields: object = {}): ListingView {
  return ListingView.parse({
    ...{ listingId: `0x${id.repeat(64)}`, provider: "Fjordlys Compute", state: "published", draft: one },
    ...{
      published: one,
      isEdited: false,
      problems: [],
      pending: null,
      agents: [],
      createdAt: AT,
      updatedAt: AT,
    },
    chain: {
      status: "available",
      version: 3,
      ceilingRate: one.ceilingUsdMicros * one.gpuCount,
      specsHash: HASH,
    },
    units: { total: 8, reserved: 3, offline: 1, available: 4 },
    market: { usdMicrosPerGpuHour: 2_450_000, reasons: [] },
    ...fields,
  });
}

const night = { weekly: [{ days: [1, 2, 3, 4, 5], from: "20:00", to: "08:00" }], timeZone: "Europe/Paris" };

/** One listing in each state, as a server tells it. */
export const LISTINGS: Listings = {
  listings: [
    listing("1", draft("Eight H100 in Lyon", "2.45"), {
      ...{ draft: draft("Eight H100 in Lyon", "1.95", { availability: night }), isEdited: true },
      agents: [{ agent: "rack-7", units: 1, seenAt: AT, isSilent: true }],
    }),
    listing("2", draft("A100 on its way", "1.10", { gpu: "A100", formFactor: null }), {
      ...{ state: "publishing", chain: null, market: null },
      pending: { call: "registerListing", state: "sending", problem: null, txHash: null },
    }),
    listing("3", draft("L40S, refused", "0.80", { gpu: "L40S", formFactor: "PCIe", memoryGib: 48 }), {
      pending: { call: "updateListing", state: "failed", problem: "The registry refuses it.", txHash: null },
    }),
    listing("4", draft("Paused for repair", "2.10", { status: "offline" }), {
      ...{
        state: "paused",
        chain: { status: "offline", version: 1, ceilingRate: 3_000_000, specsHash: HASH },
      },
      market: { usdMicrosPerGpuHour: 2_100_000, reasons: ["availability/unavailable"] },
    }),
    listing("5", draft("A draft", "2.00"), {
      ...{ state: "draft", published: null, chain: null, units: null, market: null },
    }),
  ],
  ...{ sends: "server", operator: null, delegation: null },
  registry: { chainId: 36_900, address: `0x${"a".repeat(40)}`, name: "sandbox for ADI", explorerUrl: null },
};

/** Answers for the routes of listings in the place of the server. */
export async function scriptListings(page: Page, listings: Listings = LISTINGS): Promise<void> {
  await page.route("**/api/provider/listings", (route) => route.fulfill({ json: listings }));
  await page.route("**/api/provider/listings/preview", (route) =>
    route.fulfill({
      json: {
        ...{ usdMicrosPerGpuHour: 1_950_000, rank: 2, ranked: 9, reasons: [] },
        bestUsdMicrosPerGpuHour: 1_910_000,
      },
    }),
  );
  await page.route("**/api/provider/listings/0x*", (route) => route.fulfill({ json: listings.listings[0] }));
}
