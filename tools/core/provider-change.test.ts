import { describe, expect, test } from "vitest";
import { diffListings, type ListingDiff } from "./listing-diff.ts";
import type { OwnListing } from "./listing-draft.ts";
import { diffNewListing } from "./new-listing.ts";
import { ProviderChange } from "./provider-change.ts";
import { aRule, own, usdc } from "./testing/drafts.ts";
import { NOW } from "./testing/offers.ts";

type Said = Partial<typeof ProviderChange._zod.input>;
type DynamicDraft = Extract<OwnListing["draft"]["pricing"], { model: "dynamic" }>;
const diff = (said: Said, mine: readonly OwnListing[]) => diffListings(ProviderChange.parse(said), mine, NOW);
const only = (said: Said, listing: OwnListing): ListingDiff => diff(said, [listing])[0]!;
const pricingOf = (said: Said, listing: OwnListing) => only(said, listing).after.pricing;

describe("an amount", () => {
  test("of 10 cents more is 10 cents per GPU-hour, also of a price for a whole unit", () => {
    expect(pricingOf({ usdMicrosDelta: 100_000 }, own("0x1"))).toMatchObject({ amount: "2.1" });
    const unit = own("0x1", { gpuCount: 8, pricing: usdc("16", "unit") });
    expect(pricingOf({ usdMicrosDelta: -100_000 }, unit)).toMatchObject({ amount: "15.2" });
  });

  test("below zero is a price that nobody can publish", () => {
    const { problems, warnings } = only({ usdMicrosDelta: -9_000_000 }, own("0x1"));
    expect(problems.length).toBeGreaterThan(0);
    expect(warnings).toContain("not-positive");
  });

  test("moves a rule's floor, ceiling and start", () => {
    const pricing = aRule({
      floorUsdMicros: 1_000_000,
      ceilingUsdMicros: 2_000_000,
      baseUsdMicros: 1_500_000,
    });
    const listing = own("0x1", { pricing });
    expect(pricingOf({ usdMicrosDelta: 100_000 }, listing)).toMatchObject({
      rule: { floorUsdMicros: 1_100_000, ceilingUsdMicros: 2_100_000, baseUsdMicros: 1_600_000 },
    });
  });
});

describe("a rule", () => {
  const FOLLOW = { followUndercutBps: 200, floorUsdMicros: 1_600_000, ceilingUsdMicros: null };

  test("makes a fixed price follow the market, up to the listing's ceiling, and says so", () => {
    const made = only({ rule: FOLLOW }, own("0x1", { ceilingUsdMicros: 3_000_000 }));
    expect(made.after.pricing).toMatchObject({
      model: "dynamic",
      rule: {
        follow: { undercutBps: 200 },
        floorUsdMicros: 1_600_000,
        ceilingUsdMicros: 3_000_000,
        baseUsdMicros: null,
      },
    });
    expect(made.warnings).toContain("pricing-model-changes");
    expect(made.problems).toEqual([]);
  });

  test("without a floor cannot be published", () => {
    const { problems } = only({ rule: { followUndercutBps: 100 } }, own("0x1"));
    expect(problems.map(({ field }) => field)).toEqual(["pricing.rule.floorUsdMicros"]);
  });

  test("between two prices starts from what the listing asks, held between them", () => {
    const rule = { floorUsdMicros: 2_100_000, ceilingUsdMicros: 2_400_000 };
    expect(pricingOf({ rule }, own("0x1"))).toMatchObject({ rule: { ...rule, baseUsdMicros: 2_100_000 } });
  });

  test("changes of a dynamic price what was said, and keeps the rest", () => {
    const before = aRule({
      floorUsdMicros: 1_000_000,
      ceilingUsdMicros: 2_000_000,
      baseUsdMicros: 1_500_000,
    });
    const { draft } = own("0x1", { pricing: before });
    const after = pricingOf({ rule: { floorUsdMicros: 1_200_000 } }, own("0x1", { pricing: before }));
    expect(after).toEqual({
      model: "dynamic",
      rule: { ...(draft.pricing as DynamicDraft).rule, floorUsdMicros: 1_200_000 },
    });
  });

  test("prices a new listing", () => {
    const said = {
      gpuModels: ["H100"],
      gpuCount: 8,
      regions: { include: ["NO"] },
      rule: { ...FOLLOW, ceilingUsdMicros: 2_400_000 },
    };
    const { diff: made, missing } = diffNewListing(ProviderChange.parse(said));
    expect(missing).toEqual([]);
    expect(made?.problems).toEqual([]);
    expect(made?.after.pricing).toMatchObject({ model: "dynamic", rule: { ceilingUsdMicros: 2_400_000 } });
  });
});

describe("how many GPUs there are", () => {
  test("is counted in whole units", () => {
    const units = own("0x1", { gpuCount: 8, unitsTotal: 2 });
    expect(only({ gpuTotal: 32 }, units).after.unitsTotal).toBe(4);
    expect(only({ gpuTotalDelta: 8 }, units).after.unitsTotal).toBe(3);
    expect(only({ gpuTotal: 20 }, units)).toMatchObject({
      after: { unitsTotal: 3 },
      warnings: ["not-whole-units"],
    });
  });

  test("never falls below one unit: a listing without any is paused instead", () => {
    expect(only({ gpuTotalDelta: -100 }, own("0x1")).after.unitsTotal).toBe(1);
    expect(only({ gpuTotalDelta: -100 }, own("0x1")).warnings).toContain("fewer-than-asked");
  });
});

test("memory says which of two listings of one model is meant", () => {
  const mine = [40, 80].map((memoryGib) => own(`0x${memoryGib}`, { gpu: "A100", memoryGib }));
  const made = diff({ gpuModels: ["A100"], memoryGib: 80, percentBps: -500 }, mine);
  expect(made.map(({ listingId }) => listingId)).toEqual(["0x80"]);
});
