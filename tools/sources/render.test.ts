import { describe, expect, it } from "vitest";
import { conformSource } from "./conformance.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
import { readRecorded } from "./read-recorded.ts";
import { type RenderOptions, render } from "./render.ts";
import { signDispersed } from "./sign-dispersed.ts";

const PATH = "/v1/compute/offers";
const KEYS = { publicKey: "pk_test", secretKey: "sk_test" };
const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const body = readRecorded("sources/recorded/render.json");
const edited = (from: string, to: string): string => {
  expect(body.split(from)).toHaveLength(2);
  return body.replace(from, to);
};

conformSource({
  create: () => render({ keys: KEYS, nonce: () => "0".repeat(32) }),
  bodies: { [PATH]: body },
  mainPath: PATH,
  empty: { body: '{"data":[],"limit":50,"page":1,"total":0}' },
  malformedRow: {
    body: edited('"hourly_rate_usd": 0.31', '"hourly_rate_usd": "0.31"'),
    lost: ["render:off_0195a0c40007"],
  },
  priceZero: {
    body: edited('"hourly_rate_usd": 0.31', '"hourly_rate_usd": 0'),
    id: "render:off_0195a0c40007",
  },
  // A node that is taken is not listed.
  soldOut: null,
});

const context = (fetch: typeof globalThis.fetch) => ({
  fetch,
  now: () => NOW,
  signal: new AbortController().signal,
});
const quotesOf = (rows: readonly unknown[]) =>
  render().fetchOffers(
    context(fetchFromMap({ [PATH]: JSON.stringify({ data: rows, limit: 50, page: 1, total: rows.length }) })),
  );

interface Node {
  readonly id?: string;
  readonly models?: readonly { name: string; count: number; min_vram_gib?: number }[];
  readonly gpus?: number;
  readonly pricing?: Record<string, unknown>;
  readonly region?: string;
}

const RTX_4090 = { name: "NVIDIA GeForce RTX 4090", count: 1, min_vram_gib: 24 };
const node = ({ id = "off_1", models = [RTX_4090], gpus, pricing, region = "us-west-2" }: Node = {}) => ({
  offer_id: id,
  availability: {},
  hardware_summary: {
    cpu_cores: 16,
    gpu_count: gpus ?? models.reduce((sum, { count }) => sum + count, 0),
    gpu_models: models,
    ram_gib: 64,
    storage_gib: 500,
  },
  pricing: { hourly_rate_usd: 0.35, quoted_at: "2026-11-22T07:31:56Z", ...pricing },
  region_code: region,
});

describe("render's compute offers", () => {
  it("state USD per hour for the whole node, its hardware and its country", async () => {
    expect((await quotesOf([node()])).offers).toEqual([
      expect.objectContaining({
        id: "render:off_1",
        provider: "render",
        gpu: {
          vendor: "NVIDIA",
          model: "RTX 4090",
          formFactor: "PCIe",
          memoryGib: 24,
          raw: "NVIDIA GeForce RTX 4090",
        },
        gpuCount: 1,
        unitsAvailable: null,
        location: expect.objectContaining({ country: "US", raw: "us-west-2" }),
        pricing: { model: "fixed", amount: "0.35", currency: "USD", per: "hour", scope: "unit" },
        fees: [],
        fulfilment: { kind: "quote-only" },
        extras: expect.objectContaining({ vcpus: "16", memoryGib: "64", storageGib: "500", flags: [] }),
        priceClass: "live",
      }),
    ]);
  });

  it.each([
    ["eu-central-1", "DE"],
    ["ap-northeast-1", "JP"],
    ["us-moon-7", null],
  ])("in %s are in %s", async (region, country) => {
    expect((await quotesOf([node({ region })])).offers[0]?.location.country).toBe(country);
  });

  it("of several GPUs are flagged, because the rate's scope is not stated", async () => {
    const { offers } = await quotesOf([
      node({ models: [{ name: "NVIDIA H200", count: 8 }], pricing: { hourly_rate_usd: 16 } }),
    ]);
    expect(offers[0]).toMatchObject({
      gpuCount: 8,
      pricing: { amount: "16", scope: "unit" },
      extras: { flags: ["scope-of-rate-not-stated"] },
    });
  });

  it.each([
    [4, 1.4, true],
    [4, 0.8, true],
    [4, 3.2, true],
    // Both look like prices per GPU, or for something else.
    [4, 0.35, false],
    [4, 3.21, false],
    [1, 0.05, true],
  ])("of %i RTX 4090 at %f an hour are believed: %s", async (count, hourly_rate_usd, isBelieved) => {
    const { offers, skips } = await quotesOf([
      node({ models: [{ ...RTX_4090, count }], pricing: { hourly_rate_usd } }),
    ]);
    expect(offers).toHaveLength(isBelieved ? 1 : 0);
    expect(skips).toEqual(isBelieved ? {} : { "doubtful-scope": 1 });
  });

  it("with several models, or with models that do not add up, are counted", async () => {
    const mixed = node({ models: [RTX_4090, { name: "NVIDIA L40", count: 1 }] });
    expect(await quotesOf([mixed])).toMatchObject({ offers: [], skips: { "mixed-gpus": 1 } });
    expect(await quotesOf([node({ gpus: 8 })])).toMatchObject({ offers: [], skips: { malformed: 1 } });
  });

  it("without a GPU are left out uncounted", async () => {
    expect(await quotesOf([node({ models: [] })])).toMatchObject({ offers: [], skips: {} });
  });

  it("never hold a price in rendering credits", async () => {
    const inCredits = { hourly_rate_usd: undefined, obh_per_credit: 200, credit_usd: 1 };
    expect(await quotesOf([node({ pricing: inCredits })])).toMatchObject({
      offers: [],
      skips: { malformed: 1 },
    });
  });

  it("believes neither of two nodes that share an id, and a repeated one once", async () => {
    const { offers, skips } = await quotesOf([
      node({ id: "off_1" }),
      node({ id: "off_2" }),
      node({ id: "off_2" }),
      node({ id: "off_1", pricing: { hourly_rate_usd: 0.41 } }),
    ]);
    expect(offers.map(({ id }) => id)).toEqual(["render:off_2"]);
    expect(skips).toEqual({ duplicate: 2 });
  });
});

