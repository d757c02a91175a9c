import { describe, expect, it } from "vitest";
import { canonicalizeGpu } from "../core/gpus.ts";
import { AWS_INSTANCES } from "./aws-instances.ts";
import { awsSpot } from "./aws-spot.ts";
import { conformSource } from "./conformance.ts";
import { fetchFromMap, type MappedAnswer } from "./fetch-from-map.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { readRecorded } from "./read-recorded.ts";

const FEED = "/spot.json";
const ADVISOR = "/spot-advisor-data.json";
const body = readRecorded("sources/recorded/aws-spot.json");
const advisor = readRecorded("sources/recorded/aws-spot-advisor.json");
const edited = (from: string, to: string): string => {
  expect(body.split(from)).toHaveLength(2);
  return body.replace(from, to);
};

conformSource({
  create: () => awsSpot({ advisorTimeoutMs: 15_000 }),
  bodies: { [FEED]: body, [ADVISOR]: advisor },
  mainPath: FEED,
  empty: { body: '{"config":{"rate":"perhr","currencies":["USD"],"regions":[]}}' },
  malformedRow: { body: edited('"USD":"19.2500"', '"USD":19.25'), lost: ["aws-spot:p5.48xlarge:us-east-1"] },
  priceZero: { body: edited('"USD":"19.2500"', '"USD":"0.0000"'), id: "aws-spot:p5.48xlarge:us-east-1" },
  soldOut: null,
});

