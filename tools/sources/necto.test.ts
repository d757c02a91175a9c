import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import { DEMO_ORGS, demoListings } from "../sandbox/demo-listings.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { necto } from "./necto.ts";

const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const options = { fetch: globalThis.fetch, now: () => NOW };
const scan = (rows: readonly unknown[]) =>
  fetchQuotes([necto({ listings: async () => rows, priceClass: "sandbox" })], options);
const { offers, reports } = await scan(demoListings());

describe("necto", () => {
  it("gives valid offers with unique, stable ids", async () => {
    for (const offer of offers) expect(Offer.parse(offer)).toEqual(offer);
    expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
    expect(await scan(demoListings().toReversed())).toMatchObject({ offers });
    expect(reports[0]).toMatchObject({ source: "necto", status: "ok", offers: offers.length });
  });

  it("names the listing an escrow would be bound to", () => {
    for (const { id, fulfilment } of offers) {
      if (fulfilment.kind !== "listing") throw new Error("a listing must be bookable");
      expect(id).toBe(`necto:${fulfilment.listingId}`);
      expect(fulfilment.listingId).toMatch(/^0x[0-9a-f]{64}$/);
      expect(fulfilment.payee).toMatch(/^0x[0-9a-f]{40}$/);
      expect(fulfilment.ceilingRate).toBeGreaterThan(0);
    }
  });

  it("records what a rule will be evaluated with", () => {
    const dynamic = offers.flatMap(({ pricing }) => (pricing.model === "dynamic" ? [pricing] : []));
    expect(dynamic.map(({ ruleInputs }) => ruleInputs.utilisationBps)).toContain(7400);
    for (const { ruleInputs } of dynamic) expect(ruleInputs.at).toBe("2026-11-22T08:00:00.000Z");
  });

  it("has no offers and no failure while nobody has listed anything", async () => {
    expect((await scan([])).reports[0]).toMatchObject({ status: "ok", offers: 0, code: null });
  });

  it("counts a listing that does not parse, and one whose id is taken", async () => {
    const [first, ...rest] = demoListings();
    const broken = { ...first, payee: "nobody" };
    expect((await scan([broken, ...rest])).reports[0]).toMatchObject({
      status: "partial",
      skips: { malformed: 1 },
    });
    const twice = await scan([first, ...rest, { ...first, version: 99 }]);
    expect(twice.reports[0]).toMatchObject({ skips: { duplicate: 1 } });
    expect(twice.offers).toEqual(offers);
  });
});

describe("demoListings", () => {
  it("shows three organisations, every pricing model, every status and a window", () => {
    const listings = demoListings();
    expect(new Set(listings.map(({ provider }) => provider))).toEqual(new Set(DEMO_ORGS));
    expect(new Set(listings.map(({ terms }) => terms.pricing.model))).toEqual(
      new Set(["fixed", "dynamic", "token"]),
    );
    expect(new Set(listings.map(({ spec }) => spec.status))).toEqual(
      new Set(["available", "reserved", "offline"]),
    );
    expect(listings.some(({ spec }) => spec.windows.length > 0)).toBe(true);
  });

  it("covers the models and places people ask for", () => {
    const models = new Set(offers.map(({ gpu }) => gpu.model));
    expect(models).toEqual(new Set(["H100", "H200", "A100", "L40S", "RTX 4090", "MI300X", "B200"]));
    expect(new Set(offers.map(({ location }) => location.continent))).toEqual(new Set(["EU", "NA", "AS"]));
    const euH100 = offers.filter(({ gpu, location }) => gpu.model === "H100" && location.inEu27);
    expect(euH100.length).toBeGreaterThanOrEqual(2);
  });

  it("never prices above the ceiling on chain", () => {
    for (const { terms, ceilingUsdMicros } of demoListings())
      if (terms.pricing.model === "dynamic")
        expect(terms.pricing.rule.ceilingUsdMicros).toBeLessThanOrEqual(ceilingUsdMicros);
  });
});
