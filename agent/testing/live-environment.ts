import { type Upstreams, upstreamUrls } from "@necto/tools/sandbox/create-upstreams";
import { fetchUpstreams } from "@necto/tools/sandbox/fetch-upstreams";
import { SANDBOX_CREDENTIALS } from "@necto/tools/sandbox/upstream-aws-ec2";
import { SANDBOX_KEYS } from "@necto/tools/sandbox/upstream-render";

const urls = upstreamUrls("http://upstreams.test");

/** Live prices with every upstream at an address of the sandbox, and keys that it knows. */
export const LIVE_ENVIRONMENT = {
  NECTO_PRICES: "live",
  NECTO_SCAN_DEADLINE_MS: "15000",
  LAMBDA_API_KEY: "k",
  DISPERSED_PUBLIC_KEY: SANDBOX_KEYS.publicKey,
  DISPERSED_SECRET_KEY: SANDBOX_KEYS.secretKey,
  AKASH_API_URL: urls.akash,
  AKASH_LCD_URL: "http://upstreams.test/lcd",
  IONET_API_URL: urls.ionet,
  LAMBDA_API_URL: `${urls.lambda}/`,
  AWS_SPOT_FEED_URL: urls["aws-spot"],
  AWS_SPOT_ADVISOR_URL: urls["aws-advisor"],
  AWS_ENDPOINT_URL_EC2: urls["aws-ec2"],
  DISPERSED_API_URL: urls.render,
  COINGECKO_API_URL: urls.coingecko,
} as const;

/** An AWS account on top of it. */
export const AWS_ACCOUNT = {
  AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
  AWS_REGIONS: "us-east-1,eu-west-1",
} as const;

/** Answers requests to those addresses. Akash's chain node is one address, and two upstreams in the sandbox. */
export function fetchLive(upstreams: Upstreams): typeof globalThis.fetch {
  const fetch = fetchUpstreams(upstreams);
  return (input, init) =>
    fetch(
      String(input).replace(/\/lcd(?=\/akash\/(market|oracle)\/)/, (_, part) =>
        part === "market" ? "/akash-bids" : "/akash-oracle",
      ),
      init,
    );
}
