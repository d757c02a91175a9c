import { describe, expect, test } from "vitest";
import { escrowLimits } from "../../contracts/abi/limits.ts";
import { demoListings } from "../sandbox/demo-listings.ts";
import {
  explainDraft,
  ListingDraft,
  mostUnitsOut,
  needsNewVersion,
  specsHashOf,
  toListingTerms,
  withGpuDefaults,
} from "./listing-draft.ts";
import { aDraft, aRule, usdc } from "./testing/drafts.ts";

type Said = Parameters<typeof aDraft>[0];

test("a draft with the least that is needed has no problem", () => {
  expect(explainDraft(aDraft())).toEqual([]);
});

test.each<[said: Said, field: string, message: string]>([
  [{ gpu: "H10" }, "gpu", "No whole GPU is called “H10”. Did you mean H100, H20 or A10?"],
  [
    { gpu: "rtx 409O" },
    "gpu",
    "No whole GPU is called “rtx 409O”. Did you mean RTX 4090, RTX 4000 or RTX 5090?",
  ],
  [
    { gpu: "quantum" },
    "gpu",
    "No whole GPU is called “quantum”. Write it as the vendor does, such as H100 or RTX 4090.",
  ],
  [{ formFactor: "OAM" }, "formFactor", "H100 comes as SXM, PCIe or NVL, not as OAM."],
  [{ gpu: "GH200", memoryGib: 96 }, "formFactor", "GH200 has no form factor: leave it out."],
  [{ memoryGib: 40 }, "memoryGib", "H100 comes with 80 or 94 GiB per GPU, not with 40."],
  [{ gpu: "A100", memoryGib: null }, "memoryGib", "A100 comes with 40, 80 or 64 GiB per GPU: say which."],
  [
    { gpuCount: 200 },
    "gpuCount",
    "A unit is what one buyer rents, at most 128 GPUs; 200 GPUs are several units.",
  ],
  [{ unitsTotal: 0 }, "unitsTotal", "List at least one unit."],
  [
    { unitsTotal: 1_000_000 },
    "unitsTotal",
    "1,000,000 units are more than a listing holds: at most 100,000 units.",
  ],
  [{ country: "XX" }, "country", "XX is no country's code. Write it as in DE for Germany."],
  [
    { city: "Paris" },
    "city",
    "Paris is in France, not in Germany. If another place of that name is meant, add its region after a comma.",
  ],
  [
    { ceilingUsdMicros: 1_000_000_001 },
    "ceilingUsdMicros",
    "No GPU is rented for more than $1,000.0000 per GPU-hour.",
  ],
  [{ pricing: usdc("0") }, "pricing.amount", "The price must be above zero."],
  [{ pricing: usdc("-1") }, "pricing.amount", "The price must be above zero."],
  [
    { pricing: usdc("3.000001") },
    "pricing.amount",
    "The price is above the highest rate of $3.0000 per GPU-hour. Raise the highest rate first.",
  ],
  [
    { gpuCount: 8, pricing: usdc("24.000001", "unit") },
    "pricing.amount",
    "The price is above the highest rate of $3.0000 per GPU-hour. Raise the highest rate first.",
  ],
  [
    { pricing: aRule({ floorUsdMicros: 4_000_000 }) },
    "pricing.rule.floorUsdMicros",
    "The floor is above the ceiling.",
  ],
  [
    { pricing: aRule({ ceilingUsdMicros: 3_500_000 }) },
    "pricing.rule.ceilingUsdMicros",
    "The rule may ask $3.5000 per GPU-hour, above the highest rate of $3.0000 per GPU-hour.",
  ],
  [
    { pricing: aRule({ baseUsdMicros: 500_000 }) },
    "pricing.rule.baseUsdMicros",
    "The starting price must be between the floor of $1.0000 per GPU-hour and the ceiling of $3.0000 per GPU-hour.",
  ],
  [
    { pricing: aRule({ baseUsdMicros: null }) },
    "pricing.rule",
    "The rule says no price: give a starting price, or follow the market.",
  ],
  [
    {
      pricing: aRule({
        demandCurve: [
          { fromUtilisationBps: 9000, multiplierBps: 11_000 },
          { fromUtilisationBps: 5000, multiplierBps: 12_000 },
        ],
      }),
    },
    "pricing.rule.demandCurve.0.multiplierBps",
    "The price would fall from 120% to 110% as more is rented out, so that a buyer could make it cheaper by booking first. A demand curve only rises.",
  ],
  [
    { pricing: aRule({ demandCurve: [{ fromUtilisationBps: 7000, multiplierBps: 9500 }] }) },
    "pricing.rule.demandCurve.0.multiplierBps",
    "The price would fall from 100% to 95% as more is rented out, so that a buyer could make it cheaper by booking first. A demand curve only rises.",
  ],
  [
    {
      pricing: aRule({
        demandCurve: [
          { fromUtilisationBps: 5000, multiplierBps: 11_000 },
          { fromUtilisationBps: 5000, multiplierBps: 12_000 },
        ],
      }),
    },
    "pricing.rule.demandCurve.1.fromUtilisationBps",
    "Two steps begin at 50%: keep one.",
  ],
  [
    { minDurationSeconds: 7200, maxDurationSeconds: 3600 },
    "minDurationSeconds",
    "The shortest rental, 2 hours, is longer than the longest, 1 hour.",
  ],
  [
    { minDurationSeconds: 20_000_000 },
    "minDurationSeconds",
    "No job is longer than 194 days, so nobody could rent it.",
  ],
  [
    { availability: { timeZone: "Europe/Frankfurt" } },
    "availability.timeZone",
    "No time zone is called “Europe/Frankfurt”. Write it as in Europe/Berlin.",
  ],
  [
    { availability: { weekly: [{ days: [], from: "08:00", to: "18:00" }] } },
    "availability.weekly.0.days",
    "The window is on no day: name its days or take it out.",
  ],
  [
    {
      availability: {
        exceptions: [{ from: "2026-11-27T18:00:00Z", to: "2026-11-27T18:00:00Z", open: false }],
      },
    },
    "availability.exceptions.0.to",
    "The end is not after the beginning.",
  ],
  [
    { offlineUnits: [{ units: 9, from: "2026-11-27T18:00:00Z", to: null }] },
    "offlineUnits.0.units",
    "9 units cannot be out: there are 8 units.",
  ],
  [{ title: "  " }, "title", "Give the listing a title."],
  [{ title: "x".repeat(81) }, "title", "81 characters are too long: at most 80."],
  [{ description: "x".repeat(2001) }, "description", "2,001 characters are too long: at most 2000."],
  [
    { title: "H100\u202e001H" },
    "title",
    "It has characters that cannot be seen, such as control characters. Write plain text.",
  ],
  [
    { description: "a\u0000b" },
    "description",
    "It has characters that cannot be seen, such as control characters. Write plain text.",
  ],
])("%j is explained at %s", (said, field, message) => {
  // Not `aDraft(said)`: some of these are no drafts, as a form may hold them.
  expect(explainDraft({ ...aDraft(), ...said })).toEqual([{ field, message }]);
});

