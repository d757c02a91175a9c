import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import type { TokenPrice } from "../core/token-price.ts";
import { akashOracle } from "../prices/akash-oracle.ts";
import { coingecko } from "../prices/coingecko.ts";
import { fetchTokenPrices } from "../prices/fetch-token-prices.ts";
import { akash } from "../sources/akash.ts";
import { awsSpot } from "../sources/aws-spot.ts";
import { awsSpotHistory } from "../sources/aws-spot-history.ts";
import { fetchFromMap } from "../sources/fetch-from-map.ts";
import { fetchQuotes, type Scan } from "../sources/fetch-quotes.ts";
import { ionet } from "../sources/ionet.ts";
import { lambda } from "../sources/lambda.ts";
import { readRecorded } from "../sources/read-recorded.ts";
import { render } from "../sources/render.ts";
import type { Source } from "../sources/source.ts";
import { createRandom, mutate, mutateXml } from "./mutations.ts";

const ROUNDS = 1000;
const now = () => Date.parse("2026-11-22T08:00:00.000Z");
const scan = (source: Source, answers: Record<string, string>) =>
  fetchQuotes([source], { fetch: fetchFromMap(answers), now, deadlineMs: 15_000 });

/** All that a price per GPU-hour is computed from. */
const stated = ({ gpuCount, pricing }: Offer): string =>
  JSON.stringify({ gpuCount, ...pricing, interruptionBps: null });

/** Stated as 0, which the core takes for no price. */
const isFree = ({ pricing }: Offer): boolean => "amount" in pricing && Number(pricing.amount) === 0;

const skipsOf = ({ reports }: Scan): number => reports[0]?.rowsRejected ?? 0;

/** Every price that comes out is one the recorded body states, for the same offer if it is there; or a row is counted. */
function expectNoWrongPrice(recorded: Scan, mutated: Scan, what: string): void {
  const byId = new Map(recorded.offers.map((offer) => [offer.id, stated(offer)]));
  const all = new Set(byId.values());
  const wrong = mutated.offers.filter((offer) => {
    if (isFree(offer)) return false;
    const before = byId.get(offer.id);
    return before === undefined ? !all.has(stated(offer)) : before !== stated(offer);
  });
  if (skipsOf(mutated) > skipsOf(recorded))
    expect(wrong, what).toEqual(wrong.filter(({ id }) => !byId.has(id)));
  else expect(wrong, what).toEqual([]);
  // Checking every offer of every round would take most of the time; those that differ are the ones worth it.
  const changed = mutated.offers.filter((offer) => byId.get(offer.id) !== stated(offer));
  for (const offer of [...changed, ...mutated.offers.slice(0, 1)])
    expect(Offer.parse(offer), what).toEqual(offer);
  const [report] = mutated.reports;
  expect(report?.status === "failed" ? report.message : "", what).not.toBeNull();
}

const inTwoRegions = (region: string): boolean => region === "eu-west-2" || region === "us-west-1";

/** Two regions: enough structure, and a thousand rounds stay quick. */
function smallFeed(): string {
  const feed = JSON.parse(readRecorded("sources/recorded/aws-spot.json"));
  feed.config.regions = feed.config.regions.filter(({ region }: { region: string }) => inTwoRegions(region));
  return JSON.stringify(feed);
}

function smallAdvisor(): string {
  const advisor = JSON.parse(readRecorded("sources/recorded/aws-spot-advisor.json"));
  const regions = Object.entries(advisor.spot_advisor).filter(([region]) => inTwoRegions(region));
  return JSON.stringify({ ...advisor, spot_advisor: Object.fromEntries(regions) });
}

interface MutatedSource {
  readonly create: () => Source;
  readonly bodies: Readonly<Record<string, string>>;
  readonly seed: number;
}

const bodiesOf = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path, readRecorded(`sources/recorded/${file}.json`)]),
  );

const SOURCES: readonly MutatedSource[] = [
  { create: lambda, seed: 20261122, bodies: bodiesOf({ "/api/v1/instance-types": "lambda" }) },
  {
    create: akash,
    seed: 19,
    bodies: bodiesOf({
      "/v1/gpu-prices": "akash-gpu-prices",
      "/v1/providers": "akash-providers",
      "/akash/market/v1beta5/bids/list": "akash-bids",
    }),
  },
  { create: render, seed: 29, bodies: bodiesOf({ "/v1/compute/offers": "render" }) },
  {
    create: ionet,
    seed: 23,
    bodies: bodiesOf({
      "/v1/io-explorer/network/market-snapshot": "ionet-snapshot",
      "/v1/io-cloud/vmaas/hardware": "ionet-vmaas",
      "/v1/io-cloud/caas/hardware": "ionet-caas",
    }),
  },
];

