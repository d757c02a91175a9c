import { diffListings, type ListingDiff } from "@necto/tools/core/listing-diff";
import type { OwnListing } from "@necto/tools/core/listing-draft";
import { diffNewListing } from "@necto/tools/core/new-listing";
import { listedKinds } from "@necto/tools/core/select-listings";
import { own, usdc } from "@necto/tools/core/testing/drafts";
import type { ListingDesk } from "../graph/listing-desk.ts";
import { NOW } from "./sandbox-scan.ts";

/** A provider's listings in memory: one of each GPU that the corpus speaks of. */
export const OWN_LISTINGS: readonly OwnListing[] = [
  own("0x01", { gpu: "H100", ceilingUsdMicros: 4_000_000 }),
  own("0x02", { gpu: "A100", memoryGib: 80, title: "A100 80", pricing: usdc("1.39"), unitsTotal: 16 }),
  own("0x03", {
    gpu: "RTX 4090",
    formFactor: "PCIe",
    memoryGib: 24,
    country: "PL",
    city: "Warsaw",
    pricing: usdc("0.37"),
  }),
  own("0x04", { gpu: "L40S", formFactor: "PCIe", memoryGib: 48, pricing: usdc("0.8") }),
];

export interface ScriptedListingDesk extends ListingDesk {
  /** Ids of changes that were applied, in order. */
  readonly applied: string[];
  /** What was shown last. */
  readonly shown: { diffs: readonly ListingDiff[] };
}

/** A desk that compares for real and only counts what it is told to apply. */
export function scriptedListingDesk(mine: readonly OwnListing[] = OWN_LISTINGS): ScriptedListingDesk {
  const applied: string[] = [];
  const shown = { diffs: [] as readonly ListingDiff[] };
  return {
    ...{ applied, shown },
    async diff(_owner, { intent, change }) {
      const listed = listedKinds(mine);
      const made = intent === "create-listing" ? diffNewListing(change) : null;
      const diffs = made ? [made.diff].filter((diff) => diff !== null) : diffListings(change, mine, NOW);
      shown.diffs = diffs;
      return { diffs, missing: made?.missing ?? [], listed };
    },
    async apply(changeId, onProgress) {
      applied.push(changeId);
      const listings = [
        { listingId: "0x01", title: "H100", state: "done" as const, version: 2, txHash: null, problem: null },
      ];
      onProgress({ state: "applying", listings: [], problem: null });
      return { state: "applied", listings, problem: null };
    },
    earnings: async () => ({ jobs: 3, earnedUsdMicros: 12_345_678, usedSeconds: 7_200, running: 1 }),
    rankFirst: async () => [
      {
        ...{ listingId: "0x04", title: "L40S" },
        facts: {
          usdMicrosPerGpuHour: 790_000,
          beats: { offerId: "lambda:x", usdMicrosPerGpuHour: 790_001 },
          reasons: [],
        },
      },
    ],
    whyLost: async () => [
      {
        ...{ listingId: "0x01", title: "H100" },
        facts: {
          won: 4,
          lost: 9,
          groups: [{ cause: "price", gapUpToBps: 500, routes: 9, usdMicrosToWin: 1_910_000 }],
        },
      },
    ],
  };
}
