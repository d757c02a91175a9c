import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import { catalog } from "./catalog.ts";
import { conformSource } from "./conformance.ts";
import { readRecorded } from "./read-recorded.ts";
import { createTextReader } from "./read-text.ts";

const context = { fetch: globalThis.fetch, now: () => 0, signal: new AbortController().signal };
const recorded = (name: string) => fileURLToPath(new URL(`./recorded/${name}`, import.meta.url));
const quotesOf = (location: string) =>
  catalog({ location, read: createTextReader(globalThis.fetch) }).fetchOffers(context);
const quotesOfText = (text: string) =>
  catalog({
    location: "https://prices.example/lambda.csv?key=s3cret",
    read: async () => [{ path: "/lambda.csv", text, modifiedAt: "2026-11-01T00:00:00.000Z" }],
  }).fetchOffers(context);

const dated = await quotesOf(recorded("catalog-dated.csv"));
const skypilot = await quotesOf(recorded("catalog-skypilot"));
const find = (id: string) => [...dated.offers, ...skypilot.offers].find((offer) => offer.id === id);

const csv = readRecorded("sources/recorded/catalog-dated.csv");
conformSource({
  create: (fetch) =>
    catalog({ location: "https://prices.example/catalog.csv", read: createTextReader(fetch) }),
  bodies: { "/catalog.csv": csv },
  mainPath: "/catalog.csv",
  empty: { body: csv.slice(0, csv.indexOf("\n")) },
  malformedRow: {
    body: csv.replace(",55.04,19.25,", ",$55.04,19.25,"),
    lost: ["catalog:r01:on-demand", "catalog:r01:spot"],
  },
  priceZero: { body: csv.replace(",55.04,19.25,", ",0.00,19.25,"), id: "catalog:r01:on-demand" },
  soldOut: null,
});

describe("catalog, dated layout", () => {
  it("gives valid offers with unique ids, and the same again", async () => {
    for (const offer of dated.offers) expect(Offer.parse(offer)).toEqual(offer);
    expect(new Set(dated.offers.map(({ id }) => id)).size).toBe(dated.offers.length);
    expect(await quotesOf(recorded("catalog-dated.csv"))).toEqual(dated);
  });

  it("makes two offers of a row with two prices, as stated per instance", () => {
    expect(find("catalog:r01:on-demand")).toMatchObject({
      provider: "aws",
      gpu: { model: "H100", formFactor: "SXM", memoryGib: 80, raw: "NVIDIA H100 SXM5" },
      gpuCount: 8,
      pricing: { model: "fixed", amount: "55.04", currency: "USD", per: "hour", scope: "unit" },
      location: { country: "US" },
      extras: { vcpus: "192", memoryGib: "2048", hostIncluded: true },
      priceClass: "recorded",
      fulfilment: { kind: "quote-only" },
      observedAt: "2026-06-15T00:00:00.000Z",
    });
    expect(find("catalog:r01:spot")).toMatchObject({
      pricing: { model: "spot", kind: "spot", amount: "19.25" },
    });
  });

  it("counts what it leaves out", () => {
    expect(dated.skips).toEqual({ "fractional-gpu": 1, malformed: 2, "no-price": 1, "reserved-term": 2 });
  });

  it("takes the row's country and never a part of the region's name", () => {
    expect(find("catalog:r02:on-demand")?.location).toMatchObject({ country: "PE", raw: "us-east-1-lim-1" });
    expect(find("catalog:r16:on-demand")?.location).toMatchObject({ country: "IN", raw: "southindia" });
    expect(find("catalog:r08:on-demand")?.location).toMatchObject({ country: null, inEu27: null });
  });

  it("corrects what the collector flagged and keeps the flags", () => {
    expect(find("catalog:r03:on-demand")).toBeUndefined();
    expect(find("catalog:r04:spot")?.gpu).toMatchObject({
      model: "T4G",
      memoryGib: 16,
      raw: "ARM Mali-G78MP12",
    });
    expect(find("catalog:r05:on-demand")?.gpuCount).toBe(16);
    expect(find("catalog:r08:on-demand")?.extras.flags).toEqual(["count-missing-assumed-1"]);
  });

  it.each([
    ["r06", false],
    ["r07", false],
    ["r09", null],
    ["r08", true],
  ])("says of %s that the host is included: %s", (row, hostIncluded) => {
    expect(find(`catalog:${row}:on-demand`)?.extras.hostIncluded).toBe(hostIncluded);
  });

  it("keeps accelerators it does not know, without a model", () => {
    expect(find("catalog:r10:spot")?.gpu).toMatchObject({
      model: null,
      vendor: "aws",
      raw: "AWS Inferentia2",
    });
    expect(find("catalog:r11:spot")?.gpu).toMatchObject({ model: "Gaudi", vendor: "Intel" });
  });

  it("reads memory that is stated for all GPUs together", () => {
    expect(find("catalog:r12:spot")?.gpu.memoryGib).toBe(24);
  });

  it("keeps a price of 0, which the core rejects as an outlier", () => {
    expect(find("catalog:r18:on-demand")?.pricing).toMatchObject({ amount: "0" });
  });
});

