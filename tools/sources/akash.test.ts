import { describe, expect, it } from "vitest";
import { akash } from "./akash.ts";
import { conformSource } from "./conformance.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
import { readRecorded } from "./read-recorded.ts";

const PRICES = "/v1/gpu-prices";
const PROVIDERS = "/v1/providers";
const BIDS = "/akash/market/v1beta5/bids/list";
const prices = readRecorded("sources/recorded/akash-gpu-prices.json");
const providers = readRecorded("sources/recorded/akash-providers.json");
const bids = readRecorded("sources/recorded/akash-bids.json");
const bodies = { [PRICES]: prices, [PROVIDERS]: providers, [BIDS]: bids };

const edited = (from: string, to: string): string => {
  expect(prices.split(from)).toHaveLength(2);
  return prices.replace(from, to);
};

const T4 = "akash:nvidia:t4:16Gi:PCIe:med";
const T4_PRICE = '"min": 0.09, "max": 0.14, "avg": 0.11, "weightedAverage": 0.11, "med": 0.11';

conformSource({
  create: () => akash(),
  bodies,
  mainPath: PRICES,
  empty: { body: '{"availability":{"total":0,"available":0},"models":[]}' },
  malformedRow: { body: edited(T4_PRICE, T4_PRICE.replace('"med": 0.11', '"med": "0.11"')), lost: [T4] },
  priceZero: { body: edited(T4_PRICE, T4_PRICE.replace(/[\d.]+(?=,|$)/g, "0")), id: T4 },
  soldOut: { body: prices, id: "akash:nvidia:h100:80Gi:PCIe:med" },
});

const context = (fetch: typeof globalThis.fetch) => ({
  fetch,
  now: () => Date.parse("2026-11-22T08:00:00.000Z"),
  signal: new AbortController().signal,
});
const quotesOf = (answers: Record<string, string>, options = {}) =>
  akash(options).fetchOffers(context(fetchFromMap({ ...bodies, ...answers })));

describe("gpu-prices", () => {
  it("states the median bid per GPU-hour, with the free GPUs and without a place", async () => {
    const { offers, skips } = await quotesOf({});
    expect(offers.find(({ id }) => id === "akash:nvidia:h100:80Gi:SXM5:med")).toMatchObject({
      source: "akash",
      provider: "akash",
      gpu: { model: "H100", formFactor: "SXM", memoryGib: 80, vendor: "NVIDIA" },
      gpuCount: 1,
      unitsAvailable: 31,
      location: { country: null, inEu27: null },
      pricing: { model: "spot", kind: "auction", amount: "2.62", currency: "USD", per: "hour", scope: "gpu" },
      fees: [],
      fulfilment: { kind: "quote-only" },
      priceClass: "historical",
    });
    expect(skips).toEqual({ "no-price": 1, "other-denom": 1 });
  });

  it.each([
    ["akash:nvidia:rtx6000:24Gi:PCIe:med", "RTX 6000", "PCIe", 24],
    ["akash:nvidia:pro6000se:96Gi:PCIe:med", "RTX PRO 6000", "PCIe", 96],
    ["akash:nvidia:rtxa6000:48Gi:PCIe:med", "RTX A6000", "PCIe", 48],
    ["akash:nvidia:a100:40Gi:PCIe:med", "A100", "PCIe", 40],
    ["akash:nvidia:v100:16Gi:SXM2:med", "V100", "SXM", 16],
    ["akash:amd:mi100:32Gi:PCIe:med", "MI100", "PCIe", 32],
    ["akash:nvidia:xq900:64Gi:PCIe:med", null, "PCIe", 64],
  ])("reads %s as %s", async (id, model, formFactor, memoryGib) => {
    const { offers } = await quotesOf({});
    expect(offers.find((offer) => offer.id === id)?.gpu).toMatchObject({ model, formFactor, memoryGib });
  });

  it("does not believe statistics whose median lies outside the bids", async () => {
    const body = edited(T4_PRICE, T4_PRICE.replace('"max": 0.14', '"max": 0.1'));
    const { offers, skips } = await quotesOf({ [PRICES]: body });
    expect(skips.malformed).toBe(1);
    expect(offers.some(({ id }) => id === T4)).toBe(false);
  });
});

