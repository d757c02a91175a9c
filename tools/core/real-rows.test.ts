import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalog } from "../sources/catalog.ts";
import { createTextReader } from "../sources/read-text.ts";
import { RankedOffer, Rejection } from "./decision.ts";
import { describeReason, describeRelaxation, describeStep, describeWhy } from "./explain.ts";
import { expandOffer } from "./normalize-offer.ts";
import { RANK_BYS, Requirements } from "./requirements.ts";
import { decisionOf, HOUR, marketOf, NOW, rankedIds } from "./testing/offers.ts";

// The engine over a recorded catalogue of real rows: NECTO_CATALOG, or the one beside the repository.
const location =
  process.env.NECTO_CATALOG ??
  fileURLToPath(new URL("../../../shared/data/real-offers.csv", import.meta.url));
const isThere = /^https?:/.test(location) || existsSync(location);

const readCatalog = () =>
  catalog({ location, read: createTextReader(globalThis.fetch) }).fetchOffers({
    fetch: globalThis.fetch,
    now: () => NOW,
    signal: new AbortController().signal,
  });
const { offers, skips } = isThere ? await readCatalog() : { offers: [], skips: {} };
const market = marketOf(offers);
const byId = new Map(offers.map((offer) => [offer.id, offer]));

const regions = (include: string[], exclude: string[] = []) => ({ regions: { include, exclude } });

const ASKED: Record<string, Partial<Requirements>> = {
  "nothing at all": {},
  "the cheapest H100 in the EU under $3": {
    gpuModels: ["H100"],
    ...regions(["EU"]),
    maxUsdMicrosPerGpuHour: 3_000_000,
  },
  "one H100 SXM": { gpuModels: ["H100 SXM"], gpuCount: 1 },
  "eight A100 on spot": { gpuModels: ["A100"], gpuCount: 8, pricingModels: ["spot"] },
  "six of anything": { gpuCount: 6 },
  "80 GiB or more, nearest to Germany": { minVramGib: 80, buyerCountry: "DE", rankBy: "latency" },
  "balanced from Japan": { buyerCountry: "JP", rankBy: "balanced" },
  "reliable L4": { gpuModels: ["L4"], rankBy: "reliability" },
  "a day for $20": { gpuCount: 1, durationSeconds: 24 * HOUR, maxTotalUsdMicros: 20_000_000 },
  "Europe but not the EU": regions(["EUROPE"], ["EU"]),
  "within 30 ms of the United States": { buyerCountry: "US", maxLatencyMs: 30 },
  "only AWS": { sources: { include: ["aws"], exclude: [] } },
  "what nobody says": { minUptimeBps: 9_990, minRatingBps: 9_000 },
  "something free": { maxUsdMicrosPerGpuHour: 0 },
};

test.runIf(isThere)(
  "the catalogue has thousands of rows, all of them offers of one market",
  async ({ annotate }) => {
    expect(offers.length).toBeGreaterThan(1_000);
    expect(market.offers.length).toBe(offers.length);
    await annotate(
      `${offers.length} offers, skipped ${JSON.stringify(skips)}, ${market.medians.size} medians`,
    );
  },
);

test.runIf(isThere).each(Object.keys(ASKED))(
  "real rows, %s: all counted, sorted, explained",
  async (name) => {
    const said = ASKED[name]!;
    const decision = decisionOf(market, said);
    const { ranked, rejected, relaxations, offersSeen } = decision;
    expect(ranked.length + rejected.length).toBe(offersSeen);
    expect(offersSeen).toBe(offers.length);
    expect(new Set([...ranked, ...rejected].map(({ offerId }) => offerId)).size).toBe(offersSeen);
    expect(ranked.filter(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour <= 0)).toEqual([]);
    if ((said.rankBy ?? "cost") === "cost") {
      const prices = ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour);
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    }
    const texts = [
      ...ranked.map(({ why }) => describeWhy(why) ?? ""),
      ...rejected.flatMap(({ reasons }) => reasons.map(describeReason)),
      ...relaxations.map(describeRelaxation),
    ];
    expect(texts.filter((text) => /undefined|NaN|\[object|Infinity/.test(text))).toEqual([]);
    expect(RankedOffer.array().safeParse(ranked.slice(0, 100)).success).toBe(true);
    expect(Rejection.array().safeParse(rejected.slice(0, 100)).success).toBe(true);
  },
);

test.runIf(isThere)("the relaxations of real rows let in what they promise", () => {
  for (const [name, said] of Object.entries(ASKED)) {
    const before = new Set(rankedIds(market, said));
    for (const { constraint, to, gains } of decisionOf(market, said).relaxations) {
      const after = rankedIds(market, Requirements.parse({ ...said, [constraint]: to }));
      expect(after.filter((id) => !before.has(id)).length, `${name}: ${constraint}`).toBe(gains);
    }
  }
});

test.runIf(isThere)("every ranked row costs what its amount divided by its GPUs says", () => {
  const wrong = decisionOf(market).ranked.filter(({ offerId, usdMicrosPerGpuHour }) => {
    const { pricing, gpuCount } = byId.get(offerId)!;
    if (pricing.model !== "fixed" && pricing.model !== "spot") return true;
    const usd = Number(pricing.amount) / (pricing.scope === "unit" ? gpuCount : 1);
    return Math.abs(usdMicrosPerGpuHour - usd * 1e6) >= 1;
  });
  expect(wrong).toEqual([]);
});

test.runIf(isThere)(
  "accelerators that are no GPUs are left out as unidentified, whatever is asked",
  async ({ annotate }) => {
    const tpus = offers.filter(
      ({ gpu }) => /tpu|gaudi|trainium|inferentia|qualcomm/i.test(gpu.raw) && gpu.model === null,
    );
    expect(tpus.some(({ gpu }) => /tpu/i.test(gpu.raw))).toBe(true);
    const unidentified = new Set(
      decisionOf(market)
        .rejected.filter(({ reasons }) => reasons.some(({ reason }) => reason === "unidentified"))
        .map(({ offerId }) => offerId),
    );
    for (const { id } of tpus) expect(unidentified.has(id), id).toBe(true);
    await annotate(`${unidentified.size} unidentified, ${tpus.length} of them TPUs and their like`);
  },
);

test.runIf(isThere)("a place is never guessed from the letters of its region", () => {
  const { ranked } = decisionOf(market, regions(["US"]));
  const raws = ranked.map(({ offerId }) => byId.get(offerId)!.location.raw);
  expect(raws.length).toBeGreaterThan(0);
  for (const raw of raws) expect(raw).not.toMatch(/australia|lim-1|bue-1|scl-1/);
});

test.runIf(isThere)("every rankBy ranks the same offers", () => {
  const ids = RANK_BYS.map((rankBy) => rankedIds(market, { rankBy, buyerCountry: "DE" }).toSorted());
  for (const other of ids) expect(other).toEqual(ids[0]);
});

test.runIf(isThere)("read twice, the catalogue decides the same bytes", async () => {
  const again = marketOf([...(await readCatalog()).offers].reverse());
  const said = ASKED["balanced from Japan"]!;
  expect(again.digest).toBe(market.digest);
  expect(JSON.stringify(decisionOf(again, said))).toBe(JSON.stringify(decisionOf(market, said)));
});

test.runIf(isThere)("the arithmetic of the cheapest rows can be said", () => {
  market.costOrder.slice(0, 200).forEach((index) => {
    for (const step of expandOffer(market, index, NOW, 1).steps)
      expect(describeStep(step)).toMatch(/^\S.*\d/);
  });
});
