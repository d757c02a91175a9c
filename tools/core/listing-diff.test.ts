import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffListings, ListingDiff } from "./listing-diff.ts";
import { mostUnitsOut, type OwnListing } from "./listing-draft.ts";
import { diffNewListing } from "./new-listing.ts";
import { ProviderChange } from "./provider-change.ts";
import { roundHalfAway } from "./scale-price.ts";
import { listedKinds } from "./select-listings.ts";
import { aRule, own, usdc } from "./testing/drafts.ts";
import { iso, NOW } from "./testing/offers.ts";

type Said = Partial<typeof ProviderChange._zod.input>;

const diff = (said: Said, mine: readonly OwnListing[]) => diffListings(ProviderChange.parse(said), mine, NOW);
const only = (said: Said, listing: OwnListing): ListingDiff => diff(said, [listing])[0]!;

const HGX = { gpuCount: 8, unitsTotal: 3 } as const;
const A100 = { gpu: "A100", memoryGib: 80, title: "A100" } as const;
const RTX = { gpu: "RTX 4090", formFactor: "PCIe", memoryGib: 24, country: "PL", city: "Warsaw" } as const;

test("“set my H100 price to 1.95” is one line, and a new version on chain", () => {
  expect(only({ gpuModels: ["H100"], usdMicrosPerGpuHour: 1_950_000 }, own("0x1"))).toMatchObject({
    listingId: "0x1",
    version: 1,
    warnings: [],
    problems: [],
    changes: [{ field: "pricing.amount", from: "2", to: "1.95" }],
    needsNewVersion: true,
  });
});

describe("a price", () => {
  type Pricing = OwnListing["draft"]["pricing"];
  const amount = (pricing: Pricing) => (pricing.model === "dynamic" ? null : pricing.amount);
  const token = {
    model: "token",
    amount: "4.3",
    token: "AKT",
    coinId: "akash-network",
    per: "hour",
    scope: "gpu",
    floorUsdMicros: 1_000_001,
  } as const;

  test.each<[before: string, percentBps: number, after: string]>([
    ["0.37", -500, "0.3515"],
    ["1.39", 250, "1.42475"],
    ["2", -3333, "1.3334"],
    ["0.000001", -5000, "0.000001"],
    ["0.000001", -5001, "0"],
    ["0.000003", 5000, "0.000005"],
    ["1.234567", 1, "1.23469"],
  ])("of %s changed by %i bps is %s, halves of a micro-USD away from zero", (before, percentBps, after) => {
    expect(amount(only({ percentBps }, own("1", { pricing: usdc(before) })).after.pricing)).toBe(after);
  });

  test("of a whole unit stays one: 8 GPUs at 1.95 are 15.60", () => {
    const listing = own("1", { ...HGX, pricing: usdc("16", "unit") });
    expect(amount(only({ usdMicrosPerGpuHour: 1_950_000 }, listing).after.pricing)).toBe("15.6");
  });

  test("in cents stays in cents", () => {
    const listing = own("1", { pricing: { ...usdc("200"), currency: "USD_CENT" } });
    expect(amount(only({ usdMicrosPerGpuHour: 1_950_000 }, listing).after.pricing)).toBe("195");
    expect(amount(only({ percentBps: -500 }, listing).after.pricing)).toBe("190");
  });

  test("in tokens changes exactly, its floor to the micro-USD", () => {
    expect(only({ percentBps: -500 }, own("1", { pricing: token })).after.pricing).toMatchObject({
      amount: "4.085",
      floorUsdMicros: 950_001,
    });
  });

  test("by a rule changes as a whole, so that what it asks moves by the share", () => {
    const pricing = aRule({ follow: { undercutBps: 200 }, ceilingUsdMicros: 2_500_000 });
    expect(only({ percentBps: -500 }, own("1", { pricing })).after.pricing).toMatchObject({
      rule: {
        floorUsdMicros: 950_000,
        ceilingUsdMicros: 2_375_000,
        baseUsdMicros: 1_900_000,
        follow: { undercutBps: 690 },
      },
    });
  });

  test("that follows cannot go above the market", () => {
    const { after, warnings } = only(
      { percentBps: 500 },
      own("1", { pricing: aRule({ follow: { undercutBps: 200 } }) }),
    );
    expect(after.pricing).toMatchObject({ rule: { follow: { undercutBps: 0 } } });
    expect(warnings).toContain("not-above-market");
  });

  test("that was a rule or in tokens becomes a fixed one, with a warning", () => {
    for (const pricing of [aRule(), token]) {
      const { after, warnings, changes } = only({ usdMicrosPerGpuHour: 2_100_000 }, own("1", { pricing }));
      expect(after.pricing).toEqual(usdc("2.1"));
      expect(warnings).toEqual(["pricing-model-changes"]);
      expect(changes).toEqual([
        { field: "pricing", from: own("1", { pricing }).draft.pricing, to: usdc("2.1") },
      ]);
    }
  });

  test("may be replaced by a rule, whose inputs are nobody's to state", () => {
    const pricing = { ...aRule(), ruleInputs: { utilisationBps: 1, at: iso(NOW) } };
    expect(only({ pricing }, own("1")).after.pricing).toEqual(own("1", { pricing: aRule() }).draft.pricing);
  });

  test("of spot is no listing's", () => {
    const pricing = {
      model: "spot",
      kind: "spot",
      amount: "1",
      currency: "USD",
      per: "hour",
      scope: "gpu",
    } as const;
    expect(only({ pricing }, own("1"))).toMatchObject({ problems: [{ field: "pricing" }], changes: [] });
  });

  test.each<[Said, warnings: string[]]>([
    [{ usdMicrosPerGpuHour: 3_000_000 }, []],
    [{ usdMicrosPerGpuHour: 3_000_001 }, ["over-50-percent", "above-ceiling"]],
    [{ usdMicrosPerGpuHour: 1_000_000 }, []],
    [{ usdMicrosPerGpuHour: 999_999 }, ["over-50-percent"]],
    [{ usdMicrosPerGpuHour: 0 }, ["over-50-percent", "not-positive"]],
    [{ percentBps: -10_000 }, ["over-50-percent", "not-positive"]],
    [{ percentBps: -20_000 }, ["over-50-percent", "not-positive"]],
    [{ percentBps: 5000 }, []],
    [{ percentBps: 5001 }, ["over-50-percent", "above-ceiling"]],
    [{ usdMicrosPerGpuHour: 2_000_000 }, ["no-change"]],
    [{ percentBps: 0 }, ["no-change"]],
  ])("of 2.00 changed by %j warns %j", (said, warnings) => {
    expect(only(said, own("1")).warnings).toEqual(warnings);
  });

  test("of zero or less cannot be applied", () => {
    expect(only({ percentBps: -10_000 }, own("1")).problems).toEqual([
      { field: "pricing.amount", message: "The price must be above zero." },
    ]);
  });

  test("above the ceiling takes the ceiling with it", () => {
    expect(only({ usdMicrosPerGpuHour: 3_500_000 }, own("1"))).toMatchObject({
      changes: [
        { field: "pricing.amount", from: "2", to: "3.5" },
        { field: "ceilingUsdMicros", from: 3_000_000, to: 3_500_000 },
      ],
      problems: [],
    });
  });
});