test.each<[said: Record<string, unknown>, field: string, message: string]>([
  [{ gpuCount: "8" }, "gpuCount", "This must be a number."],
  [{ gpuCount: 0 }, "gpuCount", "This must be above 0."],
  [{ gpuCount: 1.5 }, "gpuCount", "This must be a whole number."],
  [{ title: undefined }, "title", "This is missing: text is needed."],
  [{ formFactor: "SXM5" }, "formFactor", "This must be one of SXM, PCIe, NVL, OAM."],
  [{ country: "Germany" }, "country", "Write the country's code as in DE for Germany."],
  [{ pricing: { model: "auction" } }, "pricing.model", "This must be a fixed, a token or a dynamic price."],
  [{ pricing: usdc("two") }, "pricing.amount", "Expected a decimal number such as 19.25."],
  [
    { availability: { weekly: [{ days: [1], from: "8:00", to: "18:00" }] } },
    "availability.weekly.0.from",
    "Write a time of the day as in 08:30.",
  ],
  [
    { offlineUnits: [{ units: 1, from: "Friday", to: null }] },
    "offlineUnits.0.from",
    "Write a moment as in 2026-11-27T18:00:00Z.",
  ],
])("what is no draft is explained too: %j", (said, field, message) => {
  expect(explainDraft({ ...aDraft(), ...said })).toEqual([{ field, message }]);
});

