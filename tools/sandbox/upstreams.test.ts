import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import { awsSpotHistory } from "../sources/aws-spot-history.ts";
import { fetchQuotes } from "../sources/fetch-quotes.ts";
import { signDispersed } from "../sources/sign-dispersed.ts";
import { createUpstreams, ticksSince } from "./create-upstreams.ts";
import { fetchUpstreams } from "./fetch-upstreams.ts";
import { sandboxSources } from "./sandbox-sources.ts";
import { startUpstreams } from "./start-upstreams.ts";
import { NOW, scanSandbox as scan, stated, urls } from "./testing/scan-sandbox.ts";
import { SANDBOX_CREDENTIALS } from "./upstream-aws-ec2.ts";
import { SANDBOX_KEYS } from "./upstream-render.ts";

const now = () => NOW;

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
      ...SANDBOX_KEYS,
      age: 0,
      signed: "limit=50&page=1",
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

  it("state AWS's prices per zone to an account, at the feed's own price or above it, in two regions", async () => {
    const [feed, account] = await Promise.all([scan(), scan({ aws: "account" })]);
    const prices = (market: typeof feed, id: RegExp) =>
      market.offers.flatMap((offer) => (id.test(offer.id) ? [Number(stated(offer))] : []));
    expect(prices(account, /^aws-spot:p5\.48xlarge:us-east-1/)).toEqual([19.25, 19.73125, 20.405]);
    expect(prices(feed, /^aws-spot:p5\.48xlarge:us-east-1$/)).toEqual([19.25]);
    expect(account.reportOf("aws-spot")).toMatchObject({ code: null, status: "ok" });
    const inRegion = (region: string) => (id: string) => id.includes(`:${region}`);
    const ids = account.offers.flatMap(({ id, source }) => (source === "aws-spot" ? [id] : []));
    // More than one page of a hundred rows.
    expect(ids.filter(inRegion("us-east-1")).length).toBeGreaterThan(100);
    expect(ids.filter(inRegion("eu-west-1")).length).toBeGreaterThan(20);
    expect(ids.every((id) => inRegion("us-east-1")(id) || inRegion("eu-west-1")(id))).toBe(true);
  });

  it.each([
    ["another secret", { secretAccessKey: "other" }],
    ["another key", { accessKeyId: "AKIAOTHER" }],
  ])("refuse EC2 requests signed with %s", async (_, change) => {
    const upstreams = createUpstreams({ seed: 1, now });
    const source = awsSpotHistory({
      credentials: { ...SANDBOX_CREDENTIALS, ...change },
      regions: ["us-east-1"],
      baseUrl: urls["aws-ec2"],
      advisorBaseUrl: urls["aws-advisor"],
    });
    const { reports } = await fetchQuotes([source], { fetch: fetchUpstreams(upstreams), now });
    expect(reports[0]).toMatchObject({ status: "failed", code: "source/auth" });
  });

  it("refuse Lambda requests without a key", () => {
    const { answer } = createUpstreams({ seed: 1, now });
    expect(answer(new URL(`${urls.lambda}/api/v1/instance-types`), new Headers())?.status).toBe(401);
    expect(answer(new URL(`${urls.lambda}/api/v1/nothing`), new Headers())?.status).toBe(404);
  });
});

describe("startUpstreams", () => {
  it("serves the same market over HTTP, with faults, and closes", async () => {
    const running = await startUpstreams({ seed: 1, now });
    const options = { fetch: globalThis.fetch, now, deadlineMs: 15_000 };
    const { offers, reports } = await fetchQuotes(sandboxSources(running.urls), options);
    expect(offers).toEqual((await scan()).offers);
    expect(reports.every(({ code }) => code === null)).toBe(true);
    const account = await fetchQuotes(sandboxSources(running.urls, { aws: "account" }), options);
    expect(account.offers).toEqual((await scan({ aws: "account" })).offers);
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