describe("which listings a change is about", () => {
  const mine = [
    own("0xc", { ...A100 }),
    own("0xb", { ...HGX, country: "FR", city: "Paris" }),
    own("0xa"),
    own("0xd", { ...RTX }),
    own("0xe", { formFactor: "PCIe" }),
  ];
  test.each<[Said, ids: string[]]>([
    [{ gpuModels: ["H100"] }, ["0xa", "0xb", "0xe"]],
    [{ gpuModels: ["H100 SXM"] }, ["0xa", "0xb"]],
    [{ gpuModels: ["H100", "A100"] }, ["0xa", "0xb", "0xc", "0xe"]],
    [{ gpuModels: ["H100"], gpuCount: 8 }, ["0xb"]],
    [{ regions: { include: ["EU"], exclude: ["FR", "PL"] } }, ["0xa", "0xc", "0xe"]],
    [{ listingIds: ["necto:0xB", "0xd"] }, ["0xb", "0xd"]],
    [{ gpuModels: ["L40S"] }, []],
    [{ gpuModels: ["H100"], regions: { include: ["US"] } }, []],
    [{}, ["0xa", "0xb", "0xc", "0xd", "0xe"]],
  ])("%j", (said, ids) => {
    expect(diff({ ...said, percentBps: -500 }, mine).map(({ listingId }) => listingId)).toEqual(ids);
  });

  test("what there is can be told when nothing is meant", () => {
    expect(listedKinds(mine)).toEqual({
      gpuModels: ["A100 SXM", "H100 PCIe", "H100 SXM", "RTX 4090 PCIe"],
      countries: ["DE", "FR", "PL"],
    });
  });
});