/** Answers with pages of two nodes; from page `failsFrom` on with 500. `claimed` is the total it states. */
function pagesOf(total: number, { failsFrom = Number.POSITIVE_INFINITY, claimed = total } = {}) {
  const seen: { readonly url: URL; readonly headers: Headers }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    seen.push({ url, headers: new Headers(init?.headers) });
    const page = Number(url.searchParams.get("page"));
    if (page >= failsFrom) return new Response("{}", { status: 500 });
    const left = Math.max(0, Math.min(2, total - 2 * (page - 1)));
    const data = Array.from({ length: left }, (_, at) => node({ id: `off_${2 * page + at}` }));
    return Response.json({ data, limit: 2, page, total: claimed });
  };
  const quotes = (options: RenderOptions = {}) => render(options).fetchOffers(context(fetch));
  return { seen, quotes };
}

describe("render's pages", () => {
  it("are asked for until all offers are there", async () => {
    const { seen, quotes } = pagesOf(5);
    expect((await quotes()).offers).toHaveLength(5);
    expect(seen.map(({ url }) => url.search)).toEqual(
      [1, 2, 3].map((page) => `?limit=50&page=${page}&sort=created_at`),
    );
  });

  it("end at an empty one, whatever the total says", async () => {
    const { seen, quotes } = pagesOf(4, { claimed: 400 });
    const { offers, incomplete } = await quotes();
    expect(offers).toHaveLength(4);
    expect(seen).toHaveLength(3);
    expect(incomplete).toBeNull();
  });

  it("are limited, and the limit is said", async () => {
    const { seen, quotes } = pagesOf(1000);
    const { offers, incomplete } = await quotes();
    expect(seen).toHaveLength(20);
    expect(offers).toHaveLength(40);
    expect(incomplete).toBe("Only the first 40 offers of render were read.");
  });

  it("that fail after the first leave the offers before them", async () => {
    const { offers, incomplete } = await pagesOf(9, { failsFrom: 3 }).quotes();
    expect(offers).toHaveLength(4);
    expect(incomplete).toBe("Later pages of render are missing: that feed failed (source/upstream).");
  });

  it("are each signed with their own nonce; without keys nothing is sent", async () => {
    const { seen, quotes } = pagesOf(3);
    let used = 0;
    await quotes({ keys: KEYS, nonce: () => String(used++).padStart(32, "0") });
    for (const [index, { url, headers }] of seen.entries()) {
      const nonce = String(index).padStart(32, "0");
      const expected = await signDispersed({ method: "GET", url, time: NOW, nonce }, KEYS);
      for (const [name, value] of Object.entries(expected)) expect(headers.get(name)).toBe(value);
      expect([...headers.values()].join()).not.toContain(KEYS.secretKey);
    }
    expect(seen).toHaveLength(2);
    const unsigned = pagesOf(1);
    await unsigned.quotes();
    expect([...(unsigned.seen[0]?.headers.keys() ?? [])]).toEqual([]);
  });
});
