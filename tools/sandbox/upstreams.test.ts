import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import { fetchTokenPrices } from "../prices/fetch-token-prices.ts";
import { fetchQuotes } from "../sources/fetch-quotes.ts";
import { signDispersed } from "../sources/sign-dispersed.ts";
import { createUpstreams, ticksSince, type UpstreamName, upstreamUrls } from "./create-upstreams.ts";
import { fetchUpstreams } from "./fetch-upstreams.ts";
import { sandboxFeeds, sandboxSources } from "./sandbox-sources.ts";
import { startUpstreams } from "./start-upstreams.ts";
import { FAULTS, type Fault } from "./upstream.ts";
import { SANDBOX_KEYS } from "./upstream-render.ts";

const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const now = () => NOW;
const urls = upstreamUrls("http://upstreams.test");
const COIN_IDS = ["akash-network", "render-token", "io"];

/** Upstreams without which a source or feed has nothing to say; the others only add to them. */
const SOURCES = ["akash", "ionet", "lambda", "aws-spot", "render", "coingecko"] as const;

interface ScanOptions {
  readonly seed?: number;
  readonly tick?: number;
  readonly fault?: readonly [UpstreamName, Fault];
}

async function scan({ seed = 1, tick = 0, fault }: ScanOptions = {}) {
  const upstreams = createUpstreams({ seed, now, tick: () => tick });
  if (fault) upstreams.setFault(...fault);
  const fetch = fetchUpstreams(upstreams);
  // Only a silent source is waited for; it must be longer than the slowest machine needs for the other sources.
  const isSilent = fault?.[1] === "timeout" && SOURCES.some((name) => name === fault[0]);
  const deadlineMs = isSilent ? 2500 : 15_000;
  const [quotes, prices] = await Promise.all([
    fetchQuotes(sandboxSources(urls), { fetch, now, deadlineMs }),
    fetchTokenPrices(sandboxFeeds(urls), { coinIds: COIN_IDS, fetch, now, deadlineMs }),
  ]);
  const reports = [...quotes.reports, ...prices.reports];
  return {
    ...quotes,
    ...prices,
    reports,
    reportOf: (name: string) => reports.find(({ source }) => source === name),
  };
}

const stated = ({ pricing }: Offer) => ("amount" in pricing ? pricing.amount : JSON.stringify(pricing));

/** Prices that are JSON numbers lose their last zeros: 1.10 is recorded as 1.1. */
const CENTS = 2;
const decimals = (text: string): number => text.split(".")[1]?.length ?? 0;

