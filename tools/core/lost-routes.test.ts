import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDecision, type LostRoutes, NO_ROUTES, reportLosses } from "./lost-routes.ts";
import { locationOf } from "./regions.ts";
import type { Requirements } from "./requirements.ts";
import { type RouteFact, routeFacts } from "./route-facts.ts";
import { aGpu, anOffer, fixed, marketOf, markets, requirements, route } from "./testing/offers.ts";

const me = anOffer({ id: "necto:me", provider: "me", pricing: fixed("2.00") });
const rival = anOffer({ id: "necto:rival", provider: "rival", pricing: fixed("1.90") });
const MARKET = marketOf([
  me,
  rival,
  anOffer({ id: "necto:us", provider: "us", pricing: fixed("3"), location: locationOf("US", "Oregon") }),
  anOffer({ id: "necto:a100", provider: "a100", gpu: aGpu({ model: "A100" }) }),
  anOffer({ id: "lambda:1", source: "lambda", provider: "lambda", fulfilment: { kind: "quote-only" } }),
]);
const H100 = { gpuModels: ["H100"] };
const mine = (said: Partial<Requirements>, market = MARKET): RouteFact | undefined =>
  routeFacts(route(market, said)).find(({ offerId }) => offerId === "necto:me");

describe("how a listing fared in a route", () => {
  test.each<
    [name: string, said: Partial<Requirements>, cause: RouteFact["cause"], price: RouteFact["price"]]
  >([
    ["dearer than the first", H100, "price", { asked: 2_000_000, toWin: 1_899_999 }],
    [
      "over the limit, with somebody within it",
      { ...H100, maxUsdMicrosPerGpuHour: 1_950_000 },
      "price",
      { asked: 2_000_000, toWin: 1_899_999 },
    ],
    [
      "over the limit, like everybody",
      { ...H100, maxUsdMicrosPerGpuHour: 1_000_000 },
      "price",
      { asked: 2_000_000, toWin: 1_000_000 },
    ],
    ["elsewhere", { ...H100, regions: { include: ["US"], exclude: [] } }, "regions", null],
    [
      "elsewhere and unrated",
      { ...H100, regions: { include: ["US"], exclude: [] }, minRatingBps: 9000 },
      "several",
      null,
    ],
    [
      "dearer than a whole budget",
      { ...H100, durationSeconds: 3600, maxTotalUsdMicros: 1_950_000 },
      "maxTotalUsdMicros",
      null,
    ],
    ["ranked by something else than cost", { ...H100, rankBy: "balanced" }, "balanced", null],
  ])("%s", (_, said, cause, price) => {
    expect(mine(said)).toEqual({ offerId: "necto:me", cause, price });
  });

  test("won, and a tie that another won", () => {
    expect(mine(H100, marketOf([me, anOffer({ id: "necto:z", pricing: fixed("2.10") })]))).toMatchObject({
      cause: null,
    });
    expect(mine(H100, marketOf([me, anOffer({ id: "necto:a", pricing: fixed("2") })]))).toMatchObject({
      cause: "tie",
      price: { asked: 2_000_000, toWin: 1_999_999 },
    });
  });

  test("is told of listings only, and of those whose GPU was asked for", () => {
    expect(routeFacts(route(MARKET, H100)).map(({ offerId }) => offerId)).toEqual([
      "necto:me",
      "necto:rival",
      "necto:us",
    ]);
  });
});

/** Tallies of `n` routes each. */
const tally = (...facts: (readonly [n: number, fact: Omit<RouteFact, "offerId">])[]): LostRoutes =>
  facts
    .flatMap(([n, fact]) => Array.from({ length: n }, () => ({ offerId: "necto:me", ...fact })))
    .reduce((tallies, fact) => addDecision(tallies, [fact]), NO_ROUTES);
const dearer = (toWin: number) => ({ cause: "price", price: { asked: 2_000_000, toWin } }) as const;
const out = (cause: RouteFact["cause"]) => ({ cause, price: null });

