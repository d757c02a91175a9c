import { describe, expect, it } from "vitest";
import { normalizeOffer } from "../core/normalize-offer.ts";
import { fetchTokenPrices } from "../prices/fetch-token-prices.ts";
import { createUpstreams, upstreamUrls } from "../sandbox/create-upstreams.ts";
import { demoListingId } from "../sandbox/demo-listings.ts";
import { fetchUpstreams } from "../sandbox/fetch-upstreams.ts";
import { sandboxFeeds, sandboxSources } from "../sandbox/sandbox-sources.ts";
import { akash } from "./akash.ts";
import { catalog } from "./catalog.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
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

const akashBid = (tail: string, dseq: number) => `akash:bid:akash1${tail.padStart(38, "q")}:${dseq}:1:1:0`;

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
    // Akash: the console states USD per GPU-hour; bids are per block of 6.098 s, 3600 / 6.098 = 590.3575 blocks an hour
    ["akash:nvidia:h100:80Gi:SXM5:med", 2_620_000],
    [akashBid("useast7", 24101234), 2_666_449], // 4516.67 uACT × 590.3575 / 10^6
    [akashBid("uswest4", 24101235), 1_605_067], // 0.005 AKT × 590.3575 × 0.543761
    [akashBid("useast7", 24101236), 2_666_448], // 36133.33 uACT × 590.3575 / 10^6 / 8
    [akashBid("tokyo22", 24101238), 921_032], // 6240.5 uACT × 590.3575 / 10^6 / 4
    // io.net: USD per card or per configuration ÷ GPUs, then × 1.02 × 1.0025 of fees
    ["ionet:snapshot:303:ray", 1_247_511], // 1.22 × 1.02255
    ["ionet:vmaas:8H100.80S.176V__FI", 3_562_992], // 27.875342465753423 / 8 = 3.484417808
    ["ionet:vmaas:8B300.288S.224V__US", 8_162_891], // 63.86301369863014 / 8 = 7.982876712
    // Render: USD per node ÷ GPUs, the network's 5 % inside
    ["render:off_0195a0c40001", 350_000],
    ["render:off_0195a0c40003", 350_000], // 1.4 / 4
    ["render:off_0195a0c40004", 450_000],
    ["render:off_0195a0c40005", 690_000],
    ["render:off_0195a0c40007", 310_000],
    ["render:off_0195a0c40008", 2_000_000], // a node's ask of 1.90 × (1 + 5 / 95)
    ["render:off_0195a0c40009", 2_050_000], // 16.4 / 8
    // Tokens: amount × USD per token, rounded up, at least the floor
    [listing("h100-oregon"), 2_338_173], // 4.3 AKT × 0.543761 = 2.3381723
    [listing("rtx4090-tokyo"), 345_100], // 0.17 RENDER × 2.03
    [listing("a100-singapore"), 1_436_400], // 0.0021 IO/s × 3600 × 0.19
    [listing("l40s-virginia"), 815_642], // 1.5 AKT × 0.543761 = 0.8156415
  ])("%s costs %i micro-USD", (id, usdMicros) => {
    const offer = offers.find((candidate) => candidate.id === id);
    expect(offer && normalizeOffer(offer, context).usdMicrosPerGpuHour).toBe(usdMicros);
  });

  it.each([
    ["24101234", "6", 2_710_001], // 4516.666666666666666667 × 600 / 10^6 = 2.7100000000000000000002, rounded up
    ["24101234", "6.098", 2_666_449], // × 590.3575 / 10^6
    ["24101235", "6", 1_630_415], // 5000 × 600 / 10^6 × 0.5434716
    ["24101235", "6.098", 1_604_213],
    ["24101236", "6", 2_710_000], // 36133.33 × 600 / 10^6 / 8
    ["24101237", "6", 350_782], // 584.63514 × 600 / 10^6
  ])(
    "the Akash bid of order %s at %s s per block costs %i micro-USD",
    async (dseq, blockSeconds, usdMicros) => {
      const bodies = {
        "/v1/gpu-prices": readRecorded("sources/recorded/akash-gpu-prices.json"),
        "/v1/providers": readRecorded("sources/recorded/akash-providers.json"),
        "/akash/market/v1beta5/bids/list": readRecorded("sources/recorded/akash-bids.json"),
      };
      const scan = await fetchQuotes([akash({ blockSeconds })], { fetch: fetchFromMap(bodies), now });
      const offer = scan.offers.find(({ id }) => id.includes(`:${dseq}:`));
      const akt = { source: "oracle", usd: "0.5434716", asOf: "2026-11-22T07:59:50.000Z" };
      const price = { coinId: "akash-network", feeds: [akt], used: akt };
      const atAktPrice = { ...context, tokenPrices: new Map([["akash-network", price]]) };
      expect(offer && normalizeOffer(offer, atAktPrice).usdMicrosPerGpuHour).toBe(usdMicros);
    },
  );

  it("shows io.net's price before each of its fees", () => {
    const offer = offers.find(({ id }) => id === "ionet:vmaas:8H100.80S.176V__FI");
    const steps = (offer && normalizeOffer(offer, context).steps) ?? [];
    expect(steps.map(({ rule }) => rule)).toEqual([
      "stated",
      "per-gpu-from-unit",
      "fee-share",
      "fee-share",
      "round-up",
    ]);
    expect(steps[1]?.result).toMatch(/^3\.4844/);
    expect(steps.slice(2, 4).map(({ inputs }) => inputs.bps)).toEqual(["200", "25"]);
  });

  it("does not compare a price without a host", () => {
    const offer = offers.find(({ id }) => id === "catalog:r06:on-demand");
    expect(offer && normalizeOffer(offer, context).usdMicrosPerGpuHour).toBeNull();
  });
});
