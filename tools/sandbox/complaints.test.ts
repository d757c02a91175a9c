import { describe, expect, it } from "vitest";
import { decide } from "../core/decide.ts";
import { expandDecision } from "../core/expand-decision.ts";
import { expandOffer } from "../core/normalize-offer.ts";
import type { Offer } from "../core/offer.ts";
import { BIT } from "../core/reason-codes.ts";
import { NOTHING_SAID, type Requirements } from "../core/requirements.ts";
import { buildSnapshot } from "../core/snapshot.ts";
import type { UpstreamName } from "./create-upstreams.ts";
import { NOW, scanSandbox } from "./testing/scan-sandbox.ts";
import type { Fault } from "./upstream.ts";

// What users of other markets complain about, asked of this one: every source of the sandbox, all eight providers. The
// numbers are those of the list of needs and complaints (`facts/market.md` 3).

/** Complaints that no routing can answer, and what does. */
const NOT_FOR_ROUTING: Readonly<Record<number, string>> = {
  18: "a host that failed before is known from the outcomes of jobs, which come with booking; a search can leave out a source",
  19: "a host that takes its GPU back is noticed while a job runs; the escrow pays per second and refunds the rest",
  20: "a dead node is noticed while a job runs; the provider's signed start and the dispute window decide what is paid",
};
const answered = new Set<number>();
/** A test of one or more of the complaints, named after them. */
function complaint(numbers: readonly number[], name: string, check: () => void | Promise<void>): void {
  for (const number of numbers) answered.add(number);
  it(`${numbers.map((number) => `#${number}`).join(", ")} ${name}`, check);
}

const STAMP = {
  id: "decision-1",
  parentId: null,
  decidedAt: NOW,
  engine: { version: "0.0.0", commit: null },
};

async function marketOf(...faults: (readonly [UpstreamName, Fault])[]) {
  const { offers, tokenPrices, reports } = await scanSandbox({ faults });
  return buildSnapshot({ offers, tokenPrices, sources: reports, takenAt: NOW });
}

const market = await marketOf();
const route = (said: Partial<Requirements>) =>
  expandDecision(decide(market, { ...NOTHING_SAID, ...said }, STAMP));
const offerOf = (id: string) => market.offers.findIndex((offer) => offer.id.includes(id));
const priceOf = (id: string) => market.prices[offerOf(id)];

describe("complaints about markets", () => {
  complaint(
    [1],
    "asked for an RTX 5090, got something else: every ranked offer is one (skypilot#9733)",
    () => {
      const { ranked, rejected, offersSeen } = route({ gpuModels: ["RTX 5090"] });
      expect(ranked.length).toBeGreaterThan(4);
      for (const { offerId } of ranked)
        expect(market.offers[offerOf(offerId)]?.gpu.model, offerId).toBe("RTX 5090");
      expect(ranked.length + rejected.length).toBe(offersSeen);
      expect(offersSeen).toBe(market.offers.length);
    },
  );

  complaint(
    [3],
    "a price per machine taken for one per GPU, 8 times off: one and eight cost alike (dstack#1890)",
    () => {
      expect(priceOf(":24101234:")).toBe(2_666_449);
      expect(priceOf(":24101236:")).toBe(2_666_448);
      expect(priceOf("render:off_0195a0c40003")).toBe(priceOf("render:off_0195a0c40001"));
    },
  );

  complaint(
    [5, 6],
    "the cheapest was not the cheapest: nothing priced lower stands below (dstack#3839, skypilot#4904)",
    () => {
      const { ranked } = route({ sources: { include: ["akash", "ionet", "render"], exclude: [] } });
      const prices = ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour);
      expect(prices.length).toBeGreaterThan(50);
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    },
  );

  answered.add(8);
  it.each(["akash", "akash-bids", "ionet", "lambda", "aws-spot", "render"] as const)(
    "#8 a price of zero ranks first: one of %s is refused and says why (skypilot#3615)",
    async (name) => {
      const broken = await marketOf([name, "price-0"]);
      const free = [...broken.prices.keys()].filter(
        (index) => broken.prices[index] === 0 && "amount" in broken.offers[index]!.pricing,
      );
      expect(free).toHaveLength(1);
      for (const index of free) expect(broken.base[index]! & BIT["price/outlier"]).not.toBe(0);
      const { ranking } = decide(broken, NOTHING_SAID, STAMP);
      expect([...ranking.order].some((index) => free.includes(index))).toBe(false);
    },
  );

  complaint(
    [9],
    "available GPUs on the page and then no bids: what is not free is out, by name (console#287)",
    () => {
      const { rejected } = route({ gpuModels: ["H100"] });
      for (const id of ["akash:nvidia:h100:80Gi:PCIe:med", "ionet:snapshot:301:vmaas"])
        expect(rejected.find(({ offerId }) => offerId === id)?.reasons).toContainEqual(
          expect.objectContaining({ reason: "unavailable" }),
        );
    },
  );

  complaint(
    [10],
    "uakt read as a dollar token: the currency decides, and the rate and its time are shown (console#2957)",
    () => {
      const rulesOf = (id: string) => expandOffer(market, offerOf(id), NOW, 1).steps.map(({ rule }) => rule);
      expect(rulesOf(":24101234:")).toContain("minor-units");
      expect(rulesOf(":24101234:")).not.toContain("token-to-usd");
      const steps = expandOffer(market, offerOf(":24101235:"), NOW, 1).steps;
      expect(steps.find(({ rule }) => rule === "token-to-usd")?.inputs).toMatchObject({
        token: "AKT",
        usdPerToken: "0.543761",
        asOf: expect.stringMatching(/^2026-11-22T07:59/),
      });
      // The bid in an IBC coin is neither.
      expect(offerOf(":24101240:")).toBe(-1);
      expect(market.sources.find(({ source }) => source === "akash")?.skips).toMatchObject({
        "other-denom": 1,
      });
    },
  );

  complaint(
    [15],
    "variants of a GPU mixed up: each source's names keep form and memory apart (skypilot-catalog#64)",
    () => {
      const kindsOf = (model: string) =>
        new Set(
          market.offers.flatMap(({ gpu }) =>
            gpu.model === model ? [`${gpu.formFactor} ${gpu.memoryGib}`] : [],
          ),
        );
      expect([...kindsOf("H100")].sort()).toEqual(["PCIe 80", "SXM 80"]);
      expect([...kindsOf("A100")]).toEqual(
        expect.arrayContaining(["SXM 40", "SXM 80", "PCIe 40", "PCIe 80"]),
      );
      for (const { offerId } of route({ gpuModels: ["H100 PCIe"] }).ranked)
        expect(market.offers[offerOf(offerId)]?.gpu.formFactor).toBe("PCIe");
    },
  );

  complaint(
    [16],
    "memory stated in bytes of the driver: 22.35 GiB of an A10G is the 24 of its name (gpuhunt#91)",
    () => {
      const memoryOf = (of: (offer: Offer) => boolean) =>
        new Set(market.offers.filter(of).map(({ gpu }) => gpu.memoryGib));
      expect(memoryOf(({ gpu }) => gpu.model === "A10G")).toEqual(new Set([24]));
      expect(memoryOf(({ gpu }) => gpu.model === "L40S")).toEqual(new Set([48]));
    },
  );

  complaint(
    [2],
    "shown 0.98 and billed 1.52: the total is the shown rate for the time, fees included (dstack#1886)",
    () => {
      const seconds = 5 * 3600 + 1;
      const { ranked } = route({ gpuModels: ["H100"], durationSeconds: seconds });
      expect(ranked.length).toBeGreaterThan(10);
      for (const { totalUsdMicros, usdMicrosPerHour, offerId } of ranked)
        expect(Math.abs(totalUsdMicros! - (usdMicrosPerHour * seconds) / 3600), offerId).toBeLessThan(10);
      const withFee = market.offers.findIndex(({ fees }) => fees.length > 0);
      const rules = expandOffer(market, withFee, NOW, 1).steps.map(({ rule }) => rule);
      expect(rules).toContain("fee-share");
    },
  );

  complaint(
    [4],
    "searched spot and billed on demand: what is ranked has the kind of price that was asked (vast-cli#403)",
    () => {
      const kindsOf = (said: Partial<Requirements>) =>
        new Set(route(said).ranked.map(({ offerId }) => market.offers[offerOf(offerId)]!.pricing.model));
      expect(kindsOf({ pricingModels: ["spot"] })).toEqual(new Set(["spot"]));
      expect(kindsOf({ pricingModels: ["fixed"] })).toEqual(new Set(["fixed"]));
      expect(kindsOf({ pricingModels: ["token", "dynamic"] })).toEqual(new Set(["token", "dynamic"]));
    },
  );

  /** The market with one more price, cheaper than all others. */
  const withPrice = (more: Partial<Offer>) => {
    const model = market.offers.find(({ source, gpu }) => source === "lambda" && gpu.model === "A100")!;
    const offer: Offer = { ...model, id: "catalog:o1:fixed", source: "catalog", ...more };
    const snapshot = buildSnapshot({
      offers: [...market.offers, offer],
      tokenPrices: [...market.tokenPrices.values()],
      sources: market.sources,
      takenAt: NOW,
    });
    return { snapshot, index: snapshot.offers.findIndex(({ id }) => id === offer.id) };
  };

  complaint(
    [7],
    "a stale catalogue: an old price says so and is never ranked before something bookable (skypilot#3794)",
    () => {
      const { snapshot, index } = withPrice({
        priceClass: "recorded",
        observedAt: "2026-06-01T00:00:00.000Z",
        pricing: { model: "fixed", amount: "2.50", currency: "USD", per: "hour", scope: "unit" },
      });
      expect(expandOffer(snapshot, index, NOW, 1).warnings).toContain("recorded-price");
      const { order } = decide(snapshot, { ...NOTHING_SAID, gpuModels: ["A100"] }, STAMP).ranking;
      const kinds = [...order].map((at) => snapshot.offers[at]!.fulfilment.kind);
      expect([...order]).toContain(index);
      expect(kinds.lastIndexOf("listing")).toBeLessThan([...order].indexOf(index));
      for (const { id, observedAt } of market.offers)
        expect(Date.parse(observedAt), id).toBeLessThanOrEqual(NOW);
    },
  );

  complaint(
    [11],
    "list and live prices mixed up: the class of a price stays with it, and its source's time (skypilot#1438)",
    () => {
      for (const priceClass of ["live", "list", "historical", "recorded"] as const) {
        const { snapshot, index } = withPrice({ priceClass });
        expect(snapshot.offers[index]).toMatchObject({ priceClass });
        expect(expandOffer(snapshot, index, NOW, 1).warnings.includes("recorded-price")).toBe(
          priceClass === "recorded",
        );
      }
      for (const { source, status, observedAt } of market.sources)
        expect(status === "failed" || observedAt !== null, source).toBe(true);
    },
  );

  complaint(
    [12],
    "spot dearer than on demand: both are in one order, so that the dearer one stands below (skypilot#4914)",
    () => {
      const { ranked } = route({
        gpuModels: ["A100", "H100", "L40S", "RTX 4090"],
        sources: { include: [], exclude: ["necto"] },
      });
      const kinds = ranked.map(({ offerId, usdMicrosPerGpuHour }) => ({
        price: usdMicrosPerGpuHour,
        model: market.offers[offerOf(offerId)]!.pricing.model,
      }));
      const firstFixed = kinds.findIndex(({ model }) => model === "fixed");
      const lastSpot = kinds.findLastIndex(({ model }) => model === "spot");
      expect(firstFixed).toBeGreaterThanOrEqual(0);
      expect(lastSpot).toBeGreaterThan(firstFixed);
      expect(kinds[lastSpot]!.price).toBeGreaterThanOrEqual(kinds[firstFixed]!.price);
    },
  );

  complaint(
    [13],
    "order by score hides cheap and fine hosts: a floor for the rating and the order by price are separate (dstack#3898)",
    () => {
      const { ranked, rejected } = route({ minRatingBps: 9300, rankBy: "cost" });
      expect(ranked.length).toBeGreaterThan(3);
      for (const { offerId } of ranked)
        expect(market.offers[offerOf(offerId)]!.ratingBps).toBeGreaterThanOrEqual(9300);
      const prices = ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour);
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
      const reasons = rejected.flatMap((one) =>
        one.reasons.filter(({ constraint }) => constraint === "minRatingBps"),
      );
      expect(new Set(reasons.map(({ reason }) => reason))).toEqual(new Set(["violates", "unknown"]));
      const scores = route({ minRatingBps: 9300, rankBy: "balanced" }).ranked.map(
        ({ scoreBps }) => scoreBps!,
      );
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    },
  );

  complaint(
    [14],
    "a price that flips at random: no offer is there twice, and the same answers give the same prices (console#155)",
    async () => {
      const ids = market.offers.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const again = await marketOf();
      expect(again.digest).toBe(market.digest);
      expect([...again.prices]).toEqual([...market.prices]);
    },
  );

  complaint(
    [17],
    "a bid that does not say its GPU: it is never ranked, and says why (akash support#124)",
    () => {
      const unnamed = market.offers.filter(({ gpu }) => gpu.model === null);
      expect(unnamed.length).toBeGreaterThan(0);
      const { ranked, rejected } = route({});
      for (const { id } of unnamed) {
        expect(ranked.some(({ offerId }) => offerId === id)).toBe(false);
        expect(rejected.find(({ offerId }) => offerId === id)?.reasons).toContainEqual(
          expect.objectContaining({ constraint: "gpu", reason: "unidentified" }),
        );
      }
    },
  );

  it("has a test or a reason for each of the first twenty", () => {
    const numbers = [...answered, ...Object.keys(NOT_FOR_ROUTING).map(Number)].toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});
