import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { driftDecimal } from "./drift.ts";
import { replaceAt, type Upstream, type UpstreamAnswer, type UpstreamRequest } from "./upstream.ts";
import { recordedFeed } from "./upstream-aws.ts";

/** The key pair the sandbox's EC2 knows. Nothing secret: it opens nothing but the sandbox. */
export const SANDBOX_CREDENTIALS = {
  accessKeyId: "AKIASANDBOX",
  secretAccessKey: "sandbox",
  sessionToken: null,
} as const;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/ec2\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/** Checks Signature Version 4 as AWS documents it (docs.aws.amazon.com/IAM, read 2026-11-26), independently of the SDK. */
function isSigned({ url, headers, body }: UpstreamRequest): boolean {
  const [, key, day, region, signed, signature] =
    AUTHORIZATION.exec(headers.get("authorization") ?? "") ?? [];
  if (key !== SANDBOX_CREDENTIALS.accessKeyId || !day || !region || !signed || !signature) return false;
  const sent: Readonly<Record<string, string>> = {
    host: url.host,
    "content-length": String(Buffer.byteLength(body)),
  };
  const lines = signed
    .split(";")
    .map((name) => `${name}:${(headers.get(name) ?? sent[name] ?? "").trim()}\n`);
  const canonical = ["POST", url.pathname, "", lines.join(""), signed, sha256(body)].join("\n");
  const scope = `${day}/${region}/ec2/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", headers.get("x-amz-date"), scope, sha256(canonical)].join("\n");
  const secret = `AWS4${SANDBOX_CREDENTIALS.secretAccessKey}`;
  const signingKey = [day, region, "ec2", "aws4_request"].reduce<string | Buffer>(hmac, secret);
  return timingSafeEqual(hmac(signingKey, toSign), Buffer.from(signature, "hex"));
}

/** One endpoint stands for all regions: which one is asked is in what is signed. */
const regionOf = ({ headers }: UpstreamRequest): string =>
  AUTHORIZATION.exec(headers.get("authorization") ?? "")?.[3] ?? "";

interface Row {
  readonly instanceType: string;
  readonly spotPrice: string;
  readonly timestamp: string;
  readonly availabilityZone: string;
}

interface Page {
  readonly region: string;
  readonly start: number;
  readonly rows: readonly Row[];
  readonly nextToken: string;
}

/** AWS may give fewer rows than are asked for; the sandbox does, so that there is more than one page. */
const PAGE_ROWS = 100;

/** Zones of a region, and how far their prices lie above the feed's in bps. */
const ZONES = { a: 0, b: 250, c: 600 } as const;
const HOUR_MS = 3_600_000;

/** `InstanceType.1`, `InstanceType.2`, … of a query. */
const listed = (query: URLSearchParams, name: string): Set<string> =>
  new Set([...query].flatMap(([key, value]) => (key.startsWith(`${name}.`) ? [value] : [])));

const FIRST_PRICE = ["rows", 0, "spotPrice"];
/** Only where it is known which row is meant: on the first page of the first region. */
const onFirstPage = (body: unknown, price: string): unknown => {
  const { region, start } = body as Page;
  return region === "us-east-1" && start === 0 ? replaceAt(body, FIRST_PRICE, price) : body;
};

const element = (name: string, value: string): string =>
  value ? `<${name}>${value}</${name}>` : `<${name}/>`;

function toXml(body: unknown): string {
  const { rows, nextToken } = body as Page;
  const items = rows.map(
    (row) =>
      `<item>${element("instanceType", row.instanceType)}${element("productDescription", "Linux/UNIX")}${element("spotPrice", row.spotPrice)}${element("timestamp", row.timestamp)}${element("availabilityZone", row.availabilityZone)}</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>sandbox</requestId>${element("spotPriceHistorySet", items.join(""))}${element("nextToken", nextToken)}</DescribeSpotPriceHistoryResponse>`;
}

const refusal = (status: number, code: string, message: string): UpstreamAnswer => ({
  status,
  headers: { "content-type": "text/xml;charset=UTF-8" },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${element("Code", code)}${element("Message", message)}</Error></Errors><RequestID>sandbox</RequestID></Response>`,
});

/** Speaks EC2's DescribeSpotPriceHistory, page by page, to signed requests only: the feed's prices per zone. */
export const upstreamAwsEc2: Upstream = {
  name: "aws-ec2",
  path: "/",
  contentType: "text/xml;charset=UTF-8",
  accepts: isSigned,
  body: ({ now, price }, query, request): Page => {
    const region = regionOf(request);
    const types = listed(query, "InstanceType");
    const sizes = recordedFeed.config.regions
      .filter((candidate) => candidate.region === region)
      .flatMap(({ instanceTypes }) => instanceTypes.flatMap((group) => group.sizes))
      .filter(({ size }) => types.has(size));
    const rows = sizes.flatMap(({ size, valueColumns }, index) => {
      const recorded = valueColumns.find(({ name }) => name === "linux")?.prices.USD ?? "";
      if (!/^\d/.test(recorded)) return [];
      return Object.entries(ZONES).map(([zone, bps]) => ({
        instanceType: size,
        spotPrice: price(`${region}${zone}/${size}`, driftDecimal(`${recorded}00`, bps)),
        timestamp: new Date(now - (index % 40) * HOUR_MS).toISOString(),
        availabilityZone: `${region}${zone}`,
      }));
    });
    const start = Number(query.get("NextToken") ?? 0);
    const end = start + PAGE_ROWS;
    return { region, start, rows: rows.slice(start, end), nextToken: end < rows.length ? String(end) : "" };
  },
  emptyBody: { region: "", start: 0, rows: [], nextToken: "" },
  toText: toXml,
  refusals: {
    unauthorized: refusal(401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
    limited: refusal(503, "RequestLimitExceeded", "Request limit exceeded."),
  },
  withMalformedRow: (body) => onFirstPage(body, "0,194600"),
  withPriceZero: (body) => onFirstPage(body, "0.000000"),
};
