import { describe, expect, it } from "vitest";
import { conformSource } from "./conformance.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
import { lambda } from "./lambda.ts";
import { readRecorded } from "./read-recorded.ts";

const PATH = "/api/v1/instance-types";
const body = readRecorded("sources/recorded/lambda.json");
const edited = (from: string, to: string): string => {
  expect(body.split(from)).toHaveLength(2);
  return body.replace(from, to);
};

conformSource({
  create: () => lambda({ apiKey: "test" }),
  bodies: { [PATH]: body },
  mainPath: PATH,
  empty: { body: '{"data":{}}' },
  malformedRow: {
    body: edited('"price_cents_per_hour": 229,', '"price_cents_per_hour": "229",'),
    lost: ["lambda:gpu_1x_gh200:us-east-3"],
  },
  priceZero: {
    body: edited('"price_cents_per_hour": 229,', '"price_cents_per_hour": 0,'),
    id: "lambda:gpu_1x_gh200:us-east-3",
  },
  soldOut: { body, id: "lambda:gpu_4x_b200_sxm6:sold-out" },
});

const quotesOf = (text: string) =>
  lambda().fetchOffers({
    fetch: fetchFromMap({ [PATH]: text }),
    now: () => Date.parse("2026-11-22T08:00:00.000Z"),
    signal: new AbortController().signal,
  });

const row = (
  name: string,
  gpu: string,
  cents: number,
  gpus: number,
  regions: readonly string[] = ["us-east-1"],
) =>
  JSON.stringify({
    data: {
      [name]: {
        instance_type: {
          name,
          description: gpu,
          gpu_description: gpu,
          price_cents_per_hour: cents,
          specs: { vcpus: 26, memory_gib: 200, storage_gib: 512, gpus },
        },
        regions_with_capacity_available: regions.map((region) => ({
          name: region,
          description: "Virginia, USA",
        })),
      },
    },
  });

describe("lambda", () => {
  it.each([
    ["gpu_8x_h100_sxm5gdr", "H100 (80 GB SXM5)", 3592, 8, "H100", "SXM", 80],
    ["gpu_8x_a100_80gb_sxm4", "A100 (80 GB SXM4)", 2232, 8, "A100", "SXM", 80],
    ["gpu_8x_v100", "Tesla V100 (16 GB)", 440, 8, "V100", null, 16],
    ["gpu_1x_h100_sxm5", "H100 (80 GB SXM5)", 429, 1, "H100", "SXM", 80],
    ["gpu_1x_a100_sxm4", "A100 (40 GB SXM4)", 199, 1, "A100", "SXM", 40],
    ["gpu_1x_a6000", "A6000 (48 GB)", 80, 1, "RTX A6000", "PCIe", 48],
    ["gpu_1x_gh200", "GH200 (96 GB)", 229, 1, "GH200", null, 96],
  ])("states %s in cents per instance", async (name, gpu, cents, gpus, model, formFactor, memoryGib) => {
    const { offers } = await quotesOf(row(name, gpu, cents, gpus));
    expect(offers).toHaveLength(1);
    expect(offers[0]).toMatchObject({
      id: `lambda:${name}:us-east-1`,
      gpu: { model, formFactor, memoryGib, vendor: "NVIDIA" },
      gpuCount: gpus,
      unitsAvailable: null,
      pricing: { model: "fixed", amount: String(cents), currency: "USD_CENT", per: "hour", scope: "unit" },
      location: { country: "US" },
      observedAt: "2026-11-22T08:00:00.000Z",
      extras: { vcpus: "26", memoryGib: "200", storageGib: "512", hostIncluded: true },
    });
  });

  it("gives one offer per region with capacity, and one without place for a type that has none", async () => {
    const ids = async (regions: readonly string[]) =>
      (await quotesOf(row("gpu_1x_a10", "A10 (24 GB PCIe)", 75, 1, regions))).offers.map(({ id }) => id);
    expect(await ids(["us-west-1", "europe-central-1"])).toEqual([
      "lambda:gpu_1x_a10:europe-central-1",
      "lambda:gpu_1x_a10:us-west-1",
    ]);
    expect(await ids([])).toEqual(["lambda:gpu_1x_a10:sold-out"]);
  });

  it("places a region it does not know by the country in its description, and never by its name", async () => {
    const { offers } = await quotesOf(row("gpu_1x_a10", "A10 (24 GB PCIe)", 75, 1, ["us-moon-1"]));
    expect(offers[0]?.location).toMatchObject({ country: "US", raw: "us-moon-1" });
    const unknown = row("gpu_1x_a10", "A10 (24 GB PCIe)", 75, 1, ["us-moon-1"]).replace(
      "Virginia, USA",
      "Moon",
    );
    expect((await quotesOf(unknown)).offers[0]?.location).toMatchObject({ country: null, inEu27: null });
  });

  it("leaves out CPU types without counting them, and counts a row whose name and GPU count disagree", async () => {
    expect(await quotesOf(row("cpu_4x_general", "N/A", 20, 0))).toMatchObject({ offers: [], skips: {} });
    expect(await quotesOf(row("gpu_8x_h100_sxm5", "H100", 3592, 1))).toMatchObject({
      offers: [],
      skips: { malformed: 1 },
    });
  });

  it("sends the key and nothing when there is none", async () => {
    const seen: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      seen.push(new Headers(init?.headers).get("authorization"));
      return new Response(body);
    };
    const context = { fetch, now: () => 0, signal: new AbortController().signal };
    await lambda({ apiKey: "secret" }).fetchOffers(context);
    await lambda().fetchOffers(context);
    expect(seen).toEqual(["Bearer secret", null]);
  });
});
