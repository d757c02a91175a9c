import fc from "fast-check";
import { expect, test } from "vitest";
import { COUNTRIES } from "./countries.ts";
import { latencyMsEstimate } from "./latency.ts";
import type { Offer } from "./offer.ts";
import { UNKNOWN_LATENCY_KEY } from "./rank.ts";
import { locationOf } from "./regions.ts";
import { RANK_BYS, type RankBy, type Requirements } from "./requirements.ts";
import {
  anOffer,
  decisionOf,
  dynamic,
  fixed,
  marketOf,
  markets,
  offers,
  rankedIds,
  requirements,
  spot,
  TOKEN_PRICES,
} from "./testing/offers.ts";

const QUOTE: Partial<Offer> = { fulfilment: { kind: "quote-only" } };
const at = (amount: string): Partial<Offer> => ({ pricing: fixed(amount) });
const inCountry = (code: string | null): Partial<Offer> => ({ location: locationOf(code, code ?? "?") });

/** Offers named by their keys, each one fact apart from the others; all cost 2.50 USD unless said otherwise. */
const market = (entries: Record<string, Partial<Offer>>) =>
  marketOf(Object.entries(entries).map(([id, overrides]) => anOffer({ id, ...overrides })));

/** Every offer of a ranking with what puts it before the next one. */
const chain = (entries: Record<string, Partial<Offer>>, rankBy: RankBy): string[] =>
  decisionOf(market(entries), { rankBy, buyerCountry: "DE" }).ranked.map(
    ({ offerId, why }) => `${offerId} ${why?.by ?? "last"}`,
  );

const order = (entries: Record<string, Partial<Offer>>, rankBy: RankBy, buyerCountry: string | null = "DE") =>
  rankedIds(market(entries), { rankBy, buyerCountry });

// Latency estimates from Germany: DE 15, FI 30, US 100, unknown place: none.
test("by cost: bookable, price, latency, uptime, rating, id, and known before unknown", () => {
  expect(
    chain(
      {
        k: { ...QUOTE, ...at("0.5") },
        j: { ...at("3"), uptimeBps: 10_000, ratingBps: 10_000 },
        i: { ...inCountry(null), uptimeBps: 10_000, ratingBps: 10_000 },
        h: { ...inCountry("US"), uptimeBps: 10_000, ratingBps: 10_000 },
        g: { ratingBps: 10_000 },
        f: { uptimeBps: 9_000, ratingBps: 10_000 },
        e: { uptimeBps: 9_500 },
        d: { uptimeBps: 9_500, ratingBps: 0 },
        c: { uptimeBps: 9_500, ratingBps: 1 },
        b: { uptimeBps: 9_500, ratingBps: 1 },
        a: at("2.4"),
      },
      "cost",
    ),
  ).toEqual([
    "a price",
    "b id",
    "c rating",
    "d rating",
    "e uptime",
    "f uptime",
    "g latency",
    "h latency",
    "i price",
    "j bookable",
    "k last",
  ]);
});

test("by cost without a buyer's country: latency says nothing, uptime goes on", () => {
  expect(
    order({ a: { ...inCountry("US"), uptimeBps: 9_999 }, b: { uptimeBps: 9_998 } }, "cost", null),
  ).toEqual(["a", "b"]);
});

test("by reliability: bookable, uptime, interruption, rating, price, latency, id", () => {
  const spotty = (interruptionBps: number | null): Partial<Offer> => ({
    pricing: spot("1", { interruptionBps }),
  });
  expect(
    chain(
      {
        i: { ...QUOTE, uptimeBps: 10_000, ratingBps: 10_000 },
        h: { ...at("0.5"), ratingBps: 10_000 },
        g: { ...spotty(null), uptimeBps: 9_000, ratingBps: 10_000 },
        f: { ...spotty(2_000), uptimeBps: 9_000, ratingBps: 10_000 },
        e: { ...spotty(500), uptimeBps: 9_000, ratingBps: 10_000 },
        d: { ...at("2"), uptimeBps: 9_000 },
        c: { ...at("3"), uptimeBps: 9_000, ratingBps: 5_000 },
        b: { ...at("2"), ...inCountry("US"), uptimeBps: 9_000, ratingBps: 5_000 },
        a: { ...at("2"), uptimeBps: 9_000, ratingBps: 5_000 },
        "0": { ...at("9"), uptimeBps: 9_001 },
      },
      "reliability",
    ),
  ).toEqual([
    "0 uptime",
    "a latency",
    "b price",
    "c rating",
    "d interruption",
    "e interruption",
    "f interruption",
    "g uptime",
    "h bookable",
    "i last",
  ]);
});