const bidId = (tail: string, dseq: number) => `akash:bid:akash1${tail.padStart(38, "q")}:${dseq}:1:1:0`;

type Json = Record<string, unknown>;
interface AnyBid {
  bid: { price: Json; resources_offer: { resources: { gpu: Json }; count: number }[] };
}

/** The recorded H100 bid alone, changed. */
function oneBid(change: (bid: AnyBid["bid"]) => void): string {
  const [row] = JSON.parse(bids).bids as AnyBid[];
  if (!row) throw new Error("no bid is recorded");
  change(row.bid);
  return JSON.stringify({ bids: [row], pagination: { next_key: null, total: "1" } });
}

const bidsOf = async (body: string) => {
  const { offers, skips, incomplete } = await quotesOf({ [BIDS]: body });
  return { offers: offers.filter(({ id }) => id.startsWith("akash:bid:")), skips, incomplete };
};

describe("open bids", () => {
  it("state uACT per block for the whole group, where and how reliable its provider is", async () => {
    const { offers } = await quotesOf({});
    expect(offers.find(({ id }) => id === bidId("useast7", 24101236))).toMatchObject({
      gpu: { model: "H100", formFactor: "SXM", memoryGib: 80 },
      gpuCount: 8,
      unitsAvailable: null,
      location: { country: "US" },
      uptimeBps: 9991,
      pricing: {
        model: "spot",
        kind: "auction",
        amount: "36133.33",
        currency: "UACT",
        per: "block",
        blockSeconds: "6.098",
        scope: "unit",
      },
      extras: { vcpus: "128", memoryGib: "1024", storageGib: "1000", hostIncluded: true },
    });
  });

  it("state legacy uAKT as a token price in whole AKT", async () => {
    const { offers } = await quotesOf({});
    expect(offers.find(({ id }) => id === bidId("uswest4", 24101235))?.pricing).toEqual({
      model: "token",
      amount: "0.005000",
      token: "AKT",
      coinId: "akash-network",
      per: "block",
      blockSeconds: "6.098",
      scope: "unit",
      floorUsdMicros: null,
    });
  });

  it("count GPUs times `count`, and host resources with them", async () => {
    const { offers } = await quotesOf({});
    expect(offers.find(({ id }) => id === bidId("tokyo22", 24101238))).toMatchObject({
      gpuCount: 4,
      location: { country: "JP" },
      extras: { vcpus: "32", memoryGib: "256", storageGib: "400" },
    });
  });

  it("of a provider that is offline have no units, of an unknown uptime none stated", async () => {
    const { offers } = await quotesOf({});
    expect(offers.find(({ id }) => id === bidId("xoffxx5", 24101239))?.unitsAvailable).toBe(0);
    expect(offers.find(({ id }) => id === bidId("finland", 24101237))?.uptimeBps).toBeNull();
  });

  it.each([
    ["unnamed-gpu", "vendor/nvidia/model/*"],
    ["unnamed-gpu", "vendor/nvidia"],
  ])("count as %s when they name %s only", async (code, key) => {
    const body = oneBid(({ resources_offer }) => {
      for (const { resources } of resources_offer) resources.gpu.attributes = [{ key, value: "true" }];
    });
    expect(await bidsOf(body)).toMatchObject({ offers: [], skips: { "no-price": 1, [code]: 1 } });
  });

  it("count as unnamed-gpu when they leave a choice of models", async () => {
    const keys = ["vendor/nvidia/model/h100", "vendor/nvidia/model/a100"];
    const body = oneBid(({ resources_offer }) => {
      const attributes = keys.map((key) => ({ key, value: "true" }));
      for (const { resources } of resources_offer) resources.gpu.attributes = attributes;
    });
    expect(await bidsOf(body)).toMatchObject({ offers: [], skips: { "unnamed-gpu": 1 } });
  });

  it("count as mixed-group when one price is for several kinds of machines", async () => {
    const body = oneBid(({ resources_offer }) => resources_offer.push(...structuredClone(resources_offer)));
    expect(await bidsOf(body)).toMatchObject({ offers: [], skips: { "mixed-group": 1 } });
  });

  it("of one provider on one machine count once, at what it asked last", async () => {
    const [first] = JSON.parse(bids).bids as { bid: { id: Json; price: Json; created_at: string } }[];
    const bidAt = (dseq: string, created_at: string, amount: string) => {
      const copy = structuredClone(first);
      if (copy) Object.assign(copy.bid, { created_at, price: { denom: "uact", amount } });
      if (copy) copy.bid.id.dseq = dseq;
      return copy;
    };
    const rows = [bidAt("7", "900", "4100"), bidAt("8", "1000", "4600"), bidAt("9", "950", "1460")];
    for (const order of [rows, rows.toReversed()]) {
      const { offers, skips } = await bidsOf(JSON.stringify({ bids: order, pagination: { next_key: null } }));
      expect(offers.map(({ id, pricing }) => [id, "amount" in pricing && pricing.amount])).toEqual([
        [bidId("useast7", 8), "4600"],
      ]);
      expect(skips).toEqual({ "no-price": 1, superseded: 2 });
    }
  });

  it("that are closed or for CPUs alone are no offers", async () => {
    const closed = bids.replaceAll('"state": "open"', '"state": "lost"');
    expect(await bidsOf(closed)).toMatchObject({ offers: [], skips: { "no-price": 1 } });
  });

  it("are read page after page, to a limit that is said", async () => {
    const asked: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = new URL(String(input));
      if (url.pathname !== BIDS) return fetchFromMap(bodies)(input, init);
      expect(url.searchParams.get("filters.state")).toBe("open");
      asked.push(url.searchParams.get("pagination.key"));
      return new Response(bids.replace('"next_key": null', `"next_key": "${asked.length}+/="`));
    };
    const { offers, incomplete, skips } = await akash().fetchOffers(context(fetch));
    expect(asked).toEqual([null, "1+/=", "2+/=", "3+/=", "4+/="]);
    expect(incomplete).toBe("Only the first 40 open bids of akash were read.");
    expect(offers).toEqual((await quotesOf({})).offers);
    expect(skips.duplicate).toBeUndefined();
  });
});

describe("a second feed that fails", () => {
  it("leaves the prices and says what is missing", async () => {
    const whole = await quotesOf({});
    const { offers, incomplete } = await quotesOf({ [BIDS]: "<html>" });
    expect(offers).toEqual(whole.offers.filter(({ id }) => id.endsWith(":med")));
    expect(incomplete).toBe("Open bids of akash are missing: that feed failed (source/upstream).");
  });

  it("of providers leaves the bids without place and uptime", async () => {
    const { offers, incomplete } = await quotesOf({ [PROVIDERS]: "{}" });
    const bid = offers.find(({ id }) => id === bidId("useast7", 24101234));
    expect(bid).toMatchObject({ location: { country: null }, uptimeBps: null, unitsAvailable: null });
    expect(incomplete).toBe("Places and uptimes of akash are missing: that feed failed (source/schema).");
  });

  it("does not keep the prices waiting", async () => {
    const fetch = fetchFromMap({ ...bodies, [BIDS]: "silence", [PROVIDERS]: "silence" });
    const { offers, incomplete } = await akash({ besideTimeoutMs: 20 }).fetchOffers(context(fetch));
    expect(offers.length).toBeGreaterThan(0);
    expect(incomplete).toContain("source/timeout");
  });
});
