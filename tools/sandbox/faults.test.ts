import { describe, expect, it } from "vitest";
import type { Offer } from "../core/offer.ts";
import { UPSTREAM_NAMES, type UpstreamName } from "./create-upstreams.ts";
import { awsOf, MAIN_UPSTREAMS, scanSandbox, sourceOf, stated } from "./testing/scan-sandbox.ts";
import { FAULTS, type Fault } from "./upstream.ts";

const CODES: Readonly<Partial<Record<Fault, string>>> = {
  "429": "source/rate-limited",
  "500": "source/upstream",
  html: "source/upstream",
  timeout: "source/timeout",
  empty: "source/empty",
};
const FAILURES = Object.keys(CODES) as Fault[];
const everySource = <T>(rows: readonly T[]) =>
  MAIN_UPSTREAMS.flatMap((name) => rows.map((row) => [name, row] as const));

/** A scan with faults, which asks AWS in the way they are about. */
const scan = ({ faults }: { readonly faults: readonly (readonly [UpstreamName, Fault])[] }) =>
  scanSandbox({ faults, aws: awsOf(...faults.map(([name]) => name)) });

describe("a fault upstream", async () => {
  const markets = { feed: await scanSandbox(), account: await scanSandbox({ aws: "account" }) };
  const healthy = markets.feed;

  it.each(everySource(FAILURES))(
    "of %s: %s is a report, and no other source notices",
    async (name, fault) => {
      const healthy = markets[awsOf(name)];
      const market = await scan({ faults: [[name, fault]] });
      const troubled = sourceOf(name);
      const report = market.reportOf(troubled);
      expect(report).toMatchObject({ status: "failed", code: CODES[fault], offers: 0 });
      expect(report?.message).toContain(troubled);
      const untroubled = ({ source }: { readonly source: string }) => source !== troubled;
      expect(market.offers).toEqual(healthy.offers.filter(untroubled));
      expect(market.reports.filter(untroubled)).toEqual(healthy.reports.filter(untroubled));
      if (name === "coingecko")
        expect(market.tokenPrices.map(({ used }) => used?.source ?? null)).toEqual([
          ...["akash-oracle", null, null],
        ]);
      else expect(market.tokenPrices).toEqual(healthy.tokenPrices);
    },
  );

  it.each(everySource(["malformed-row"] as const))(
    "of %s: %s loses that row alone, counted",
    async (name, fault) => {
      const healthy = markets[awsOf(name)];
      const market = await scan({ faults: [[name, fault]] });
      const report = market.reportOf(sourceOf(name));
      expect(report).toMatchObject({ status: "partial", code: null });
      expect(report?.skips.malformed).toBe(1);
      const left = healthy.offers.filter(({ id }) => market.offers.some((offer) => offer.id === id));
      expect(market.offers).toEqual(left);
      expect(market.offers.length).toBe(healthy.offers.length - (name === "coingecko" ? 0 : 1));
      if (name === "coingecko")
        expect(market.tokenPrices.map(({ used }) => used?.source)).toEqual([
          ...["akash-oracle", "coingecko", "coingecko"],
        ]);
    },
  );

  it.each(everySource(["price-0"] as const))(
    "of %s: %s stays 0 and is never taken for a price",
    async (name, fault) => {
      const healthy = markets[awsOf(name)];
      const market = await scan({ faults: [[name, fault]] });
      const changed = market.offers.filter(
        (offer, index) => stated(offer) !== stated(healthy.offers[index] ?? offer),
      );
      expect(changed.map(stated).map(Number)).toEqual(name === "coingecko" ? [] : [0]);
      if (name === "coingecko") expect(market.reportOf(name)?.skips).toEqual({ "no-price": 1 });
    },
  );

  it.each(FAULTS.filter((fault) => fault !== "empty"))(
    "of Akash's oracle: %s leaves CoinGecko's price of AKT, and every offer",
    async (fault) => {
      const market = await scan({ faults: [["akash-oracle", fault]] });
      expect(market.offers).toEqual(healthy.offers);
      expect(market.reportOf("akash-oracle")).toMatchObject({ offers: 0, code: CODES[fault] ?? null });
      expect(market.tokenPrices.map(({ used }) => used)).toEqual(healthy.tokenPrices.map(({ used }) => used));
    },
  );

  it.each(FAILURES.filter((fault) => fault !== "empty"))(
    "of Akash's bids: %s leaves the prices of gpu-prices and says what is missing",
    async (fault) => {
      const market = await scan({ faults: [["akash-bids", fault]] });
      expect(market.offers).toEqual(healthy.offers.filter(({ id }) => !id.startsWith("akash:bid:")));
      expect(market.reportOf("akash")).toMatchObject({ status: "partial", code: null });
      expect(market.reportOf("akash")?.message).toContain("Open bids of akash are missing");
    },
  );

  it("of Akash's bids: a malformed one is counted, one at 0 stays 0, none at all is no failure", async () => {
    const broken = await scan({ faults: [["akash-bids", "malformed-row"]] });
    expect(broken.offers).toHaveLength(healthy.offers.length - 1);
    expect(broken.reportOf("akash")?.skips.malformed).toBe(1);
    const free = await scan({ faults: [["akash-bids", "price-0"]] });
    expect(free.offers.filter((offer) => Number(stated(offer)) === 0)).toHaveLength(1);
    const none = await scan({ faults: [["akash-bids", "empty"]] });
    expect(none.reportOf("akash")?.message).not.toContain("missing");
  });

  it.each(FAULTS)("of Akash's providers: %s leaves every price", async (fault) => {
    const market = await scan({ faults: [["akash-providers", fault]] });
    expect(market.offers.map(stated)).toEqual(healthy.offers.map(stated));
    const places = market.offers.flatMap(({ id, location }) =>
      id.startsWith("akash:bid:") ? [location.country] : [],
    );
    if (FAILURES.includes(fault)) expect(new Set(places)).toEqual(new Set([null]));
  });

  it.each(
    (["vmaas", "caas"] as const).flatMap((cloud) =>
      FAILURES.filter((fault) => fault !== "empty").map((fault) => [cloud, fault] as const),
    ),
  )("of io.net's %s: %s leaves every other price and says what is missing", async (cloud, fault) => {
    const market = await scan({ faults: [[`ionet-${cloud}`, fault]] });
    expect(market.offers).toEqual(healthy.offers.filter(({ id }) => !id.startsWith(`ionet:${cloud}:`)));
    expect(market.reportOf("ionet")).toMatchObject({ status: "partial", code: null });
    expect(market.reportOf("ionet")?.message).toContain(`Configurations of ${cloud} of ionet are missing`);
  });

  it.each([
    ["malformed-row", "malformed"],
    ["price-0", "no-price"],
  ] as const)("of io.net's caas: %s leaves that row out, counted as %s", async (fault, code) => {
    const market = await scan({ faults: [["ionet-caas", fault]] });
    expect(market.offers).toHaveLength(healthy.offers.length - 1);
    expect(market.reportOf("ionet")?.skips[code]).toBe((healthy.reportOf("ionet")?.skips[code] ?? 0) + 1);
  });

  it.each(FAILURES)(
    "of the Spot Advisor: %s leaves prices and hides the interruption rates",
    async (fault) => {
      const market = await scan({ faults: [["aws-advisor", fault]] });
      expect(market.offers.map(stated)).toEqual(healthy.offers.map(stated));
      expect(market.reportOf("aws-spot")).toMatchObject({ status: "partial", code: null });
      expect(market.reportOf("aws-spot")?.message).toContain("Interruption rates of aws-spot are missing");
    },
  );
});

