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

// What users of other markets complain about, asked of this one: every source of the sandbox, all eight providers.

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
  it("asked for an RTX 5090, got something else: every ranked offer is one (skypilot#9733)", () => {
    const { ranked, rejected, offersSeen } = route({ gpuModels: ["RTX 5090"] });
    expect(ranked.length).toBeGreaterThan(4);
    for (const { offerId } of ranked)
      expect(market.offers[offerOf(offerId)]?.gpu.model, offerId).toBe("RTX 5090");
    expect(ranked.length + rejected.length).toBe(offersSeen);
    expect(offersSeen).toBe(market.offers.length);
  });

  it("a price per machine taken for one per GPU, 8 times off: one and eight cost alike (dstack#1890)", () => {
    expect(priceOf(":24101234:")).toBe(2_666_449);
    expect(priceOf(":24101236:")).toBe(2_666_448);
    expect(priceOf("render:off_0195a0c40003")).toBe(priceOf("render:off_0195a0c40001"));
  });

  it("the cheapest was not the cheapest: nothing priced lower stands below (dstack#3839, skypilot#4904)", () => {
    const { ranked } = route({ sources: { include: ["akash", "ionet", "render"], exclude: [] } });
    const prices = ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour);
    expect(prices.length).toBeGreaterThan(50);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
  });

  it.each(["akash", "akash-bids", "ionet", "lambda", "aws-spot", "render"] as const)(
    "a price of zero ranks first: one of %s is refused and says why (skypilot#3615)",
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

  it("available GPUs on the page and then no bids: what is not free is out, by name (console#287)", () => {
    const { rejected } = route({ gpuModels: ["H100"] });
    for (const id of ["akash:nvidia:h100:80Gi:PCIe:med", "ionet:snapshot:301:vmaas"])
      expect(rejected.find(({ offerId }) => offerId === id)?.reasons).toContainEqual(
        expect.objectContaining({ reason: "unavailable" }),
      );
  });

  it("uakt read as a dollar token: the currency decides, and the rate and its time are shown (console#2957)", () => {
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
  });

  it("variants of a GPU mixed up: each source's names keep form and memory apart (skypilot-catalog#64)", () => {
    const kindsOf = (model: string) =>
      new Set(
        market.offers.flatMap(({ gpu }) =>
          gpu.model === model ? [`${gpu.formFactor} ${gpu.memoryGib}`] : [],
        ),
      );
    expect([...kindsOf("H100")].sort()).toEqual(["PCIe 80", "SXM 80"]);
    expect([...kindsOf("A100")]).toEqual(expect.arrayContaining(["SXM 40", "SXM 80", "PCIe 40", "PCIe 80"]));
    for (const { offerId } of route({ gpuModels: ["H100 PCIe"] }).ranked)
      expect(market.offers[offerOf(offerId)]?.gpu.formFactor).toBe("PCIe");
  });

  it("memory stated in bytes of the driver: 22.35 GiB of an A10G is the 24 of its name (gpuhunt#91)", () => {
    const memoryOf = (of: (offer: Offer) => boolean) =>
      new Set(market.offers.filter(of).map(({ gpu }) => gpu.memoryGib));
    expect(memoryOf(({ gpu }) => gpu.model === "A10G")).toEqual(new Set([24]));
    expect(memoryOf(({ gpu }) => gpu.model === "L40S")).toEqual(new Set([48]));
  });
});