const feed = (region: string, size: string, usd: string, rate = "perhr") =>
  JSON.stringify({
    config: {
      rate,
      currencies: ["USD"],
      regions: [
        {
          region,
          instanceTypes: [
            {
              type: "x",
              sizes: [
                {
                  size,
                  valueColumns: [
                    { name: "mswin", prices: { USD: "99" } },
                    { name: "linux", prices: { USD: usd } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  });

const quotesOf = (text: MappedAnswer, advice: MappedAnswer = advisor) =>
  awsSpot({ advisorTimeoutMs: advice === "silence" ? 20 : 15_000 }).fetchOffers({
    fetch: fetchFromMap({ [FEED]: text, [ADVISOR]: advice }),
    now: () => 0,
    signal: new AbortController().signal,
  });

describe("awsSpot", () => {
  it.each([
    ["p5.48xlarge", "19.25", 8, "H100", "SXM", 80],
    ["p5.4xlarge", "2.5", 1, "H100", "SXM", 80],
    ["g6e.xlarge", "0.7812", 1, "L40S", "PCIe", 48],
    ["g4dn.12xlarge", "1.4", 4, "T4", "PCIe", 16],
    ["g4dn.metal", "2.9", 8, "T4", "PCIe", 16],
    ["g5.48xlarge", "6.8", 8, "A10G", "PCIe", 24],
    ["g6.24xlarge", "3.1", 4, "L4", "PCIe", 24],
    ["gr6.8xlarge", "1.2", 1, "L4", "PCIe", 24],
    ["g7.48xlarge", "14.2", 8, "RTX PRO 4500", "PCIe", 32],
    ["g7e.12xlarge", "4.1", 2, "RTX PRO 6000", "PCIe", 96],
    ["p3.8xlarge", "3.4", 4, "V100", "SXM", 16],
    ["p3dn.24xlarge", "9.9", 8, "V100", "SXM", 32],
    ["p4d.24xlarge", "8.7", 8, "A100", "SXM", 40],
    ["p4de.24xlarge", "10.1", 8, "A100", "SXM", 80],
    ["p5en.48xlarge", "23.4", 8, "H200", "SXM", 141],
    ["p6-b200.48xlarge", "45.5", 8, "B200", "SXM", 180],
    ["p6-b300.48xlarge", "64.1", 8, "B300", "SXM", 288],
    ["g4ad.16xlarge", "1.3", 4, "V520", "PCIe", 8],
    ["g5g.16xlarge", "1.1", 2, "T4G", "PCIe", 16],
  ])(
    "states %s as USD per instance-hour for its GPUs",
    async (size, usd, gpuCount, model, formFactor, memoryGib) => {
      const { offers } = await quotesOf(feed("us-east-1", size, usd));
      expect(offers).toHaveLength(1);
      expect(offers[0]).toMatchObject({
        id: `aws-spot:${size}:us-east-1`,
        gpu: { model, formFactor, memoryGib },
        gpuCount,
        pricing: { model: "spot", kind: "spot", amount: usd, currency: "USD", per: "hour", scope: "unit" },
        location: { country: "US" },
        unitsAvailable: null,
      });
    },
  );

  it.each(["N/A*", "N/A"])("counts %s as no price, never as 0", async (text) => {
    expect(await quotesOf(feed("us-east-1", "p5.48xlarge", text))).toMatchObject({
      offers: [],
      skips: { "no-price": 1 },
    });
  });

  it("leaves out types without a GPU and counts parts of a GPU", async () => {
    expect(await quotesOf(feed("us-east-1", "g6f.large", "0.09"))).toMatchObject({
      offers: [],
      skips: { "fractional-gpu": 1 },
    });
    const { offers, skips } = await quotesOf(body);
    expect(offers.some(({ id }) => id.includes("m6i"))).toBe(false);
    expect(skips).toEqual({ "no-price": 8, "fractional-gpu": 15 });
  });

  it("puts a Local Zone into its own country", async () => {
    expect((await quotesOf(feed("us-east-1-lim-1", "g4dn.xlarge", "0.3"))).offers[0]?.location.country).toBe(
      "PE",
    );
    expect((await quotesOf(feed("us-west-2-lax-1", "g4dn.xlarge", "0.3"))).offers[0]?.location.country).toBe(
      "US",
    );
  });

  it("takes interruption bands from the Spot Advisor, unknown where it says nothing", async () => {
    const { offers } = await quotesOf(body);
    const bps = (id: string) => {
      const pricing = offers.find((offer) => offer.id === `aws-spot:${id}`)?.pricing;
      return pricing?.model === "spot" ? pricing.interruptionBps : undefined;
    };
    expect(bps("p5.48xlarge:us-east-1")).toBe(3000);
    expect(bps("g6e.xlarge:us-east-1")).toBe(750);
    expect(bps("g4dn.metal:us-east-1")).toBeNull();
  });

  it.each([
    ["500", { status: 500 }, "source/upstream"],
    ["silence", "silence", "source/timeout"],
    ["HTML", "<html>", "source/upstream"],
    ["another shape", "[]", "source/schema"],
  ] as const)(
    "still has its prices when the advisor gives %s, and says what is unknown",
    async (_, advice, code) => {
      const whole = await quotesOf(body);
      const { offers, reports } = await fetchQuotes(
        [awsSpot({ advisorTimeoutMs: advice === "silence" ? 20 : 15_000 })],
        {
          deadlineMs: 15_000,
          fetch: fetchFromMap({ [FEED]: body, [ADVISOR]: advice }),
          now: () => 0,
        },
      );
      expect(offers).toHaveLength(whole.offers.length);
      expect(
        offers.every(({ pricing }) => pricing.model === "spot" && pricing.interruptionBps === null),
      ).toBe(true);
      expect(reports[0]).toMatchObject({ status: "partial", code: null });
      expect(reports[0]?.message).toContain(
        `Interruption rates of aws-spot are missing: that feed failed (${code}).`,
      );
    },
  );

  it("believes neither of two prices for one type and region", async () => {
    const once = JSON.parse(feed("us-east-1", "p5.48xlarge", "19.25"));
    const [{ sizes }] = once.config.regions[0].instanceTypes;
    sizes.push({ ...sizes[0], valueColumns: [{ name: "linux", prices: { USD: "1.25" } }] });
    expect(await quotesOf(JSON.stringify(once))).toMatchObject({ offers: [], skips: { duplicate: 2 } });
  });

  it("refuses a feed in another unit or currency", async () => {
    await expect(quotesOf(feed("us-east-1", "p5.48xlarge", "19.25", "permonth"))).rejects.toMatchObject({
      code: "source/schema",
    });
    const yuan = feed("us-east-1", "p5.48xlarge", "19.25").replace('["USD"]', '["CNY"]');
    await expect(quotesOf(yuan)).rejects.toMatchObject({ code: "source/schema" });
  });

  it("has a GPU that the table of models knows behind every type", () => {
    for (const [type, { gpu, memoryGib, formFactor }] of AWS_INSTANCES)
      expect(canonicalizeGpu(gpu, { memoryGib, formFactor }), type).toMatchObject({
        memoryGib,
        model: expect.any(String),
      });
  });
});
