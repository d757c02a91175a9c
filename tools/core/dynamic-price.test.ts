import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explainDraft } from "./listing-draft.ts";
import { priceOffer, toUsdMicros } from "./price.ts";
import { PricingRule } from "./pricing.ts";
import { aDraft } from "./testing/drafts.ts";
import { anOffer, dynamic, fixed, iso, marketOf, NOW } from "./testing/offers.ts";

const micros = fc.integer({ min: 1, max: 20_000_000 });
const shares = fc.integer({ min: 1, max: 30_000 });
const curves = fc.uniqueArray(
  fc.record({
    fromUtilisationBps: fc.integer({ min: 0, max: 20 }).map((n) => n * 500),
    multiplierBps: shares,
  }),
  { maxLength: 4, selector: ({ fromUtilisationBps }) => fromUtilisationBps },
);
const tiers = fc.array(
  fc
    .tuple(fc.subarray([0, 1, 2, 3, 4, 5, 6]), fc.integer({ min: 0, max: 1439 }), fc.nat(1440), shares)
    .map(([days, fromMinute, length, multiplierBps]) => ({
      ...{ days, fromMinute, multiplierBps },
      toMinute: Math.min(1440, fromMinute + 1 + length),
    })),
  { maxLength: 3 },
);
const rules = fc
  .record({
    bounds: fc.tuple(micros, micros),
    baseUsdMicros: fc.option(micros, { nil: null }),
    follow: fc.option(fc.record({ undercutBps: fc.integer({ min: 0, max: 10_000 }) }), { nil: null }),
    demandCurve: curves,
    timeTiers: tiers,
  })
  .map(({ bounds, ...rest }) =>
    PricingRule.parse({
      floorUsdMicros: Math.min(...bounds),
      ceilingUsdMicros: Math.max(...bounds),
      ...rest,
    }),
  );
const utilisations = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: null });
const moments = fc.integer({ min: 0, max: 7 * 1440 }).map((minutes) => iso(NOW + minutes * 60_000));
const markets = fc.option(micros, { nil: null });

/** Micro-USD per GPU-hour, rounded up once; null without a price. */
function asks(
  rule: PricingRule,
  utilisationBps: number | null,
  at: string,
  market: number | null,
): number | null {
  const offer = anOffer({ pricing: dynamic(rule, { utilisationBps, at }) });
  const { usdPerGpuHour } = priceOffer(offer, { tokenPrices: new Map(), comparableUsdMicros: market });
  return usdPerGpuHour && toUsdMicros(usdPerGpuHour);
}

describe("whatever the rule and its inputs", () => {
  test("the price is never below the floor, never above the ceiling, and the same for the same inputs", () => {
    fc.assert(
      fc.property(rules, utilisations, moments, markets, (rule, utilisation, at, market) => {
        const price = asks(rule, utilisation, at, market);
        const saysNothing = rule.baseUsdMicros === null && rule.follow === null;
        expect(price === null).toBe(saysNothing);
        if (price === null) return;
        expect(price).toBeGreaterThanOrEqual(rule.floorUsdMicros);
        expect(price).toBeLessThanOrEqual(rule.ceilingUsdMicros);
        expect(asks(structuredClone(rule), utilisation, at, market)).toBe(price);
      }),
      { seed: 21, numRuns: 500 },
    );
  });

  test("a cheaper market never makes a follower dearer", () => {
    fc.assert(
      fc.property(rules, utilisations, moments, micros, micros, (rule, utilisation, at, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(asks(rule, utilisation, at, low)).toSatisfy(
          (price: number | null) => price === null || price <= asks(rule, utilisation, at, high)!,
        );
      }),
      { seed: 22, numRuns: 300 },
    );
  });

  test("a curve is refused exactly when more rented out can mean a lower price", () => {
    fc.assert(
      fc.property(curves, (demandCurve) => {
        // Bounds so wide that they hide nothing of the curve.
        const rule = PricingRule.parse({
          ...{ floorUsdMicros: 1, ceilingUsdMicros: 1_000_000_000, baseUsdMicros: 10_000_000, demandCurve },
        });
        const pricing = { model: "dynamic", rule } as const;
        const problems = explainDraft(aDraft({ pricing, ceilingUsdMicros: 1_000_000_000 }));
        const prices = Array.from({ length: 21 }, (_, n) => asks(rule, n * 500, iso(NOW), null)!);
        const rises = prices.every((price, n) => n === 0 || price >= prices[n - 1]!);
        expect(problems.length === 0).toBe(rises);
      }),
      { seed: 23, numRuns: 400 },
    );
  });

  test("with a curve that is not refused, the price rises with utilisation, whatever else the rule says", () => {
    const rising = curves.map((curve) => {
      const sorted = curve.map(({ multiplierBps }) => Math.max(10_000, multiplierBps)).sort((a, b) => a - b);
      const steps = [...curve].sort((a, b) => a.fromUtilisationBps - b.fromUtilisationBps);
      return steps.map(({ fromUtilisationBps }, i) => ({ fromUtilisationBps, multiplierBps: sorted[i]! }));
    });
    const two = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(rules, rising, two, moments, markets, (rule, demandCurve, [a, b], at, market) => {
        const withCurve = { ...rule, demandCurve };
        const low = asks(withCurve, Math.min(a, b), at, market);
        const high = asks(withCurve, Math.max(a, b), at, market);
        expect(low === null || low <= high!).toBe(true);
      }),
      { seed: 24, numRuns: 400 },
    );
  });
});

describe("“2 % under the cheapest comparable offer, never under 1.60”", () => {
  const follower = (id: string, provider: string) =>
    anOffer({
      ...{ id, provider },
      pricing: dynamic({
        follow: { undercutBps: 200 },
        floorUsdMicros: 1_600_000,
        ceilingUsdMicros: 3_000_000,
      }),
    });
  const rival = (id: string, amount: string) =>
    anOffer({ id, provider: `maker of ${id}`, pricing: fixed(amount) });
  const priceOf = (id: string, ...offers: ReturnType<typeof anOffer>[]) => {
    const market = marketOf(offers);
    return market.prices[market.offers.findIndex((offer) => offer.id === id)];
  };

  test.each<[market: string[], usdMicros: number]>([
    [["2", "2.5"], 1_960_000],
    [["1.70"], 1_666_000],
    [["1.64"], 1_607_200],
    [["1.632653"], 1_600_000],
    [["1.63"], 1_600_000],
    [["0.9"], 1_600_000],
    [["9"], 3_000_000],
    [[], 3_000_000],
  ])("over a market at %j asks %i", (market, usdMicros) => {
    const rivals = market.map((amount, n) => rival(`r${n}`, amount));
    expect(priceOf("me", follower("me", "me"), ...rivals)).toBe(usdMicros);
  });

  test("followers and other dynamic offers are no market to follow", () => {
    const others = [
      follower("another", "another"),
      anOffer({ id: "rule", provider: "x", pricing: dynamic({ baseUsdMicros: 1_650_000 }) }),
    ];
    expect(priceOf("me", follower("me", "me"), ...others, rival("r", "2"))).toBe(1_960_000);
  });
});