test("by latency: bookable, latency, price, uptime, rating, id, and an unknown place last", () => {
  expect(
    chain(
      {
        g: { ...QUOTE },
        f: { ...inCountry(null), ...at("0.5") },
        e: { ...inCountry("US"), ...at("0.5") },
        d: { ...inCountry("FI"), ...at("0.5") },
        c: at("3"),
        b: {},
        a: { uptimeBps: 9_000 },
      },
      "latency",
    ),
  ).toEqual(["a uptime", "b price", "c latency", "d latency", "e latency", "f bookable", "g last"]);
});

test("by latency without a buyer's country the price decides", () => {
  expect(order({ a: { ...inCountry("US"), ...at("2") }, b: at("3") }, "latency", null)).toEqual(["a", "b"]);
});

test("balanced scores are (60p + 15l + 15u + 10r) / 100 in basis points, unknown counting as half", () => {
  const decision = decisionOf(
    market({
      // p = 2/2, l = 15/100, u = 0.98, r unknown: (60·10000 + 15·1500 + 15·9800 + 10·5000) / 100 = 8195.
      far: { ...at("2"), ...inCountry("US"), uptimeBps: 9_800 },
      // p = 2/3 = 6666, l = 15/15, u unknown, r = 0.9: (60·6666 + 15·10000 + 15·5000 + 10·9000) / 100 = 7149.6.
      near: { ...at("3"), ratingBps: 9_000 },
      // p = 2/7 = 2857, everything else unknown: (60·2857 + 15·5000 + 15·5000 + 10·5000) / 100 = 3714.2.
      nowhere: { ...at("7"), ...inCountry(null) },
      // A quote with the best score of all still comes after what can be booked: p = 1, l = 1, u = 1, r = 1.
      quote: { ...at("2"), ...QUOTE, uptimeBps: 10_000, ratingBps: 10_000 },
    }),
    { rankBy: "balanced", buyerCountry: "DE" },
  );
  expect(decision.ranked.map(({ offerId, scoreBps }) => [offerId, scoreBps])).toEqual([
    ["far", 8_195],
    ["near", 7_149],
    ["nowhere", 3_714],
    ["quote", 10_000],
  ]);
});

test("the best price and latency of a balanced score are those of the offers kept", () => {
  const entries = { a: at("2"), b: at("4"), cheapElsewhere: { ...at("1"), ...inCountry("US") } };
  const said: Partial<Requirements> = { rankBy: "balanced", regions: { include: ["DE"], exclude: [] } };
  const [a, b] = decisionOf(market(entries), said).ranked;
  expect([a?.scoreBps, b?.scoreBps]).toEqual([8_000, 5_000]);
});

test("equal scores fall back to the order by cost", () => {
  // Three quarters of the price share, but all of the uptime: 60·2500 = 15·10000.
  const entries = { dear: { ...at("2"), uptimeBps: 10_000 }, cheap: { ...at("1.5"), uptimeBps: 0 } };
  const { ranked } = decisionOf(market(entries), { rankBy: "balanced" });
  expect(ranked.map(({ offerId, scoreBps }) => [offerId, scoreBps])).toEqual([
    ["cheap", 7_250],
    ["dear", 7_250],
  ]);
  expect(ranked[0]?.why).toEqual({ aheadOf: "dear", by: "price", own: 1_500_000, next: 2_000_000 });
});

test("only balanced rankings have scores", () => {
  for (const rankBy of RANK_BYS)
    expect(decisionOf(market({ a: {} }), { rankBy }).ranked[0]!.scoreBps === null).toBe(
      rankBy !== "balanced",
    );
});

test("a long run of equal prices is ordered by latency as a short one is", () => {
  const countries = ["US", "FI", null, "DE"];
  const entries = Object.fromEntries(
    Array.from({ length: 120 }, (_, n) => [`o${String(n).padStart(3, "0")}`, inCountry(countries[n % 4]!)]),
  );
  const ranked = order(entries, "cost");
  const expected = [3, 1, 0, 2].flatMap((k) => Object.keys(entries).filter((_, n) => n % 4 === k));
  expect(ranked).toEqual(expected);
});

test("every latency estimate sorts before an unknown one", () => {
  const estimates = COUNTRIES.flatMap((from) =>
    COUNTRIES.map((to) => latencyMsEstimate(from.code, to.code) ?? 0),
  );
  expect(Math.max(...estimates)).toBeLessThan(UNKNOWN_LATENCY_KEY);
});

test("what can be booked always stands before what cannot", () => {
  fc.assert(
    fc.property(markets(), requirements(), (all, said) => {
      const kinds = rankedIds(all, said).map(
        (id) => all.offers.find((offer) => offer.id === id)!.fulfilment.kind,
      );
      const firstQuote = kinds.indexOf("quote-only");
      if (firstQuote >= 0) expect(new Set(kinds.slice(firstQuote))).toEqual(new Set(["quote-only"]));
    }),
    { seed: 12, numRuns: 200 },
  );
});