describe("two faults upstream at once", async () => {
  const markets = { feed: await scanSandbox(), account: await scanSandbox({ aws: "account" }) };
  const statedById = new Map(
    Object.values(markets).flatMap(({ offers }) => offers.map((offer) => [offer.id, stated(offer)])),
  );
  const wrongPrices = (offers: readonly Offer[]): string[] =>
    offers
      .filter((offer) => Number(stated(offer)) !== 0 && stated(offer) !== statedById.get(offer.id))
      .map(({ id }) => id);
  /** Silence alone is waited for, and one of it at a time is enough. */
  const quick = FAULTS.filter((fault) => fault !== "timeout");
  const pairs = UPSTREAM_NAMES.flatMap((a, index) =>
    UPSTREAM_NAMES.slice(index + 1).map((b, at) => [a, b, index + at] as const),
  );

  it.each(pairs)("of %s and %s give no other price, and trouble nobody else", async (a, b, turn) => {
    const healthy = markets[awsOf(a, b)];
    const troubled = new Set<string>([sourceOf(a), sourceOf(b)]);
    // Every fault of the first with one of the second, another one for every pair.
    for (const [index, fault] of quick.entries()) {
      const other = quick[(index + turn) % quick.length] ?? fault;
      const market = await scan({
        faults: [
          [a, fault],
          [b, other],
        ],
      });
      expect(wrongPrices(market.offers)).toEqual([]);
      const untroubled = ({ source }: { readonly source: string }) => !troubled.has(source);
      // As text: four hundred markets compared value by value would take most of a minute.
      const told = ({ offers, reports }: Pick<typeof market, "offers" | "reports">) =>
        JSON.stringify([offers.filter(untroubled), reports.filter(untroubled)]);
      expect(told(market) === told(healthy), `${a} ${fault}, ${b} ${other}`).toBe(true);
    }
  });

  it.each(quick)("of every upstream: %s leaves Necto's own listings", async (fault) => {
    const healthy = markets.account;
    const market = await scan({ faults: UPSTREAM_NAMES.map((name) => [name, fault] as const) });
    expect(market.reports).toHaveLength(healthy.reports.length);
    const own = ({ source }: { readonly source: string }) => source === "necto";
    expect(market.offers.filter(own)).toEqual(healthy.offers.filter(own));
    expect(wrongPrices(market.offers)).toEqual([]);
  });
});
