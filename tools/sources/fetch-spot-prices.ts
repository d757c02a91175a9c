import type { EC2ClientConfig, SpotPrice } from "@aws-sdk/client-ec2";
import { NectoError } from "../errors.ts";
import {
  connectionError,
  type FetchContext,
  rateLimitError,
  statusError,
  timeoutError,
  webPageError,
} from "./fetch-body.ts";
import { schemaError } from "./fetch-json.ts";
import { untilAborted } from "./until-aborted.ts";

// The one door to AWS's SDK (@aws-sdk/client-ec2 3.1169.0, read 2026-11-26). It signs and reads EC2's query protocol;
// asking goes through the context's fetch, so that deadlines, tests and the sandbox work as for every other source.
// The package is loaded with the first question: whoever has no AWS credentials never pays for it (130 ms).

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken: string | null;
}

export interface Ec2Endpoint {
  readonly region: string;
  readonly credentials: AwsCredentials | null;
  /** `https://ec2.<region>.amazonaws.com` unless given; then every region is asked there. */
  readonly baseUrl: string | null;
}

export interface SpotPriceQuestion {
  readonly instanceTypes: readonly string[];
  readonly productDescription: string;
  /** Epoch milliseconds; the price in effect then is the oldest one that comes. */
  readonly startTime: number;
  readonly nextToken: string | null;
}

export interface SpotPricePage {
  /** Fields as the SDK reads them, any of which may be absent. */
  readonly rows: readonly SpotPrice[];
  /** Null on the last page. */
  readonly nextToken: string | null;
  readonly bytes: Uint8Array;
}

const SOURCE = "aws-spot";
const PAGE_ROWS = 1000;
/** Told apart from an empty list: the SDK takes any XML, a web page too, for an answer without rows. */
const IS_ANSWER =
  /<spotPriceHistorySet\b[^>]*>[\s\S]*<\/DescribeSpotPriceHistoryResponse>\s*$|<spotPriceHistorySet\s*\/>/;
const IS_WEB_PAGE = /^\s*<(?:!doctype\s+html|html)\b/i;
/** EC2 throttles with 503, not with 429. */
const THROTTLED = new Set(["RequestLimitExceeded", "Throttling", "ThrottlingException"]);
const NOT_ALLOWED = new Set([
  "AuthFailure",
  "UnauthorizedOperation",
  "InvalidClientTokenId",
  "RequestExpired",
]);

/** Loads the SDK, so that its loading counts against no region's deadline. */
export const loadEc2 = () => import("@aws-sdk/client-ec2");

/**
 * One page of EC2's DescribeSpotPriceHistory in one region. Asks once: no retry of the SDK's own.
 *
 * @throws NectoError `source/…` as `fetchBody`, and `source/schema` for an answer that is not the documented XML.
 */
export async function fetchSpotPrices(
  { region, credentials, baseUrl }: Ec2Endpoint,
  { instanceTypes, productDescription, startTime, nextToken }: SpotPriceQuestion,
  context: FetchContext,
): Promise<SpotPricePage> {
  const { EC2Client, DescribeSpotPriceHistoryCommand } = await loadEc2();
  const heard: { response: HeardResponse | null } = { response: null };
  const client = new EC2Client({
    region,
    endpoint: baseUrl ?? `https://ec2.${region}.amazonaws.com`,
    credentials: toIdentity(credentials),
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: requestHandler(context, heard),
  });
  try {
    const output = await client.send(
      new DescribeSpotPriceHistoryCommand({
        InstanceTypes: instanceTypes as never,
        ProductDescriptions: [productDescription],
        StartTime: new Date(startTime),
        MaxResults: PAGE_ROWS,
        ...(nextToken !== null && { NextToken: nextToken }),
      }),
    );
    const { response } = heard;
    if (response && IS_ANSWER.test(response.text))
      return {
        rows: output.SpotPriceHistory ?? [],
        nextToken: output.NextToken || null,
        bytes: response.bytes,
      };
    throw new TypeError("no list of spot prices");
  } catch (error) {
    throw toSourceError(error, heard.response, context.signal);
  } finally {
    client.destroy();
  }
}

/** Unsigned requests are refused by AWS, in words that say so. */
const toIdentity = (credentials: AwsCredentials | null) => ({
  accessKeyId: credentials?.accessKeyId ?? "none",
  secretAccessKey: credentials?.secretAccessKey ?? "none",
  ...(credentials?.sessionToken && { sessionToken: credentials.sessionToken }),
});

interface HeardResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** What the SDK needs of a handler; its own type asks for its classes, which it does not look at. */
interface Handler {
  readonly handle: (request: {
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  }) => Promise<{
    readonly response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
  }>;
}

/** Sends the SDK's signed requests through the context's fetch, and keeps what came back. */
function requestHandler(
  { fetch, signal }: FetchContext,
  heard: { response: HeardResponse | null },
): NonNullable<EC2ClientConfig["requestHandler"]> {
  const send = async (url: string, method: string, headers: Record<string, string>, body: string) => {
    const response = await fetch(url, { method, headers, body, signal });
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  };
  const handler: Handler = {
    async handle({ protocol, hostname, port, path, method, headers, body }) {
      // Both are signed as fetch sends them, and are fetch's to send.
      const { host: _, "content-length": __, ...others } = headers;
      const url = `${protocol}//${hostname}${port ? `:${port}` : ""}${path}`;
      const { response, bytes } = await untilAborted(send(url, method, others, String(body)), signal);
      const { status } = response;
      heard.response = { status, headers: response.headers, bytes, text: new TextDecoder().decode(bytes) };
      return {
        response: { statusCode: status, headers: Object.fromEntries(response.headers), body: bytes },
      };
    },
  };
  return handler as NonNullable<EC2ClientConfig["requestHandler"]>;
}

function toSourceError(error: unknown, response: HeardResponse | null, signal: AbortSignal): NectoError {
  if (response === null) return signal.aborted ? timeoutError(SOURCE) : connectionError(SOURCE, error);
  const code = error instanceof Error ? error.name : "";
  const { status, headers, text } = response;
  const isWebPage = /^text\/html\b/i.test(headers.get("content-type") ?? "") || IS_WEB_PAGE.test(text);
  if (THROTTLED.has(code)) return rateLimitError(SOURCE, headers);
  if (code === "OptInRequired") return regionError();
  if (NOT_ALLOWED.has(code)) return statusError(SOURCE, { status: 401, headers }, false);
  if (status < 200 || status > 299) return statusError(SOURCE, response, isWebPage);
  if (isWebPage) return webPageError(SOURCE, status);
  return schemaError(SOURCE, "it is not EC2's list of spot prices", error);
}

const regionError = (): NectoError =>
  new NectoError({
    code: "source/auth",
    message: `${SOURCE} was asked for a region that is not enabled for the account; enable it or leave it out of AWS_REGIONS.`,
  });
