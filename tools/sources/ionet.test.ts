import { describe, expect, it } from "vitest";
import { conformSource } from "./conformance.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
import { ionet } from "./ionet.ts";
import { readRecorded } from "./read-recorded.ts";

const SNAPSHOT = "/v1/io-explorer/network/market-snapshot";
const VMAAS = "/v1/io-cloud/vmaas/hardware";
const CAAS = "/v1/io-cloud/caas/hardware";
const snapshot = readRecorded("sources/recorded/ionet-snapshot.json");
const bodies = {
  [SNAPSHOT]: snapshot,
  [VMAAS]: readRecorded("sources/recorded/ionet-vmaas.json"),
  [CAAS]: readRecorded("sources/recorded/ionet-caas.json"),
};

const edited = (from: string, to: string): string => {
  expect(snapshot.split(from)).toHaveLength(2);
  return snapshot.replace(from, to);
};

conformSource({
  create: () => ionet(),
  bodies,
  mainPath: SNAPSHOT,
  empty: { body: '{"status":"succeeded","data":[]}' },
  malformedRow: {
    body: edited('"price": 0.15,', '"price": "0.15",'),
    lost: ["ionet:snapshot:310:ray", "ionet:snapshot:310:kubernetes"],
  },
  priceZero: { body: edited('"price": 0.15,', '"price": 0,'), id: "ionet:snapshot:310:ray" },
  soldOut: { body: snapshot, id: "ionet:snapshot:301:vmaas" },
});

const quotesOf = (answers: Record<string, string> = {}, options = {}) =>
  ionet(options).fetchOffers({
    fetch: fetchFromMap({ ...bodies, ...answers }),
    now: () => Date.parse("2026-11-22T08:00:00.000Z"),
    signal: new AbortController().signal,
  });

const cards = (...rows: readonly object[]): string => JSON.stringify({ status: "succeeded", data: rows });
const card = (change: object) => ({
  id: 1,
  brand_name: "NVIDIA",
  hardware_name: "L40S",
  type: "GPU",
  total: 9,
  hired: 4,
  idle: 5,
  price: 0.8,
  ...change,
});
const NO_HARDWARE = '{"data":{"hardware":[]}}';
const ofCards = (...rows: readonly object[]) =>
  quotesOf({ [SNAPSHOT]: cards(...rows), [VMAAS]: NO_HARDWARE, [CAAS]: NO_HARDWARE });

describe("the market snapshot", () => {
  it("states a price per card and product, with the idle cards, the fees and no place", async () => {
    const { offers } = await quotesOf();
    const ofCard = offers.filter(({ id }) => id.startsWith("ionet:snapshot:303:"));
    expect(
      ofCard.map(({ id, pricing }) => [id.split(":")[3], "amount" in pricing && pricing.amount]),
    ).toEqual([
      ["ray", "1.22"],
      ["kubernetes", "1.5"],
      ["baremetal", "1.45"],
      ["caas", "1.62"],
      ["vmaas", "1.57"],
    ]);
    expect(ofCard[0]).toMatchObject({
      provider: "ionet",
      gpu: { vendor: "NVIDIA", model: "A100", formFactor: "SXM", memoryGib: 80 },
      gpuCount: 1,
      unitsAvailable: 26,
      location: { country: null },
      pricing: { model: "fixed", currency: "USD", per: "hour", scope: "gpu" },
      fees: [{ bps: 200 }, { bps: 25 }],
      priceClass: "live",
    });
  });

  it.each([
    ["H100 80GB HBM3", "H100", "SXM", 80],
    ["H100 PCIe", "H100", "PCIe", 80],
    ["A100-SXM4-80GB", "A100", "SXM", 80],
    ["GeForce RTX 4090", "RTX 4090", "PCIe", 24],
    ["NVIDIA GeForce RTX 3080", "RTX 3080", "PCIe", null],
    ["RTXPRO6000", "RTX PRO 6000", "PCIe", 96],
    ["RTX A6000", "RTX A6000", "PCIe", 48],
    ["B300", "B300", "SXM", 288],
    ["Quantum 9000", null, null, null],
  ])("reads %s as %s", async (hardware_name, model, formFactor, memoryGib) => {
    const { offers } = await ofCards(card({ hardware_name }));
    expect(offers.map(({ gpu }) => gpu)).toMatchObject([{ model, formFactor, memoryGib }]);
  });

  it("leaves out Apple and CPU rows without counting them", async () => {
    const rows = [
      card({ brand_name: "Apple", hardware_name: "M2 Ultra", type: "CPU" }),
      card({ brand_name: "APPLE", hardware_name: "M3 Max" }),
      card({ brand_name: "AMD", hardware_name: "EPYC 9354", type: "CPU" }),
      card({ brand_name: "AMD", hardware_name: "EPYC 9354", type: undefined }),
    ];
    expect(await ofCards(...rows)).toMatchObject({ offers: [], skips: {} });
  });

  it("takes a row without a type for a GPU when the name is one's", async () => {
    expect((await ofCards(card({ type: undefined }))).offers).toHaveLength(1);
  });

  it("counts a card that no product has a price for", async () => {
    expect(await ofCards(card({ price: null }))).toMatchObject({ offers: [], skips: { "no-price": 1 } });
    expect(await ofCards(card({ price: undefined }))).toMatchObject({ offers: [], skips: { "no-price": 1 } });
  });

  it("believes neither of two cards that share an id", async () => {
    const { offers, skips } = await ofCards(card({}), card({ price: 0.9 }), card({ id: 2 }));
    expect(offers.map(({ id }) => id)).toEqual(["ionet:snapshot:2:ray"]);
    expect(skips).toEqual({ duplicate: 2 });
  });

  it("refuses an answer that did not succeed", async () => {
    await expect(quotesOf({ [SNAPSHOT]: '{"status":"failed","data":[]}' })).rejects.toMatchObject({
      code: "source/schema",
    });
    await expect(quotesOf({ [SNAPSHOT]: '{"detail":"Not Found"}' })).rejects.toMatchObject({
      code: "source/schema",
    });
  });
});

