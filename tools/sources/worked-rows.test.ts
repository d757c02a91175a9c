import { describe, expect, it } from "vitest";
import { normalizeOffer } from "../core/normalize-offer.ts";
import { fetchTokenPrices } from "../prices/fetch-token-prices.ts";
import { createUpstreams, upstreamUrls } from "../sandbox/create-upstreams.ts";
import { demoListingId } from "../sandbox/demo-listings.ts";
import { fetchUpstreams } from "../sandbox/fetch-upstreams.ts";
import { sandboxFeeds, sandboxSources } from "../sandbox/sandbox-sources.ts";
import { catalog } from "./catalog.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { readRecorded } from "./read-recorded.ts";

const now = () => Date.parse("2026-11-22T08:00:00.000Z");
const fetch = fetchUpstreams(createUpstreams({ seed: 1, now }));
const urls = upstreamUrls("http://upstreams.test");
const csv = {
  path: "catalog.csv",
  text: readRecorded("sources/recorded/catalog-dated.csv"),
  modifiedAt: null,
};
const sources = [...sandboxSources(urls), catalog({ location: "catalog.csv", read: async () => [csv] })];

const { offers } = await fetchQuotes(sources, { fetch, now });
const coinIds = ["akash-network", "render-token", "io"];
const { tokenPrices } = await fetchTokenPrices(sandboxFeeds(urls), { coinIds, fetch, now });
const context = {
  tokenPrices: new Map(tokenPrices.map((price) => [price.coinId, price])),
  comparableUsdMicros: null,
};

const listing = (slug: string) => `necto:${demoListingId("Pacific Lattice", slug)}`;

describe("from a source's row to USD per GPU-hour", () => {
  it.each([
    // Lambda: cents per instance ÷ 100 ÷ GPUs
    ["lambda:gpu_8x_h100_sxm5gdr:us-east-1", 4_490_000], // 3592 / 100 / 8
    ["lambda:gpu_8x_a100_80gb_sxm4:us-midwest-1", 2_790_000], // 2232 / 100 / 8
    ["lambda:gpu_8x_v100:us-south-1", 550_000], // 440 / 100 / 8
    ["lambda:gpu_1x_h100_sxm5:us-south-3", 4_290_000],
    ["lambda:gpu_1x_a100_sxm4:us-west-2", 1_990_000],
    ["lambda:gpu_1x_a6000:us-east-1", 800_000],
    ["lambda:gpu_1x_gh200:us-east-3", 2_290_000],
    // AWS: USD per instance ÷ GPUs
    ["aws-spot:p5.48xlarge:us-east-1", 2_406_250], // 19.2500 / 8
    ["aws-spot:g6e.xlarge:us-east-1", 781_200],
    ["catalog:r01:on-demand", 6_880_000], // 55.04 / 8
    ["catalog:r05:on-demand", 972_000], // 15.552 / 16, the flagged count
    ["catalog:r12:spot", 430_075], // 1.7203 / 4
    // Tokens: amount × USD per token, rounded up, at least the floor
    [listing("h100-oregon"), 2_338_173], // 4.3 AKT × 0.543761 = 2.3381723
    [listing("rtx4090-tokyo"), 345_100], // 0.17 RENDER × 2.03
    [listing("a100-singapore"), 1_436_400], // 0.0021 IO/s × 3600 × 0.19
    [listing("l40s-virginia"), 815_642], // 1.5 AKT × 0.543761 = 0.8156415
  ])("%s costs %i micro-USD", (id, usdMicros) => {
    const offer = offers.find((candidate) => candidate.id === id);
    expect(offer && normalizeOffer(offer, context).usdMicrosPerGpuHour).toBe(usdMicros);
  });

  it("does not compare a price without a host", () => {
    const offer = offers.find(({ id }) => id === "catalog:r06:on-demand");
    expect(offer && normalizeOffer(offer, context).usdMicrosPerGpuHour).toBeNull();
  });
});