test("ranks count up from one and prices never fall within what can be booked, by cost", () => {
  fc.assert(
    fc.property(markets(), requirements(), (all, said) => {
      const { ranked } = decisionOf(all, { ...said, rankBy: "cost" });
      expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, n) => n + 1));
      const bookable = (id: string) =>
        all.offers.find((offer) => offer.id === id)!.fulfilment.kind !== "quote-only";
      for (let i = 1; i < ranked.length; i++)
        if (bookable(ranked[i]!.offerId) === bookable(ranked[i - 1]!.offerId))
          expect(ranked[i]!.usdMicrosPerGpuHour).toBeGreaterThanOrEqual(ranked[i - 1]!.usdMicrosPerGpuHour);
    }),
    { seed: 13, numRuns: 200 },
  );
});

test("the order does not depend on the order of the input", () => {
  const shuffled = offers({ minLength: 2 }).chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, requirements(), ([list, other], said) => {
      const ids = (some: Offer[]) => rankedIds(marketOf(some, { tokenPrices: TOKEN_PRICES }), said);
      expect(ids(other)).toEqual(ids(list));
    }),
    { seed: 14, numRuns: 200 },
  );
});

test("raising one offer's price never moves it ahead of another, by cost", () => {
  const raise = fc.tuple(
    offers({ minLength: 3 }),
    fc.nat(),
    fc.integer({ min: 1, max: 20_000 }),
    requirements(),
  );
  fc.assert(
    fc.property(raise, ([list, pick, mills, said]) => {
      const raised = list[pick % list.length]!;
      const { pricing } = raised;
      fc.pre(pricing.model !== "dynamic" && !pricing.amount.includes("e"));
      const dearer = {
        ...raised,
        pricing: { ...pricing, amount: String(Number(pricing.amount) + mills / 1000) },
      };
      // Prices by rule move with the market, and so would peers' verdicts: both are left out of the comparison.
      const still = list.filter((offer) => offer.pricing.model !== "dynamic");
      const after = still.map((offer) => (offer === raised ? dearer : offer));
      const [a, b] = [still, after].map((some) =>
        rankedIds(marketOf(some, { tokenPrices: TOKEN_PRICES }), { ...said, rankBy: "cost" }),
      );
      const behind = a!.slice(0, Math.max(0, a!.indexOf(raised.id)));
      const place = b!.indexOf(raised.id);
      if (place >= 0)
        for (const id of behind.filter((other) => b!.includes(other)))
          expect(b!.indexOf(id)).toBeLessThan(place);
    }),
    { seed: 15, numRuns: 300 },
  );
});

/** What an offer is compared by, read from its facts and not from the engine's columns. */
const CRITERIA: Record<RankBy, string[]> = {
  cost: ["bookable", "price", "latency", "uptime", "rating", "id"],
  balanced: ["bookable", "score", "price", "latency", "uptime", "rating", "id"],
  reliability: ["bookable", "uptime", "interruption", "rating", "price", "latency", "id"],
  latency: ["bookable", "latency", "price", "uptime", "rating", "id"],
};

test("`why` names the first criterion on which an offer and the next one differ, with both values", () => {
  fc.assert(
    fc.property(markets(), requirements(), (all, said) => {
      const { ranked } = decisionOf(all, said);
      const facts = ranked.map((row) => {
        const offer = all.offers.find(({ id }) => id === row.offerId)!;
        const { pricing } = offer;
        return {
          bookable: offer.fulfilment.kind !== "quote-only",
          score: row.scoreBps,
          price: row.usdMicrosPerGpuHour,
          latency: latencyMsEstimate(said.buyerCountry, offer.location.country),
          uptime: offer.uptimeBps,
          interruption: pricing.model === "spot" ? pricing.interruptionBps : 0,
          rating: offer.ratingBps,
          id: offer.id,
        } as Record<string, unknown>;
      });
      ranked.forEach(({ why }, n) => {
        const [own, next] = [facts[n]!, facts[n + 1]];
        if (!next) {
          expect(why).toBeNull();
          return;
        }
        const by = CRITERIA[said.rankBy].find((key) => own[key] !== next[key])!;
        expect(why).toEqual({ aheadOf: next.id, by, own: own[by], next: next[by] });
        // Better means more, or less of what one wants less of; unknown is worse than anything.
        if (next[by] === null) return;
        const isLessBetter = ["price", "latency", "interruption", "id"].includes(by);
        expect(own[by]).not.toBeNull();
        expect(isLessBetter ? own[by]! < next[by]! : own[by]! > next[by]!).toBe(true);
      });
    }),
    { seed: 16, numRuns: 300 },
  );
});

test("a price by rule ranks among the others", () => {
  expect(
    order(
      { rule: { pricing: dynamic({ baseUsdMicros: 2_000_000 }) }, below: at("1.9"), above: at("2.1") },
      "cost",
    ),
  ).toEqual(["below", "rule", "above"]);
});