test("the shortest rental may be as long as the escrow's longest job, and no longer", () => {
  expect(explainDraft(aDraft({ minDurationSeconds: escrowLimits.maxSecs }))).toEqual([]);
  expect(explainDraft(aDraft({ minDurationSeconds: escrowLimits.maxSecs + 1 }))).toHaveLength(1);
});

test("several problems are told at once", () => {
  const fields = explainDraft(aDraft({ title: "", city: "Oslo", pricing: usdc("9") })).map(
    ({ field }) => field,
  );
  expect(fields).toEqual(["title", "city", "pricing.amount"]);
});

test("a place that has the name of a better known one is told by its region", () => {
  expect(explainDraft(aDraft({ country: "US", city: "Paris, Texas" }))).toEqual([]);
});

test("joiners and line feeds are text: a description in Hindi and an emoji of a family are fine", () => {
  expect(explainDraft(aDraft({ description: "क्‍ष\n👩‍👩‍👧" }))).toEqual([]);
});

describe("the table fills in what it alone can know", () => {
  test.each<[said: Said, gpu: string, formFactor: string | null, memoryGib: number | null]>([
    [{ gpu: "nvidia l40s", formFactor: null, memoryGib: null }, "L40S", "PCIe", 48],
    [{ gpu: "H100", formFactor: "NVL", memoryGib: null }, "H100", "NVL", 94],
    [{ gpu: "A100", formFactor: null, memoryGib: null }, "A100", null, null],
    [{ gpu: "H100 SXM5", formFactor: null, memoryGib: null }, "H100", "SXM", 80],
    [{ gpu: "quantum", formFactor: null, memoryGib: null }, "quantum", null, null],
  ])("%j", (said, gpu, formFactor, memoryGib) => {
    expect(withGpuDefaults(aDraft(said))).toEqual(aDraft({ ...said, gpu, formFactor, memoryGib } as Said));
  });
});

test("the specs hash of a draft is the one of its terms, as the demo listings have it", () => {
  for (const { terms, specsHash } of demoListings()) {
    const draft = ListingDraft.parse({ ...terms, title: "x", unitsTotal: 1, ceilingUsdMicros: 9_000_000 });
    expect(toListingTerms(draft)).toEqual(terms);
    expect(specsHashOf(toListingTerms(draft))).toBe(specsHash);
  }
});

test.each<[said: Said, needs: boolean]>([
  [{ pricing: usdc("1.95") }, true],
  [{ ceilingUsdMicros: 3_100_000 }, true],
  [{ city: "Berlin" }, true],
  [{ title: "Another" }, false],
  [{ unitsTotal: 9 }, false],
  [{ status: "offline" }, false],
  [{ availability: { timeZone: "Europe/Berlin" } }, false],
])("an edit of %j needs a new version on chain: %s", (said, needs) => {
  expect(needsNewVersion(aDraft(), aDraft(said))).toBe(needs);
});

test("units that are out are counted where they overlap, and never more than there are", () => {
  const day = (n: number) => Date.parse(`2026-12-${String(n).padStart(2, "0")}T00:00:00Z`);
  const out = (units: number, from: number, to: number | null) => ({
    units,
    from: new Date(day(from)).toISOString(),
    to: to === null ? null : new Date(day(to)).toISOString(),
  });
  const draft = aDraft({ offlineUnits: [out(2, 2, 5), out(3, 4, 6), out(7, 10, null)] });
  expect(mostUnitsOut(draft, day(1), day(2))).toBe(0);
  expect(mostUnitsOut(draft, day(1), day(3))).toBe(2);
  expect(mostUnitsOut(draft, day(1), day(9))).toBe(5);
  expect(mostUnitsOut(draft, day(5), day(6))).toBe(3);
  expect(mostUnitsOut(draft, day(6), day(10))).toBe(0);
  expect(mostUnitsOut(draft, day(20), day(21))).toBe(7);
  expect(mostUnitsOut({ ...draft, unitsTotal: 4 }, day(1), day(9))).toBe(4);
});
