import type { Cloud } from "../clouds/cloud.ts";
import { lambdaCloud } from "../clouds/lambda-cloud.ts";
import { akashOracle } from "../prices/akash-oracle.ts";
import { coingecko } from "../prices/coingecko.ts";
import type { PriceFeed } from "../prices/price-feed.ts";
import { akash } from "../sources/akash.ts";
import { awsSpot } from "../sources/aws-spot.ts";
import { awsSpotHistory } from "../sources/aws-spot-history.ts";
import { ionet } from "../sources/ionet.ts";
import { lambda } from "../sources/lambda.ts";
import { necto } from "../sources/necto.ts";
import { render } from "../sources/render.ts";
import type { Source } from "../sources/source.ts";
import type { UpstreamUrls } from "./create-upstreams.ts";
import { demoListings } from "./demo-listings.ts";
import { SANDBOX_CREDENTIALS } from "./upstream-aws-ec2.ts";
import { SANDBOX_KEYS } from "./upstream-render.ts";

export interface SandboxOptions {
  /** Necto's listings; the demo organisations' unless given. */
  readonly listings?: () => Promise<readonly unknown[]>;
  /** Which of AWS's two ways of stating spot prices is asked: the public feed (unless given), or an account's API. */
  readonly aws?: "feed" | "account";
}

/** Never twice the same, and the same in every run. */
function countingNonce(): () => string {
  let used = 0;
  return () => (used++).toString(16).padStart(32, "0");
}

/** The real adapters pointed at the sandbox's upstreams. Their offers say `sandbox`, and no real money takes those. */
export const sandboxSources = (urls: UpstreamUrls, options: SandboxOptions = {}): readonly Source[] => [
  akash({
    baseUrl: urls.akash,
    providersBaseUrl: urls["akash-providers"],
    lcdUrl: urls["akash-bids"],
    priceClass: "sandbox",
  }),
  ionet({
    baseUrl: urls.ionet,
    cloudBaseUrls: { vmaas: urls["ionet-vmaas"], caas: urls["ionet-caas"] },
    priceClass: "sandbox",
  }),
  lambda({ baseUrl: urls.lambda, apiKey: "sandbox", priceClass: "sandbox" }),
  options.aws === "account"
    ? awsSpotHistory({
        credentials: SANDBOX_CREDENTIALS,
        regions: ["us-east-1", "eu-west-1"],
        baseUrl: urls["aws-ec2"],
        advisorBaseUrl: urls["aws-advisor"],
        priceClass: "sandbox",
      })
    : awsSpot({ baseUrl: urls["aws-spot"], advisorBaseUrl: urls["aws-advisor"], priceClass: "sandbox" }),
  render({ baseUrl: urls.render, keys: SANDBOX_KEYS, nonce: countingNonce(), priceClass: "sandbox" }),
  necto({ listings: options.listings ?? (async () => demoListings()), priceClass: "sandbox" }),
];

/** The broker's accounts at the sandbox's upstreams, by source. */
export const sandboxClouds = (
  urls: UpstreamUrls,
  fetch: typeof globalThis.fetch,
): Readonly<Record<string, Cloud>> => ({
  lambda: lambdaCloud({ fetch, apiKey: "sandbox", baseUrl: urls.lambda }),
});

/** The token price feeds, pointed at the sandbox's upstreams. */
export const sandboxFeeds = (urls: UpstreamUrls): readonly PriceFeed[] => [
  coingecko({ baseUrl: urls.coingecko, priceClass: "sandbox" }),
  akashOracle({ lcdUrl: urls["akash-oracle"], priceClass: "sandbox" }),
];
