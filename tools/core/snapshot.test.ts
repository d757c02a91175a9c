import fc from "fast-check";
import { expect, test } from "vitest";
import { expandDecision } from "./expand-decision.ts";
import { normalizeOffer } from "./normalize-offer.ts";
import { Offer } from "./offer.ts";
import { toOfferTable } from "./offer-table.ts";
import { priceContextOf } from "./snapshot.ts";
import {
  aGpu,
  aListing,
  anOffer,
  dynamic,
  fixed,
  iso,
  marketOf,
  markets,
  NOW,
  offers,
  requirements,
  route,
  spot,
  TOKEN_PRICES,
  token,
  tokenPrice,
} from "./testing/offers.ts";
import type { TokenPrice } from "./token-price.ts";

const digestOf = (list: readonly Offer[], tokenPrices: readonly TokenPrice[] = TOKEN_PRICES) =>
  marketOf(list, { tokenPrices }).digest;

/** The same offers in another order. */
const shuffled = offers({ minLength: 2 }).chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
);

test("an empty market has a digest and no offers", () => {
  const market = marketOf([]);
  expect(market.digest).toMatch(/^0x[0-9a-f]{64}$/);
  expect(market.offers).toEqual([]);
});

test("two offers with one id are refused, and so are two prices of one token", () => {
  const twice = [anOffer({ id: "a" }), anOffer({ id: "b" }), anOffer({ id: "a" })];
  expect(() => marketOf(twice)).toThrowError(expect.objectContaining({ code: "request/duplicate-offer" }));
  const tokenPrices = [tokenPrice("1"), tokenPrice("2")];
  expect(() => marketOf([], { tokenPrices })).toThrowError(
    expect.objectContaining({ code: "request/duplicate-token-price" }),
  );
});

test("offers are kept in ascending order of id, whatever order they came in", () => {
  const ids = ["b", "a10", "a9", "B"];
  expect(marketOf(ids.map((id) => anOffer({ id }))).offers.map(({ id }) => id)).toEqual([
    "B",
    "a10",
    "a9",
    "b",
  ]);
});

test("the digest does not depend on the order of offers, token prices, feeds or keys", () => {
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      const reordered = other.map(
        (offer) => Object.fromEntries(Object.entries(offer).reverse()) as unknown as Offer,
      );
      expect(digestOf(reordered, [...TOKEN_PRICES].reverse())).toBe(digestOf(list));
    }),
    { seed: 4, numRuns: 50 },
  );
  const [a, b] = [tokenPrice("0.3").feeds[0]!, { source: "oracle", usd: "0.301", asOf: iso(NOW) }];
  const price = (feeds: TokenPrice["feeds"]): TokenPrice[] => [{ coinId: "nosana", feeds, used: a }];
  expect(digestOf([], price([a, b]))).toBe(digestOf([], price([b, a])));
});

test("one fact written with its keys in two orders is one value of the table", () => {
  const { vendor, model, formFactor, memoryGib, raw } = aGpu();
  const list = [
    anOffer({ id: "1" }),
    anOffer({ id: "2", gpu: { raw, memoryGib, formFactor, model, vendor } }),
  ];
  expect(toOfferTable(list).columns.gpu?.values).toEqual([aGpu()]);
});

test("the digest does not change with times that change no price", () => {
  const rule = dynamic({ baseUsdMicros: 2_000_000 });
  const list = [anOffer({ id: "1" }), anOffer({ id: "2", pricing: rule })];
  const later = list.map((offer) => ({ ...offer, observedAt: iso(NOW + 60_000) }));
  const laterRule = { ...rule, ruleInputs: { ...rule.ruleInputs, at: iso(NOW + 60_000) } };
  expect(digestOf(later)).toBe(digestOf(list));
  expect(digestOf([list[0]!, { ...list[1]!, pricing: laterRule }])).toBe(digestOf(list));
  expect(digestOf(list, [tokenPrice("0.3", "nosana", 0)])).toBe(
    digestOf(list, [tokenPrice("0.3", "nosana", 9_999)]),
  );
});

test("the digest changes when the hour moves a rule into another tier", () => {
  const at = (time: string) => {
    const timeTiers = [{ days: [0], fromMinute: 540, toMinute: 600, multiplierBps: 8_000 }];
    return marketOf([anOffer({ pricing: dynamic({ baseUsdMicros: 2_000_000, timeTiers }, { at: time }) })]);
  };
  const [before, within] = [at("2026-11-22T08:59:00Z"), at("2026-11-22T09:00:00Z")];
  expect([before.prices[0], within.prices[0]]).toEqual([2_000_000, 1_600_000]);
  expect(before.digest).not.toBe(within.digest);
  expect(at("2026-11-22T08:00:00Z").digest).toBe(before.digest);
});