describe("capacity", () => {
  const FRIDAY = "2026-11-27T18:00:00.000Z";
  const MONDAY = "2026-11-30T08:00:00.000Z";
  const weekend = { from: FRIDAY, to: MONDAY };
  const out = (
    units: number,
    from = FRIDAY,
    to: string | null = MONDAY,
    status: "offline" | "reserved" = "offline",
  ) => ({
    ...{ units, status, from, to },
  });
  const outAfter = (said: Said, listing: OwnListing) => only(said, listing).after.offlineUnits;

  test("“take 4 A100 offline from Friday to Monday” takes four units out and stays off chain", () => {
    const listing = own("1", A100);
    expect(only({ gpuModels: ["A100"], gpuCount: 4, status: "offline", ...weekend }, listing)).toMatchObject({
      changes: [{ field: "offlineUnits", from: [], to: [out(4)] }],
      warnings: [],
      problems: [],
      needsNewVersion: false,
    });
  });

  test.each<[name: string, said: Said, listing: OwnListing, units: unknown[], warnings?: string[]]>([
    ["a model for a time is all its units", { status: "offline", ...weekend }, own("1"), [out(8)]],
    [
      "reserved units are out too",
      { status: "reserved", gpuCount: 2, ...weekend },
      own("1"),
      [out(2, FRIDAY, MONDAY, "reserved")],
    ],
    [
      "from now on when no time is said",
      { status: "offline", gpuCount: 2 },
      own("1"),
      [out(2, iso(NOW), null)],
    ],
    [
      "16 GPUs of 8-GPU units are two",
      { status: "offline", gpuCount: 16, ...weekend },
      own("1", HGX),
      [out(2)],
    ],
    [
      "4 GPUs of 8-GPU units are one, and more than asked",
      { status: "offline", gpuCount: 4, ...weekend },
      own("1", HGX),
      [out(1)],
      ["not-whole-units"],
    ],
    [
      "more than there are is all there are",
      { status: "offline", gpuCount: 12, ...weekend },
      own("1"),
      [out(8)],
      ["fewer-than-asked"],
    ],
    [
      "only what is still in goes out",
      { status: "offline", gpuCount: 6, ...weekend },
      own("1", { offlineUnits: [out(5)] }),
      [out(5), out(3)],
      ["fewer-than-asked"],
    ],
    [
      "units come back for a time",
      { status: "available", gpuCount: 1, from: "2026-11-28T00:00:00.000Z", to: "2026-11-29T00:00:00.000Z" },
      own("1", { offlineUnits: [out(4)] }),
      [
        out(4, FRIDAY, "2026-11-28T00:00:00.000Z"),
        out(3, "2026-11-28T00:00:00.000Z", "2026-11-29T00:00:00.000Z"),
        out(4, "2026-11-29T00:00:00.000Z", MONDAY),
      ],
    ],
    [
      "what is out now comes back, what is planned stays",
      { status: "available" },
      own("1", { offlineUnits: [out(4, iso(NOW - 1), null), out(2)] }),
      [out(2)],
    ],
    [
      "units of a listing that is offline come back alone",
      { status: "available", gpuCount: 3 },
      own("1", { status: "offline" }),
      [out(5, iso(NOW), null)],
    ],
    [
      "a listing that is offline is back from a time on",
      { status: "available", from: FRIDAY },
      own("1", { status: "offline" }),
      [out(8, iso(NOW), FRIDAY)],
    ],
  ])("%s", (_, said, listing, units, warnings = []) => {
    const { after, warnings: told, problems } = only(said, listing);
    expect([after.offlineUnits, told, problems]).toEqual([units, warnings, []]);
    expect(after.status).toBe("available");
  });

  test("a whole listing goes offline and comes back", () => {
    expect(only({ status: "offline" }, own("1")).changes).toEqual([
      { field: "status", from: "available", to: "offline" },
    ]);
    expect(only({ status: "available" }, own("1", { status: "offline" })).changes).toEqual([
      { field: "status", from: "offline", to: "available" },
    ]);
  });

  test("GPUs of several listings are taken in the order of their ids, and only what changes is shown", () => {
    const mine = [own("3", A100), own("2", { ...A100, unitsTotal: 2 }), own("1", { ...A100, unitsTotal: 1 })];
    const diffs = diff({ status: "offline", gpuCount: 2, ...weekend }, mine);
    expect(diffs.map(({ listingId, after, warnings }) => [listingId, after.offlineUnits, warnings])).toEqual([
      ["1", [out(1)], ["several-listings"]],
      ["2", [out(1)], ["several-listings"]],
    ]);
  });

  test("taking units out and bringing them back leaves what was, at every moment", () => {
    const ranges = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }));
    const outs = fc.array(
      fc
        .tuple(ranges, fc.integer({ min: 1, max: 3 }))
        .map(([[from, length], units]) =>
          out(units, iso(NOW + from * 3_600_000), iso(NOW + (from + length) * 3_600_000)),
        ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(outs, ranges, fc.integer({ min: 1, max: 15 }), (offlineUnits, [from, length], gpuCount) => {
        const listing = own("1", { offlineUnits, unitsTotal: 30 });
        const [start, end] = [NOW + from * 3_600_000, NOW + (from + length) * 3_600_000];
        const said: Said = { status: "available", gpuCount, from: iso(start), to: iso(end) };
        const after = { unitsTotal: 30, offlineUnits: outAfter(said, listing) };
        for (let hour = 0; hour < 45; hour++) {
          const ms = NOW + hour * 3_600_000;
          const was = mostUnitsOut(listing.draft, ms, ms + 1);
          const isMeant = start <= ms && ms < end;
          const back = Math.min(gpuCount, mostUnitsOut(listing.draft, start, end));
          expect(mostUnitsOut(after, ms, ms + 1)).toBe(isMeant ? Math.max(0, was - back) : was);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe("a new listing", () => {
  test("“list 8 H100 SXM in Paris at 2.10” is eight units of one GPU with room up to a ceiling", () => {
    const said = {
      gpuModels: ["H100 SXM"],
      gpuCount: 8,
      regions: { include: ["FR"] },
      usdMicrosPerGpuHour: 2_100_000,
    };
    const { diff: made, missing } = diffNewListing(ProviderChange.parse(said), "Paris");
    expect(missing).toEqual([]);
    expect(made).toMatchObject({
      listingId: null,
      before: null,
      after: {
        ...{
          title: "H100 SXM in Paris",
          gpu: "H100",
          formFactor: "SXM",
          memoryGib: 80,
          gpuCount: 1,
          unitsTotal: 8,
        },
        ...{ country: "FR", city: "Paris", pricing: usdc("2.1"), ceilingUsdMicros: 3_150_000 },
      },
      warnings: ["one-by-one"],
      problems: [],
      needsNewVersion: true,
    });
  });

  test("of an A100 must say its memory", () => {
    const said = { gpuModels: ["A100"], regions: { include: ["NL"] }, usdMicrosPerGpuHour: 1_200_000 };
    expect(diffNewListing(ProviderChange.parse(said)).diff?.problems).toEqual([
      { field: "memoryGib", message: "A100 comes with 40, 80 or 64 GiB per GPU: say which." },
    ]);
  });

  test.each<[Said, missing: string[]]>([
    [{}, ["gpuModels", "regions", "usdMicrosPerGpuHour"]],
    [
      { gpuModels: ["H100", "A100"], regions: { include: ["EU"] }, usdMicrosPerGpuHour: 1 },
      ["gpuModels", "regions"],
    ],
    [{ gpuModels: ["H100"], regions: { include: ["FR", "DE"] }, usdMicrosPerGpuHour: 1 }, ["regions"]],
  ])("cannot be made of %j", (said, missing) => {
    expect(diffNewListing(ProviderChange.parse(said))).toEqual({ diff: null, missing });
  });
});

test.each<[n: bigint, d: bigint, rounded: bigint]>([
  [1n, 2n, 1n],
  [-1n, 2n, -1n],
  [3n, 2n, 2n],
  [49n, 100n, 0n],
  [-149n, 100n, -1n],
  [7n, 1n, 7n],
])("%s/%s rounds to %s", (n, d, rounded) => {
  expect(roundHalfAway({ n, d })).toBe(rounded);
});

test("whatever is said, a diff tells every change, and applying it to what was gives what will be", () => {
  const changes = fc.record({
    gpuModels: fc.constantFrom<string[]>([], ["H100"], ["A100"]),
    gpuCount: fc.constantFrom(null, 1, 4, 8, 100),
    usdMicrosPerGpuHour: fc.constantFrom(null, 0, 1, 1_950_000, 9_000_000),
    percentBps: fc.constantFrom(null, -20_000, -500, 250, 6000),
    status: fc.constantFrom(null, "available", "reserved", "offline"),
    from: fc.constantFrom(null, iso(NOW + 3_600_000)),
    to: fc.constantFrom(null, iso(NOW + 7_200_000)),
  });
  const mine = [
    own("1"),
    own("2", { ...A100, pricing: aRule({ follow: { undercutBps: 200 } }) }),
    own("3", { ...HGX, status: "offline" }),
  ];
  fc.assert(
    fc.property(changes, (said) => {
      for (const one of diff(said, mine)) {
        expect(ListingDiff.parse(one)).toEqual(one);
        expect(one.before).toEqual(mine.find(({ listingId }) => listingId === one.listingId)!.draft);
        const isSame = JSON.stringify(one.before) === JSON.stringify(one.after);
        expect(one.changes.length === 0).toBe(isSame);
        expect(one.warnings.includes("no-change")).toBe(isSame);
      }
    }),
    { seed: 12, numRuns: 300 },
  );
});