describe("a report", () => {
  test("groups by constraint and by how much too dear, with the price that would have won half", () => {
    const tallies = tally(
      [4, dearer(1_980_000)],
      [2, dearer(1_961_234)],
      [3, dearer(1_850_000)],
      [5, out("regions")],
      [2, out(null)],
    );
    expect(reportLosses(tallies, "necto:me")).toEqual({
      won: 2,
      lost: 14,
      groups: [
        { cause: "price", gapUpToBps: 200, routes: 6, usdMicrosToWin: 1_980_000 },
        { cause: "regions", gapUpToBps: null, routes: 5, usdMicrosToWin: null },
        { cause: "price", gapUpToBps: 1_000, routes: 3, usdMicrosToWin: 1_850_000 },
      ],
    });
  });

  test.each<[toWin: number, gapUpToBps: number | null]>([
    [1_960_000, 200],
    [1_959_999, 500],
    [1_900_000, 500],
    [1_899_999, 1_000],
    [1_800_000, 1_000],
    [1_500_000, 2_500],
    [1_499_999, null],
  ])("2.00 against %i is at most %s bps too dear", (toWin, gapUpToBps) => {
    expect(reportLosses(tally([3, dearer(toWin)]), "necto:me").groups).toMatchObject([
      { cause: "price", gapUpToBps },
    ]);
  });

  test("tells prices in whole cents, rounded down, so that it still wins and no buyer's limit shows", () => {
    expect(reportLosses(tally([3, dearer(1_899_999)]), "necto:me").groups[0]!.usdMicrosToWin).toBe(1_890_000);
  });

  test("makes small groups other", () => {
    const tallies = tally([3, out("regions")], [2, out("minUptimeBps")], [1, dearer(1_000_000)]);
    expect(reportLosses(tallies, "necto:me").groups).toEqual([
      { cause: "other", gapUpToBps: null, routes: 3, usdMicrosToWin: null },
      { cause: "regions", gapUpToBps: null, routes: 3, usdMicrosToWin: null },
    ]);
  });

  test("adds the next smallest group when other is too small itself", () => {
    const tallies = tally([9, out("regions")], [4, out("gpuCount")], [1, out("minUptimeBps")]);
    expect(reportLosses(tallies, "necto:me").groups.map(({ cause, routes }) => [cause, routes])).toEqual([
      ["regions", 9],
      ["other", 5],
    ]);
  });

  test("tells nothing of one or two routes, or of a listing nobody asked for", () => {
    expect(reportLosses(tally([2, out("regions")]), "necto:me")).toEqual({ won: 0, lost: null, groups: [] });
    expect(reportLosses(NO_ROUTES, "necto:me")).toEqual({ won: 0, lost: 0, groups: [] });
  });
});

describe("whatever the markets and requests", () => {
  const routes = fc.tuple(
    markets({ maxLength: 15 }),
    fc.array(requirements(), { minLength: 1, maxLength: 12 }),
  );

  test("no group is smaller than three, the groups add up, and the order of decisions does not matter", () => {
    fc.assert(
      fc.property(routes, ([market, asked]) => {
        const facts = asked.map((said) => routeFacts(route(market, said)));
        const tallies = facts.reduce(addDecision, NO_ROUTES);
        const reversed = facts.toReversed().reduce(addDecision, NO_ROUTES);
        for (const { id } of market.offers) {
          const report = reportLosses(tallies, id);
          expect(reportLosses(reversed, id)).toEqual(report);
          expect(report.groups.every((group) => group.routes >= 3)).toBe(true);
          const lost = facts.flat().filter((fact) => fact.offerId === id && fact.cause !== null).length;
          expect(report.lost).toBe(lost === 1 || lost === 2 ? null : lost);
          expect(report.groups.reduce((sum, group) => sum + group.routes, 0)).toBe(report.lost ?? 0);
        }
      }),
      { seed: 51, numRuns: 100 },
    );
  });

  test("a decision changes no tally that was made before", () => {
    const before = tally([2, dearer(1_980_000)]);
    const copy = structuredClone(before);
    addDecision(before, [{ offerId: "necto:me", ...dearer(1_980_000) }]);
    expect(before).toEqual(copy);
  });
});