describe("configurations", () => {
  it("state the whole configuration's price, its GPUs and its country", async () => {
    const { offers } = await quotesOf();
    expect(offers.find(({ id }) => id === "ionet:vmaas:8H100.80S.176V__FI")).toMatchObject({
      gpu: { model: "H100", formFactor: "SXM", memoryGib: 80 },
      gpuCount: 8,
      unitsAvailable: null,
      location: { country: "FI", inEu27: true },
      pricing: { amount: "27.875342465753423", currency: "USD", per: "hour", scope: "unit" },
      fees: [{ bps: 200 }, { bps: 25 }],
      extras: { vcpus: "176", memoryGib: null, hostIncluded: true },
    });
  });

  it("that are sold out have no units; containers say how many there are", async () => {
    const { offers } = await quotesOf();
    const units = (id: string) => offers.find((offer) => offer.id === id)?.unitsAvailable;
    expect(units("ionet:vmaas:8B300.288S.224V__US")).toBe(0);
    expect(units("ionet:caas:C1H100.80S__US")).toBe(3);
  });

  it("leave out CPU rows, and count a price of 0", async () => {
    const { offers, skips } = await quotesOf();
    expect(offers.some(({ id }) => id.includes("4V.16M"))).toBe(false);
    expect(offers.some(({ id }) => id.includes("C1T4"))).toBe(false);
    // The T4 at 0, and the GTX 1080 Ti of the snapshot without any price.
    expect(skips).toEqual({ "no-price": 2 });
  });

  it.each([
    ["a GPU without cards", '"num_cards": 8', '"num_cards": 0'],
    ["cards without a GPU", '"name": "H200"', '"name": ""'],
    ["availability in words", '"sold_out": true', '"sold_out": "yes"'],
    ["a price as text", '"price": 27.875342465753423', '"price": "27.875342465753423"'],
  ])("count as malformed with %s", async (_, from, to) => {
    const { skips } = await quotesOf({ [VMAAS]: bodies[VMAAS].replace(from, to) });
    expect(skips.malformed).toBe(1);
  });

  it("may be missing: the snapshot's prices still come, and a sentence says so", async () => {
    const whole = await quotesOf();
    const { offers, incomplete } = await quotesOf({ [VMAAS]: '{"detail":"gone"}', [CAAS]: "not JSON" });
    expect(offers).toEqual(whole.offers.filter(({ id }) => id.startsWith("ionet:snapshot:")));
    expect(incomplete).toBe(
      "Configurations of vmaas of ionet are missing: that feed failed (source/schema). " +
        "Configurations of caas of ionet are missing: that feed failed (source/schema).",
    );
  });

  it("do not keep the prices waiting", async () => {
    const fetch = fetchFromMap({ ...bodies, [VMAAS]: "silence" });
    const signal = new AbortController().signal;
    const quotes = await ionet({ besideTimeoutMs: 20 }).fetchOffers({ fetch, now: () => 0, signal });
    expect(quotes.offers.length).toBeGreaterThan(0);
    expect(quotes.incomplete).toContain("source/timeout");
  });
});