describe("catalog, SkyPilot layout", () => {
  it("names the cloud after the folder and the offer after the row", () => {
    for (const offer of skypilot.offers) expect(Offer.parse(offer)).toEqual(offer);
    expect(find("catalog:aws/p4de.24xlarge/us-east-1b:spot")).toMatchObject({
      provider: "aws",
      gpu: { model: "A100", memoryGib: 80 },
      gpuCount: 8,
      pricing: { amount: "14.2191", scope: "unit" },
      location: { country: "US", raw: "us-east-1b" },
    });
    expect(find("catalog:gcp/a2-highgpu-1g/australia-southeast1-c:on-demand")?.location.country).toBe("AU");
    expect(find("catalog:runpod/1x_RTX4090_SECURE/EUR-NO-1:on-demand")?.location.country).toBe("NO");
    expect(find("catalog:aws/g4dn.xlarge/us-east-1-lim-1a:on-demand")?.location.country).toBe("PE");
  });

  it("keeps equal rows apart", () => {
    expect(find("catalog:aws/g5.xlarge/eu-west-2a:spot")).toBeDefined();
    expect(find("catalog:aws/g5.xlarge/eu-west-2a#2:spot")).toBeDefined();
  });

  it.each([
    ["runpod/2x_A100-80GB_SECURE/CA-MTL-1:spot", "A100", "PCIe", 80, "CA"],
    ["vast/1x-H100_NVL-32-65536/Bulgaria, BG, EU:on-demand", "H100", "NVL", 94, "BG"],
    ["vast/2x-A100_SXM4-32-65536/Michigan, US, NA:on-demand", "A100", "SXM", 40, "US"],
    ["vast/1x-RTX_4060_Ti-32-65536/, GB, EU:on-demand", "RTX 4060 Ti", "PCIe", 16, "GB"],
    ["lambda/gpu_4x_a6000/europe-central-1:on-demand", "RTX A6000", "PCIe", 48, "DE"],
  ])("reads %s through its cloud's quirks", (id, model, formFactor, memoryGib, country) => {
    expect(find(`catalog:${id}`)).toMatchObject({
      gpu: { model, formFactor, memoryGib },
      location: { country },
    });
  });

  it("does not take a bare accelerator's price for a machine's", () => {
    expect(find("catalog:gcp/1.0xV100/us-central1-a:on-demand")?.extras.hostIncluded).toBe(false);
  });

  it("ignores machines without an accelerator and counts parts of a GPU and rows without a price", () => {
    expect(skypilot.skips).toEqual({ "fractional-gpu": 1, "no-price": 1 });
    expect(skypilot.offers).toHaveLength(14 + 2 + 6 + 1);
  });

  it("stamps rows without a date with the file's, and tells no path and no key", async () => {
    const header =
      "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone";
    const quotes = await quotesOfText(`${header}\ngpu_1x_a10,A10,1.0,30.0,200.0,,0.75,,us-west-1,\n`);
    expect(quotes.url).toBe("https://prices.example/lambda.csv");
    expect(quotes.offers[0]).toMatchObject({ id: "catalog:lambda/gpu_1x_a10/us-west-1:on-demand" });
    expect(quotes.offers[0]?.observedAt).toBe("2026-11-01T00:00:00.000Z");
    expect(dated.url).toBeNull();
  });
});

describe("catalog, unusable files", () => {
  it.each([
    ["<html>Not found</html>", "source/schema"],
    ['a,b\n"1,2', "source/schema"],
    ["", "source/schema"],
    [
      "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone\n",
      "source/empty",
    ],
  ])("refuses %j with %s", async (text, code) => {
    await expect(quotesOfText(text)).rejects.toMatchObject({ code });
  });

  it("says when there is no file", async () => {
    await expect(quotesOf(recorded("none.csv"))).rejects.toMatchObject({ code: "source/upstream" });
  });
});
