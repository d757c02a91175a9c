import { normalizeOffer } from "@necto/tools/core/normalize-offer";
import { locationOf } from "@necto/tools/core/regions";
import { anOffer, fixed, spot } from "@necto/tools/core/testing/offers";
import type { ComparedOffer } from "@necto/tools/protocol/market";
import { expect, it } from "vitest";
import { compareOffers } from "./comparison.ts";

const compared = (overrides: Parameters<typeof anOffer>[0]): ComparedOffer => {
  const offer = anOffer(overrides);
  const normalized = normalizeOffer(offer, { tokenPrices: new Map(), cheapestComparable: null } as never);
  return { offer, normalized, usdMicrosPerHour: normalized.usdMicrosPerGpuHour, reasons: [] };
};
const of = (...offers: ComparedOffer[]) =>
  new Map(compareOffers(offers).map((fact) => [fact.name, fact] as const));

const germany = compared({ id: "a", pricing: fixed("2.50"), location: locationOf("DE", "eu-central-1") });
const japan = compared({
  id: "b",
  pricing: spot("1.20"),
  location: locationOf("JP", "JP"),
  uptimeBps: 9_900,
});

it("prices stand side by side with every line of their arithmetic, the lowest marked", () => {
  const facts = of(germany, japan);
  expect(facts.get("$/GPU-hr")).toMatchObject({
    cells: [["2.5000"], ["1.2000"]],
    differs: true,
    best: new Set([1]),
  });
  const [first, second] = facts.get("How the price is made")!.cells;
  expect(first).toEqual(germany.normalized.steps.map(() => expect.stringMatching(/2\.5/)));
  expect(second![0]).toMatch(/^The source states \$1\.20/);
});

it("says where offers differ, and not where they agree", () => {
  const facts = of(germany, japan);
  expect(facts.get("Region")).toMatchObject({
    cells: [
      ["Germany", "eu-central-1"],
      ["Japan", "JP"],
    ],
    differs: true,
  });
  expect(facts.get("GPU")!.differs).toBe(false);
  expect(facts.get("Pricing")!.cells).toEqual([["Fixed"], ["Spot", "interruptions not stated"]]);
});

it("leaves out what nobody says, and calls nothing the best of one", () => {
  const facts = of(germany, japan);
  expect(facts.has("Rating")).toBe(false);
  expect(facts.get("Uptime")).toMatchObject({ cells: [[], ["99.00 %"]], differs: true, best: new Set() });
  expect(of(germany, germany).get("$/GPU-hr")!.best).toEqual(new Set());
});

it("says how an offer is fulfilled and when it is open", () => {
  const listing = compared({
    id: "necto:1",
    fulfilment: {
      kind: "listing",
      registry: null,
      listingId: "1",
      version: 1,
      payee: "0x1",
      ceilingRate: 3_000_000,
      specsHash: "0x2",
      spec: {
        status: "available",
        windows: [
          { from: "2026-11-22T08:00:00Z", to: "2026-11-22T18:00:00Z" },
          { from: "2026-11-23T08:00:00Z", to: "2026-11-23T18:00:00Z" },
        ],
      },
    },
  });
  const facts = of(listing, compared({ id: "c", fulfilment: { kind: "quote-only" } }));
  expect(facts.get("Fulfilment")!.cells).toEqual([
    ["Bookable", "escrow with the provider", "ceiling $3.0000/GPU-hr"],
    ["Quote only, for comparison"],
  ]);
  expect(facts.get("Open")!.cells).toEqual([
    ["2026-11-22 08:00 UTC to 2026-11-22 18:00 UTC", "and 1 more window"],
    [],
  ]);
});