describe("sandbox upstreams", () => {
  it("answer with the recorded prices at tick 0, marked as sandbox, the same every time", async () => {
    const market = await scan();
    expect(market.offers.length).toBeGreaterThan(300);
    for (const offer of market.offers)
      expect(Offer.parse(offer)).toMatchObject({ priceClass: "sandbox", url: null });
    const amount = (id: string) => market.offers.filter((offer) => offer.id === id).map(stated);
    expect(amount("akash:nvidia:h100:80Gi:SXM5:med")).toEqual(["2.62"]);
    expect(amount("lambda:gpu_8x_h100_sxm5gdr:us-east-1")).toEqual(["3592"]);
    expect(amount("aws-spot:p5.48xlarge:us-east-1")).toEqual(["19.2500"]);
    expect(market.tokenPrices.map(({ used }) => used?.usd)).toEqual(["0.543761", "2.03", "0.19"]);
    const again = await scan({ seed: 2 });
    expect({ ...again, reportOf: null }).toEqual({ ...market, reportOf: null });
  });

  it("keep token prices fresh", async () => {
    for (const { used } of (await scan()).tokenPrices)
      expect(NOW - Date.parse(used?.asOf ?? "")).toBeLessThan(60_000);
  });

  it("drift by seed and tick, within 6 % and in the source's own precision", async () => {
    const [base, later, same, other] = await Promise.all([
      scan(),
      scan({ tick: 7 }),
      scan({ tick: 7 }),
      scan({ tick: 7, seed: 2 }),
    ]);
    const prices = (market: typeof base) => market.offers.map(stated);
    expect(prices(later)).toEqual(prices(same));
    expect(prices(later)).not.toEqual(prices(base));
    expect(prices(later)).not.toEqual(prices(other));
    for (const [index, offer] of later.offers.entries()) {
      if (offer.source === "necto") continue;
      const recorded = stated(base.offers[index] ?? offer);
      expect(decimals(stated(offer))).toBeLessThanOrEqual(Math.max(decimals(recorded), CENTS));
      expect(Math.abs(Number(stated(offer)) / Number(recorded) - 1)).toBeLessThan(
        0.0601 + 0.51 / Number(recorded.replace(".", "")),
      );
    }
  });

  it("count a tick per minute", () => {
    let at = NOW;
    const tick = ticksSince(NOW, () => at);
    expect(tick()).toBe(0);
    at += 3 * 60_000 + 1;
    expect(tick()).toBe(3);
    at = NOW - 1;
    expect(tick()).toBe(0);
  });

  it("are the five sources and three organisations of the demo", async () => {
    const { offers } = await scan();
    expect([...new Set(offers.map(({ provider }) => provider))].sort()).toEqual([
      ...["Nordlys GPU", "Pacific Lattice", "Rheinwerk Compute"],
      ...["akash", "aws", "ionet", "lambda", "render"],
    ]);
  });

  it.each([
    ["nothing signed", {}],
    ["another secret", { secretKey: "sk_other" }],
    ["another key", { publicKey: "pk_other" }],
    ["an old time", { age: 6 * 60_000 }],
    ["another page", { signed: "limit=50&page=2" }],
  ])("refuse render requests with %s", async (what, change) => {
    const { publicKey, secretKey, age, signed } = {
      ...{ ...SANDBOX_KEYS, age: 0, signed: "limit=50&page=1" },
      ...change,
    };
    const url = (query: string) => new URL(`${urls.render}/v1/compute/offers?${query}`);
    const request = { method: "GET", url: url(signed), time: NOW - age, nonce: "0".repeat(32) };
    const headers = what === "nothing signed" ? {} : await signDispersed(request, { publicKey, secretKey });
    const { answer } = createUpstreams({ seed: 1, now });
    expect(answer(url("limit=50&page=1"), new Headers(headers))?.status).toBe(401);
  });

  it("give render's offers page by page", async () => {
    const { answer } = createUpstreams({ seed: 1, now });
    const url = new URL(`${urls.render}/v1/compute/offers?limit=5&page=3`);
    const request = { method: "GET", url, time: NOW, nonce: "0".repeat(32) };
    const answered = answer(url, new Headers(await signDispersed(request, SANDBOX_KEYS)));
    expect(JSON.parse(answered?.body ?? "")).toMatchObject({ limit: 5, page: 3, total: 13 });
    expect(JSON.parse(answered?.body ?? "").data).toHaveLength(3);
  });

  it("refuse Lambda requests without a key", () => {
    const { answer } = createUpstreams({ seed: 1, now });
    expect(answer(new URL(`${urls.lambda}/api/v1/instance-types`), new Headers())?.status).toBe(401);
    expect(answer(new URL(`${urls.lambda}/api/v1/nothing`), new Headers())?.status).toBe(404);
  });
});

const CODES: Readonly<Partial<Record<Fault, string>>> = {
  "429": "source/rate-limited",
  "500": "source/upstream",
  html: "source/upstream",
  timeout: "source/timeout",
  empty: "source/empty",
};
const FAILURES = Object.keys(CODES) as Fault[];
const everySource = <T>(rows: readonly T[]) =>
  SOURCES.flatMap((name) => rows.map((row) => [name, row] as const));