test("the digest changes with every field of an offer but its times", () => {
  const rich = anOffer({
    pricing: spot("2.5", { interruptionBps: 500 }),
    fees: [{ label: "fee", bps: 100 }],
  });
  const changes: Partial<Offer>[] = [
    { id: "necto:2" },
    { source: "lambda" },
    { provider: "seine-gpu" },
    { gpu: aGpu({ memoryGib: 96 }) },
    { gpu: aGpu({ raw: "H100 SXM" }) },
    { gpuCount: 2 },
    { unitsAvailable: 1 },
    { location: { ...rich.location, country: "FR" } },
    { pricing: spot("2.51", { interruptionBps: 500 }) },
    { pricing: spot("2.5", { interruptionBps: 501 }) },
    { pricing: spot("2.5", { interruptionBps: 500, scope: "unit" }) },
    { pricing: fixed("2.5") },
    { fees: [{ label: "fee", bps: 101 }] },
    { fulfilment: aListing({ status: "offline" }) },
    { fulfilment: { kind: "quote-only" } },
    { uptimeBps: 9_999 },
    { ratingBps: 9_999 },
    { minDurationSeconds: 1 },
    { maxDurationSeconds: 1 },
    { extras: { ...rich.extras, flags: ["odd"] } },
    { priceClass: "list" },
    { url: "https://example.test" },
  ];
  expect(new Set(changes.flatMap(Object.keys))).toEqual(
    new Set(Object.keys(Offer.shape).filter((field) => field !== "observedAt")),
  );
  const digests = [{}, ...changes].map((change) => digestOf([{ ...rich, ...change }]));
  expect(new Set(digests).size).toBe(changes.length + 1);
});

test("the digest changes with a token's price, a feed's price, its source and its absence", () => {
  const used = { source: "coingecko", usd: "0.3", asOf: iso(NOW) };
  const prices: TokenPrice[] = [
    { coinId: "nosana", feeds: [used], used },
    { coinId: "nosana", feeds: [used], used: null },
    { coinId: "nosana", feeds: [], used },
    { coinId: "nosana", feeds: [{ ...used, usd: "0.31" }], used },
    { coinId: "nosana", feeds: [used], used: { ...used, usd: "0.31" } },
    { coinId: "nosana", feeds: [{ ...used, source: "oracle" }], used },
    { coinId: "golem", feeds: [used], used },
  ];
  expect(new Set(prices.map((price) => digestOf([], [price]))).size).toBe(prices.length);
});

test("half a character in a source's text does not cost the market its digest", () => {
  const { gpu, extras } = anOffer();
  const broken = anOffer({
    provider: "seine\ud800",
    gpu: { ...gpu, raw: "H100 \udc00" },
    extras: { ...extras, flags: ["\ud8ff"] },
    fulfilment: aListing({ "\ud800": 1 }),
  });
  expect(digestOf([broken])).toMatch(/^0x[0-9a-f]{64}$/);
  expect(digestOf([broken])).not.toBe(digestOf([anOffer()]));
  expect(digestOf([anOffer({ provider: "\\ud800 😀" })])).not.toBe(
    digestOf([anOffer({ provider: "\ufffd 😀" })]),
  );
});

test("every price of a snapshot is the one its arithmetic explains", () => {
  fc.assert(
    fc.property(markets(), (market) => {
      market.offers.forEach((offer, i) => {
        const { usdMicrosPerGpuHour, steps } = normalizeOffer(offer, priceContextOf(market, offer));
        if (usdMicrosPerGpuHour === null) expect(market.prices[i]).toBeLessThanOrEqual(0);
        else {
          expect(market.prices[i]).toBe(usdMicrosPerGpuHour);
          expect(steps.at(-1)?.rule).toBe("round-up");
        }
      });
    }),
    { seed: 5, numRuns: 100 },
  );
});

test("the same offers, requirements and time give the same bytes, in whatever order the offers came", () => {
  fc.assert(
    fc.property(shuffled, requirements(), ([list, other], said) => {
      const [a, b] = [list, other].map((some) => {
        const market = marketOf(structuredClone(some), { tokenPrices: TOKEN_PRICES });
        return JSON.stringify(expandDecision(route(market, structuredClone(said))));
      });
      expect(b).toBe(a);
    }),
    { seed: 6, numRuns: 100 },
  );
});

test("deciding changes nothing in the snapshot", () => {
  fc.assert(
    fc.property(markets(), requirements(), (market, said) => {
      const before = [market.prices, market.base, market.costOrder].map((column) => [...column]);
      expandDecision(route(market, said));
      expect([market.prices, market.base, market.costOrder].map((column) => [...column])).toEqual(before);
    }),
    { seed: 7, numRuns: 50 },
  );
});

test("an unknown GPU priced in an unknown token is left out for both", () => {
  const market = marketOf([
    anOffer({ pricing: token("1", { coinId: "unheard-of" }), gpu: aGpu({ model: null }) }),
  ]);
  expect(route(market).masks[0]).not.toBe(0);
  expect(expandDecision(route(market)).rejected[0]!.reasons.map(({ constraint }) => constraint)).toEqual([
    "gpu",
    "tokenPrice",
  ]);
});
