import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import { expandDecision } from "./expand-decision.ts";
import { describeReason, describeWarning } from "./explain.ts";
import { judgeTokenFeeds } from "./judge-token-feeds.ts";
import { expandOffer } from "./normalize-offer.ts";
import { NOTHING_SAID } from "./requirements.ts";
import { anOffer, iso, marketOf, NOW, STAMP, token } from "./testing/offers.ts";

const asOf = "2026-11-22T08:00:00.000Z";
const choose = (...prices: readonly string[]) =>
  judgeTokenFeeds(prices.map((usd, index) => ({ source: `feed-${index}`, usd, asOf }))).used?.source ?? null;

describe("judgeTokenFeeds", () => {
  it.each([
    ["no feed", [], null],
    ["one feed", ["0.5"], "feed-0"],
    ["equal feeds", ["0.5", "0.5"], "feed-0"],
    // 2·(1.015 − 1) / 2.015 = 148.9 bps
    ["1.489 % apart, the second higher", ["1", "1.015"], "feed-0"],
    // exactly 150 bps of the middle 2.00
    ["exactly 1.5 % apart", ["1.985", "2.015"], "feed-0"],
    // 2·0.0151 / 2.0151 = 149.9; 2·0.016 / 2.016 = 158.7 bps
    ["1.587 % apart, the second higher", ["1", "1.016"], "feed-1"],
    ["1.587 % apart, the first higher", ["1.016", "1"], "feed-0"],
    ["exactly 3 % apart", ["1.97", "2.03"], "feed-1"],
    ["just over 3 % apart", ["1.97", "2.0300001"], null],
    ["a zero that means unknown", ["0", "2"], "feed-1"],
    ["tiny prices", ["1e-7", "1.01e-7"], "feed-0"],
  ])("chooses with %s", (_, prices, expected) => {
    expect(choose(...prices)).toBe(expected);
  });

  it("does not depend on the unit, and never picks a price below the first by more than 1.5 %", () => {
    const price = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(price, price, (a, b) => {
        const chosen = choose(`${a}`, `${b}`);
        expect(choose(`${a}e-6`, `${b}e-6`)).toBe(chosen);
        if (chosen === "feed-1") expect(b).toBeGreaterThan(a);
      }),
    );
  });
});

describe("a feed behind the others", () => {
  const feed = (source: string, usd: string, minutes: number) => ({
    source,
    usd,
    asOf: new Date(Date.parse(asOf) - minutes * 60_000).toISOString(),
  });

  it("by more than ten minutes is left aside, however far its price is", () => {
    expect(judgeTokenFeeds([feed("old", "9", 11), feed("new", "1", 0)])).toMatchObject({
      used: { source: "new" },
      spread: "agree",
    });
    expect(judgeTokenFeeds([feed("old", "9", 10), feed("new", "1", 0)]).spread).toBe("refused");
  });

  it("counts when there is no other", () => {
    expect(judgeTokenFeeds([feed("old", "9", 500)]).used?.source).toBe("old");
    expect(judgeTokenFeeds([feed("old", "9", 500), feed("new", "0", 0)]).used?.source).toBe("old");
  });
});

describe("an offer in a token of two feeds", () => {
  const marketAt = (first: string, second: string) => {
    const feeds = [first, second].map((usd, index) => ({ source: `feed-${index}`, usd, asOf: iso(NOW) }));
    const price = { coinId: "nosana", feeds, used: judgeTokenFeeds(feeds).used };
    return marketOf([anOffer({ id: "a", pricing: token("1") })], { tokenPrices: [price] });
  };
  const warningsOf = (market: ReturnType<typeof marketAt>) => expandOffer(market, 0, NOW, 1).warnings;

  it("has no warning while they agree", () => {
    expect(warningsOf(marketAt("1", "1.01"))).toEqual([]);
  });

  it("costs what the dearer feed says, with a warning, when they are 1.5 to 3 % apart", () => {
    const market = marketAt("1", "1.02");
    expect(market.prices[0]).toBe(1_020_000);
    expect(warningsOf(market)).toEqual(["token-feeds-apart"]);
    expect(describeWarning("token-feeds-apart")).toContain("the higher one is used");
  });

  it("is refused when they are more than 3 % apart, and says that they disagree", () => {
    const { ranked, rejected } = expandDecision(decide(marketAt("1", "1.04"), NOTHING_SAID, STAMP));
    expect(ranked).toEqual([]);
    const [reason] = rejected[0]!.reasons;
    expect(reason).toMatchObject({
      constraint: "tokenPrice",
      reason: "unpriced",
      actual: { usd: ["1", "1.04"] },
    });
    expect(describeReason(reason!)).toBe(
      "the price feeds of the token nosana are more than 3 % apart ($1 and $1.04), so none is believed",
    );
  });
});