describe("a fault upstream", async () => {
  const healthy = await scan();

  it.each(everySource(FAILURES))(
    "of %s: %s is a report, and no other source notices",
    async (name, fault) => {
      const market = await scan({ fault: [name, fault] });
      const report = market.reportOf(name);
      expect(report).toMatchObject({ status: "failed", code: CODES[fault], offers: 0 });
      expect(report?.message).toContain(name);
      expect(market.offers).toEqual(healthy.offers.filter(({ source }) => source !== name));
      expect(market.reports.filter(({ source }) => source !== name)).toEqual(
        healthy.reports.filter(({ source }) => source !== name),
      );
      if (name === "coingecko") expect(market.tokenPrices.every(({ used }) => used === null)).toBe(true);
      else expect(market.tokenPrices).toEqual(healthy.tokenPrices);
    },
  );

  it.each(everySource(["malformed-row"] as const))(
    "of %s: %s loses that row alone, counted",
    async (name, fault) => {
      const market = await scan({ fault: [name, fault] });
      expect(market.reportOf(name)).toMatchObject({ status: "partial", code: null });
      expect(market.reportOf(name)?.skips.malformed).toBe(1);
      const left = healthy.offers.filter(({ id }) => market.offers.some((offer) => offer.id === id));
      expect(market.offers).toEqual(left);
      expect(market.offers.length).toBe(healthy.offers.length - (name === "coingecko" ? 0 : 1));
      if (name === "coingecko")
        expect(market.tokenPrices.filter(({ used }) => used === null)).toHaveLength(1);
    },
  );

  it.each(everySource(["price-0"] as const))(
    "of %s: %s stays 0 and is never taken for a price",
    async (name, fault) => {
      const market = await scan({ fault: [name, fault] });
      const changed = market.offers.filter(
        (offer, index) => stated(offer) !== stated(healthy.offers[index] ?? offer),
      );
      expect(changed.map(stated).map(Number)).toEqual(name === "coingecko" ? [] : [0]);
      if (name === "coingecko") expect(market.reportOf(name)?.skips).toEqual({ "no-price": 1 });
    },
  );

  it.each(FAILURES.filter((fault) => fault !== "empty"))(
    "of Akash's bids: %s leaves the prices of gpu-prices and says what is missing",
    async (fault) => {
      const market = await scan({ fault: ["akash-bids", fault] });
      expect(market.offers).toEqual(healthy.offers.filter(({ id }) => !id.startsWith("akash:bid:")));
      expect(market.reportOf("akash")).toMatchObject({ status: "partial", code: null });
      expect(market.reportOf("akash")?.message).toContain("Open bids of akash are missing");
    },
  );

  it("of Akash's bids: a malformed one is counted, one at 0 stays 0, none at all is no failure", async () => {
    const broken = await scan({ fault: ["akash-bids", "malformed-row"] });
    expect(broken.offers).toHaveLength(healthy.offers.length - 1);
    expect(broken.reportOf("akash")?.skips.malformed).toBe(1);
    const free = await scan({ fault: ["akash-bids", "price-0"] });
    expect(free.offers.filter((offer) => Number(stated(offer)) === 0)).toHaveLength(1);
    const none = await scan({ fault: ["akash-bids", "empty"] });
    expect(none.reportOf("akash")?.message).not.toContain("missing");
  });

  it.each(FAULTS)("of Akash's providers: %s leaves every price", async (fault) => {
    const market = await scan({ fault: ["akash-providers", fault] });
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
    const market = await scan({ fault: [`ionet-${cloud}`, fault] });
    expect(market.offers).toEqual(healthy.offers.filter(({ id }) => !id.startsWith(`ionet:${cloud}:`)));
    expect(market.reportOf("ionet")).toMatchObject({ status: "partial", code: null });
    expect(market.reportOf("ionet")?.message).toContain(`Configurations of ${cloud} of ionet are missing`);
  });

  it.each([
    ["malformed-row", "malformed"],
    ["price-0", "no-price"],
  ] as const)("of io.net's caas: %s leaves that row out, counted as %s", async (fault, code) => {
    const market = await scan({ fault: ["ionet-caas", fault] });
    expect(market.offers).toHaveLength(healthy.offers.length - 1);
    expect(market.reportOf("ionet")?.skips[code]).toBe((healthy.reportOf("ionet")?.skips[code] ?? 0) + 1);
  });

  it.each(FAILURES)(
    "of the Spot Advisor: %s leaves prices and hides the interruption rates",
    async (fault) => {
      const market = await scan({ fault: ["aws-advisor", fault] });
      expect(market.offers.map(stated)).toEqual(healthy.offers.map(stated));
      expect(market.reportOf("aws-spot")).toMatchObject({ status: "partial", code: null });
      expect(market.reportOf("aws-spot")?.message).toContain("Interruption rates of aws-spot are missing");
    },
  );
});

describe("startUpstreams", () => {
  it("serves the same market over HTTP, with faults, and closes", async () => {
    const running = await startUpstreams({ seed: 1, now });
    const options = { fetch: globalThis.fetch, now, deadlineMs: 15_000 };
    const { offers, reports } = await fetchQuotes(sandboxSources(running.urls), options);
    expect(offers).toEqual((await scan()).offers);
    expect(reports.every(({ code }) => code === null)).toBe(true);
    running.setFault("lambda", "timeout");
    const silent = await fetchQuotes(sandboxSources(running.urls), { ...options, deadlineMs: 500 });
    expect(silent.reports.find(({ source }) => source === "lambda")).toMatchObject({
      code: "source/timeout",
    });
    await running.close();
    const closed = await fetchQuotes(sandboxSources(running.urls), options);
    expect(closed.reports.find(({ source }) => source === "lambda")).toMatchObject({
      code: "source/upstream",
    });
  });
});