/** Every body of every source, one changed at a time. */
const SINGLE_BODIES = SOURCES.flatMap((source) =>
  Object.keys(source.bodies).map((path) => [source.create().name, path, source] as const),
);

describe("mutated bodies", () => {
  it.each(SINGLE_BODIES)(
    `of %s %s never give a wrong price (${ROUNDS} rounds)`,
    async (_, path, { create, bodies, seed }) => {
      const recorded = await scan(create(), bodies);
      const random = createRandom(seed);
      for (let round = 0; round < ROUNDS; round++) {
        const { kind, text } = mutate(bodies[path] ?? "", random);
        const mutated = await scan(create(), { ...bodies, [path]: text });
        expectNoWrongPrice(recorded, mutated, `round ${round}: ${kind}`);
      }
    },
  );

  it(`of aws-spot never give a wrong price (${ROUNDS} rounds)`, async () => {
    const body = smallFeed();
    const advisor = smallAdvisor();
    const answer = (text: string) =>
      scan(awsSpot(), { "/spot.json": text, "/spot-advisor-data.json": advisor });
    const recorded = await answer(body);
    const random = createRandom(7);
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = mutate(body, random);
      expectNoWrongPrice(recorded, await answer(text), `round ${round}: ${kind}`);
    }
  });

  it(`of aws-spot by account never give a wrong price (${ROUNDS} rounds)`, async () => {
    const body = readRecorded("sources/recorded/aws-spot-history.xml");
    const advisor = smallAdvisor();
    const answer = (text: string) =>
      scan(awsSpotHistory({ regions: ["us-east-1"], regionTimeoutMs: 15_000 }), {
        "/": text,
        "/spot-advisor-data.json": advisor,
      });
    const recorded = await answer(body);
    expect(recorded.offers).toHaveLength(6);
    const random = createRandom(31);
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = mutateXml(body, random);
      expectNoWrongPrice(recorded, await answer(text), `round ${round}: ${kind}`);
    }
  });

  it("of the Spot Advisor never change a price (200 rounds)", async () => {
    const body = smallFeed();
    const advisor = smallAdvisor();
    const answer = (text: string) => scan(awsSpot(), { "/spot.json": body, "/spot-advisor-data.json": text });
    const recorded = await answer(advisor);
    const random = createRandom(11);
    for (let round = 0; round < 200; round++) {
      const { kind, text } = mutate(advisor, random);
      const mutated = await answer(text);
      expect(mutated.offers.map(stated), `round ${round}: ${kind}`).toEqual(recorded.offers.map(stated));
    }
  });

  it(`of Akash's oracle never give a wrong token price (${ROUNDS} rounds)`, async () => {
    const body = readRecorded("prices/recorded/akash-oracle.json");
    const random = createRandom(37);
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = mutate(body, random);
      const { tokenPrices, reports } = await fetchTokenPrices([akashOracle()], {
        coinIds: ["akash-network"],
        fetch: fetchFromMap({ "/akash/oracle/v2/aggregated_price/akt": text }),
        now,
      });
      expect([undefined, "0.5431"], `round ${round}: ${kind}`).toContain(tokenPrices[0]?.used?.usd);
      if (!tokenPrices[0]?.used) expect(reports[0]?.message, `round ${round}: ${kind}`).not.toBeNull();
    }
  });

  it(`of coingecko never give a wrong token price (${ROUNDS} rounds)`, async () => {
    const body = readRecorded("prices/recorded/coingecko.json");
    const coinIds = Object.keys(JSON.parse(body));
    const answer = (text: string) =>
      fetchTokenPrices([coingecko()], {
        coinIds,
        fetch: fetchFromMap({ "/api/v3/simple/price": text }),
        now,
      });
    const recorded = await answer(body);
    const used = ({ used }: TokenPrice) => used?.usd ?? null;
    const random = createRandom(3);
    for (let round = 0; round < ROUNDS; round++) {
      const { kind, text } = mutate(body, random);
      const { tokenPrices, reports } = await answer(text);
      const lost = tokenPrices.filter(
        (price, index) => used(price) !== used(recorded.tokenPrices[index] ?? price),
      );
      expect(
        lost.map(used).filter((usd) => usd !== null),
        `round ${round}: ${kind}`,
      ).toEqual([]);
      if (lost.length > 0 && reports[0]?.code === null) expect(reports[0].rowsRejected).toBe(lost.length);
    }
  });
});
