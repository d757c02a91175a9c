import { describe, expect, it } from "vitest";
import { awsSpotHistory } from "./aws-spot-history.ts";
import { conformSource } from "./conformance.ts";
import { fetchFromMap, type MappedAnswer } from "./fetch-from-map.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { readRecorded } from "./read-recorded.ts";

const EC2 = "/";
const ADVISOR = "/spot-advisor-data.json";
const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const SECRET = "the-secret-half-of-a-key";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: SECRET, sessionToken: null };
const body = readRecorded("sources/recorded/aws-spot-history.xml");
const advisor = readRecorded("sources/recorded/aws-spot-advisor.json");
const edited = (from: string, to: string): string => {
  expect(body.split(from)).toHaveLength(2);
  return body.replace(from, to);
};
const refusal = (code: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>No.</Message></Error></Errors><RequestID>1</RequestID></Response>`;

conformSource({
  create: () =>
    awsSpotHistory({
      credentials,
      regions: ["us-east-1"],
      regionTimeoutMs: 15_000,
      advisorTimeoutMs: 15_000,
    }),
  bodies: { [EC2]: body, [ADVISOR]: advisor },
  mainPath: EC2,
  empty: { body: body.replace(/<item>[\s\S]*<\/item>/, "") },
  malformedRow: { body: edited("19.250000", "19,250000"), lost: ["aws-spot:p5.48xlarge:us-east-1a"] },
  priceZero: { body: edited("19.250000", "0.000000"), id: "aws-spot:p5.48xlarge:us-east-1a" },
  soldOut: null,
});

interface Asked {
  readonly region: string;
  readonly authorization: string;
  readonly form: URLSearchParams;
}

/** EC2 per region, by the host that is asked; keeps what was asked. */
function ec2(answers: Readonly<Record<string, (form: URLSearchParams) => MappedAnswer>>) {
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(String(input));
    const region = /^ec2\.(.+)\.amazonaws\.com$/.exec(url.hostname)?.[1];
    if (!region) return fetchFromMap({ [ADVISOR]: advisor })(input, init);
    const form = new URLSearchParams(String(init?.body));
    asked.push({ region, authorization: new Headers(init?.headers).get("authorization") ?? "", form });
    return fetchFromMap({ [EC2]: answers[region]?.(form) ?? { status: 404 } })(input, init);
  };
  return { fetch, asked };
}

const scan = (fetch: typeof globalThis.fetch, regions: readonly string[], regionTimeoutMs = 15_000) =>
  fetchQuotes([awsSpotHistory({ credentials, regions, regionTimeoutMs, advisorTimeoutMs: 15_000 })], {
    fetch,
    now: () => NOW,
    deadlineMs: 15_000,
  });
const inRegion = (region: string) => body.replaceAll("us-east-1", region);
const ids = ({ offers }: Awaited<ReturnType<typeof scan>>) => offers.map(({ id }) => id);

describe("awsSpotHistory", () => {
  it("states one price per type and zone, as USD per instance-hour now, whenever it changed last", async () => {
    const { fetch } = ec2({ "us-east-1": () => body });
    const { offers, reports } = await scan(fetch, ["us-east-1"]);
    expect(offers.map(({ id, pricing }) => [id, "amount" in pricing && pricing.amount])).toEqual([
      ["aws-spot:g4dn.xlarge:us-east-1-lim-1a", "0.194600"],
      ["aws-spot:g5.48xlarge:us-east-1d", "6.829600"],
      ["aws-spot:g6e.xlarge:us-east-1b", "0.781200"],
      ["aws-spot:p4d.24xlarge:us-east-1c", "8.713500"],
      ["aws-spot:p5.48xlarge:us-east-1a", "19.250000"],
      ["aws-spot:p5.48xlarge:us-east-1b", "20.108400"],
    ]);
    expect(offers.at(-1)).toMatchObject({
      gpu: { model: "H100", formFactor: "SXM", memoryGib: 80 },
      gpuCount: 8,
      unitsAvailable: null,
      pricing: {
        model: "spot",
        kind: "spot",
        currency: "USD",
        per: "hour",
        scope: "unit",
        interruptionBps: 3000,
      },
      location: { country: "US", raw: "us-east-1b" },
      observedAt: "2026-11-22T08:00:00.000Z",
      priceClass: "live",
    });
    expect(offers[0]?.location.country).toBe("PE");
    expect(reports[0]).toMatchObject({
      skips: { "fractional-gpu": 1 },
      url: "https://ec2.us-east-1.amazonaws.com",
    });
  });

  it("asks each region for Linux prices of GPU types in effect now, signed for that region", async () => {
    const { fetch, asked } = ec2({ "us-east-1": () => body, "eu-west-1": () => inRegion("eu-west-1") });
    const market = await scan(fetch, ["us-east-1", "eu-west-1"]);
    expect(ids(market)).toContain("aws-spot:p5.48xlarge:eu-west-1a");
    expect(market.offers).toHaveLength(12);
    expect(asked.map(({ region }) => region).sort()).toEqual(["eu-west-1", "us-east-1"]);
    for (const { region, authorization, form } of asked) {
      expect(authorization).toMatch(
        new RegExp(`^AWS4-HMAC-SHA256 Credential=AKIATEST/\\d{8}/${region}/ec2/aws4_request,`),
      );
      expect(authorization).not.toContain(SECRET);
      expect(Object.fromEntries(form)).toMatchObject({
        Action: "DescribeSpotPriceHistory",
        StartTime: "2026-11-22T08:00:00Z",
        "ProductDescription.1": "Linux/UNIX",
        MaxResults: "1000",
      });
      expect([...form.values()]).toContain("p5.48xlarge");
      expect([...form.values()]).not.toContain("m6i.xlarge");
    }
  });

  it("sends the token of temporary credentials", async () => {
    let token: string | null = null;
    const fetch: typeof globalThis.fetch = (input, init) => {
      token ??= new Headers(init?.headers).get("x-amz-security-token");
      return fetchFromMap({ [EC2]: body, [ADVISOR]: advisor })(input, init);
    };
    const source = awsSpotHistory({
      credentials: { ...credentials, sessionToken: "session" },
      regions: ["us-east-1"],
    });
    await source.fetchOffers({ fetch, now: () => NOW, signal: new AbortController().signal });
    expect(token).toBe("session");
  });

  it("reads page after page until the token is empty", async () => {
    const page = (zone: string, token: string) =>
      body.replaceAll("us-east-1a", zone).replace("<nextToken/>", `<nextToken>${token}</nextToken>`);
    const { fetch, asked } = ec2({
      "us-east-1": (form) =>
        form.get("NextToken") === "two" ? page("us-east-1f", "") : page("us-east-1e", "two"),
    });
    const market = await scan(fetch, ["us-east-1"]);
    expect(ids(market)).toEqual(
      expect.arrayContaining(["aws-spot:p5.48xlarge:us-east-1e", "aws-spot:p5.48xlarge:us-east-1f"]),
    );
    expect(asked.map(({ form }) => form.get("NextToken"))).toEqual([null, "two"]);
  });

  it("stops after five pages, and says that there were more", async () => {
    const { fetch, asked } = ec2({
      "us-east-1": () => body.replace("<nextToken/>", "<nextToken>more</nextToken>"),
    });
    const { reports } = await scan(fetch, ["us-east-1"]);
    expect(asked).toHaveLength(5);
    expect(reports[0]?.message).toContain("Only the first pages of us-east-1 of aws-spot were read.");
  });

  it("takes the price in effect of two, and none when that one cannot be read", async () => {
    const older = body.replace(
      "us-east-1b</availabilityZone>\n            <availabilityZoneId>use1-az1</availabilityZoneId>\n        </item>\n        <item>\n            <instanceType>p4d",
      "us-east-1a</availabilityZone>\n        </item>\n        <item>\n            <instanceType>p4d",
    );
    expect(older).not.toBe(body);
    const both = await scan(ec2({ "us-east-1": () => older }).fetch, ["us-east-1"]);
    const priced = both.offers.find(({ id }) => id === "aws-spot:p5.48xlarge:us-east-1a");
    expect(priced?.pricing).toMatchObject({ amount: "19.250000" });
    expect(both.reports[0]).toMatchObject({ status: "partial", skips: { superseded: 1 } });
    const broken = older.replace("19.250000", "N/A");
    const none = await scan(ec2({ "us-east-1": () => broken }).fetch, ["us-east-1"]);
    expect(ids(none)).not.toContain("aws-spot:p5.48xlarge:us-east-1a");
    expect(none.reports[0]?.skips).toMatchObject({ malformed: 1 });
  });

  it("leaves out other products, and a zone of another region", async () => {
    const windows = edited("<productDescription>Linux/UNIX (Amazon VPC)", "<productDescription>Windows");
    expect(
      (await scan(ec2({ "us-east-1": () => windows }).fetch, ["us-east-1"])).reports[0]?.skips,
    ).toMatchObject({
      "other-product": 1,
    });
    const elsewhere = edited("us-east-1d", "eu-west-1d");
    expect(
      (await scan(ec2({ "us-east-1": () => elsewhere }).fetch, ["us-east-1"])).reports[0]?.skips,
    ).toMatchObject({
      malformed: 1,
    });
  });

  it.each([
    ["AuthFailure", 401, "source/auth"],
    ["UnauthorizedOperation", 403, "source/auth"],
    ["OptInRequired", 401, "source/auth"],
    ["RequestLimitExceeded", 503, "source/rate-limited"],
    ["InvalidParameterValue", 400, "source/upstream"],
    ["Unavailable", 503, "source/upstream"],
  ])("takes EC2's %s (HTTP %i) for %s, and never shows the secret", async (code, status, expected) => {
    const { fetch } = ec2({ "us-east-1": () => ({ status, body: refusal(code) }) });
    const { reports } = await scan(fetch, ["us-east-1"]);
    expect(reports[0]).toMatchObject({ status: "failed", code: expected });
    expect(JSON.stringify(reports)).not.toContain(SECRET);
  });

  it.each([
    ["a refusal", { status: 503, body: refusal("RequestLimitExceeded") }, "source/rate-limited"],
    ["a web page", "<!DOCTYPE html><title>Sorry</title>", "source/upstream"],
    ["half an answer", body.slice(0, 900), "source/schema"],
    ["silence", "silence", "source/timeout"],
  ] as const)("has the other regions' prices when one gives %s, and names it", async (_, answer, code) => {
    const { fetch } = ec2({ "us-east-1": () => body, "us-west-2": () => answer });
    const market = await scan(fetch, ["us-west-2", "us-east-1"], answer === "silence" ? 300 : 15_000);
    expect(market.offers).toHaveLength(6);
    expect(market.reports[0]).toMatchObject({ status: "partial", code: null });
    expect(market.reports[0]?.message).toContain(
      `Prices in us-west-2 of aws-spot are missing: that feed failed (${code}).`,
    );
  });

  it("still has its prices without the advisor, and says what is unknown", async () => {
    const source = awsSpotHistory({ credentials, regions: ["us-east-1"], advisorTimeoutMs: 15_000 });
    const { offers, incomplete } = await source.fetchOffers({
      fetch: fetchFromMap({ [EC2]: body, [ADVISOR]: { status: 500 } }),
      now: () => NOW,
      signal: new AbortController().signal,
    });
    expect(offers).toHaveLength(6);
    expect(incomplete).toContain("Interruption rates of aws-spot are missing");
  });

  it("asks every region at one base URL when there is one", async () => {
    const hosts = new Set<string>();
    const fetch: typeof globalThis.fetch = (input, init) => {
      hosts.add(new URL(String(input)).host);
      return fetchFromMap({ "/ec2/": body, [ADVISOR]: advisor })(input, init);
    };
    const source = awsSpotHistory({
      credentials,
      regions: ["us-east-1"],
      baseUrl: "http://127.0.0.1:9/ec2",
      advisorBaseUrl: "http://127.0.0.1:9",
    });
    await source.fetchOffers({ fetch, now: () => NOW, signal: new AbortController().signal });
    expect([...hosts]).toEqual(["127.0.0.1:9"]);
  });
});
