import { driftBps, driftDecimal } from "./drift.ts";
import {
  createSandboxLambdaCloud,
  type SandboxLambdaCloud,
  type SandboxLambdaCloudOptions,
} from "./sandbox-lambda-cloud.ts";
import type { Fault, Upstream, UpstreamAnswer, UpstreamMoment } from "./upstream.ts";
import { upstreamAkash, upstreamAkashBids, upstreamAkashProviders } from "./upstream-akash.ts";
import { upstreamAkashOracle } from "./upstream-akash-oracle.ts";
import { upstreamAwsAdvisor, upstreamAwsSpot } from "./upstream-aws.ts";
import { upstreamAwsEc2 } from "./upstream-aws-ec2.ts";
import { upstreamCoingecko } from "./upstream-coingecko.ts";
import { upstreamIonet, upstreamIonetCaas, upstreamIonetVmaas } from "./upstream-ionet.ts";
import { upstreamLambda } from "./upstream-lambda.ts";
import { upstreamRender } from "./upstream-render.ts";

const UPSTREAMS: readonly Upstream[] = [
  upstreamAkash,
  upstreamAkashProviders,
  upstreamAkashBids,
  upstreamIonet,
  upstreamIonetVmaas,
  upstreamIonetCaas,
  upstreamLambda,
  upstreamAwsSpot,
  upstreamAwsAdvisor,
  upstreamAwsEc2,
  upstreamRender,
  upstreamCoingecko,
  upstreamAkashOracle,
];

export const UPSTREAM_NAMES = [
  "akash",
  "akash-providers",
  "akash-bids",
  "ionet",
  "ionet-vmaas",
  "ionet-caas",
  "lambda",
  "aws-spot",
  "aws-advisor",
  "aws-ec2",
  "render",
  "coingecko",
  "akash-oracle",
] as const;
export type UpstreamName = (typeof UPSTREAM_NAMES)[number];

/** Base URL of each upstream; adapters append the API's own path. */
export type UpstreamUrls = Readonly<Record<UpstreamName, string>>;

export interface UpstreamOptions {
  /** Equal seeds drift equally. */
  readonly seed: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How far prices have drifted; stays 0, exactly the recorded prices, unless given. See `ticksSince`. */
  readonly tick?: () => number;
  /** Keeps what is rented at Lambda; in memory unless given. */
  readonly lambdaAccount?: Pick<SandboxLambdaCloudOptions, "load" | "save">;
}

/** Answers one request, with what it posts if anything; null means silence. A GET unless said. */
export type AnswerRequest = (
  url: URL,
  headers: Headers,
  body?: string,
  method?: string,
) => UpstreamAnswer | null;

export interface Upstreams {
  readonly answer: AnswerRequest;
  /** Makes an upstream fail in one way until told otherwise; null makes it work again. */
  readonly setFault: (name: UpstreamName, fault: Fault | null) => void;
  /** The part of Lambda's API that rents instances. */
  readonly lambdaCloud: SandboxLambdaCloud;
}

/** A tick per 60 s since now: prices that move while the market is open. */
export function ticksSince(startedAt: number, now: () => number): () => number {
  return () => Math.max(0, Math.floor((now() - startedAt) / 60_000));
}

/** Base URLs of the upstreams below one origin: `http://127.0.0.1:4321/lambda`. */
export const upstreamUrls = (origin: string): UpstreamUrls =>
  Object.fromEntries(UPSTREAM_NAMES.map((name) => [name, `${origin}/${name}`])) as UpstreamUrls;

/** All upstreams without a server: recorded prices, seeded drift, faults on demand. `startUpstreams` puts them on a port. */
export function createUpstreams({
  seed,
  now,
  tick = () => 0,
  lambdaAccount = {},
}: UpstreamOptions): Upstreams {
  const lambdaCloud = createSandboxLambdaCloud({ now, ...lambdaAccount });
  const faults = new Map<string, Fault>();
  const momentOf = (upstream: Upstream): UpstreamMoment => {
    const ticks = tick();
    const price = (row: string, recorded: string) =>
      driftDecimal(recorded, driftBps(`${seed}/${upstream.driftsWith ?? upstream.name}/${row}`, ticks));
    return { now: now(), price };
  };
  return {
    lambdaCloud,
    answer: (url, headers, sent = "", method = "GET") => {
      const rented = url.pathname.startsWith("/lambda/")
        ? lambdaCloud.answer(method, url.pathname.slice("/lambda".length), headers, sent)
        : null;
      if (rented !== null) return rented;
      const upstream = UPSTREAMS.find(({ name, path }) => url.pathname === `/${name}${path}`);
      if (!upstream) return json(404, { error: "not found" });
      const request = { url, headers, body: sent, now: now() };
      if (!upstream.accepts(request)) return upstream.refusals?.unauthorized ?? unauthorized;
      const fault = faults.get(upstream.name);
      const query = sent ? new URLSearchParams(sent) : url.searchParams;
      const body = () => upstream.body(momentOf(upstream), query, request);
      return fault === undefined ? ok(upstream, body()) : answerFault(fault, upstream, body);
    },
    setFault: (name, fault) => {
      if (fault === null) faults.delete(name);
      else faults.set(name, fault);
    },
  };
}

const ok = ({ contentType, toText = JSON.stringify }: Upstream, body: unknown): UpstreamAnswer => ({
  status: 200,
  headers: { "content-type": contentType },
  body: toText(body),
});

const json = (status: number, body: unknown): UpstreamAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const unauthorized = json(401, {
  error: { code: "global/invalid-api-key", message: "API key was invalid, expired, or deleted." },
});

function answerFault(fault: Fault, upstream: Upstream, body: () => unknown): UpstreamAnswer | null {
  const answers: Record<Fault, () => UpstreamAnswer | null> = {
    "429": () => {
      const limited =
        upstream.refusals?.limited ??
        json(429, { status: { error_code: 429, error_message: "Too many requests" } });
      return { ...limited, headers: { ...limited.headers, "retry-after": "7" } };
    },
    "500": () => json(500, { error: { code: "provider/internal-unavailable", message: "Try again later." } }),
    html: () => ({
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<!DOCTYPE html><title>Just a moment...</title>",
    }),
    timeout: () => null,
    "malformed-row": () => ok(upstream, upstream.withMalformedRow(body())),
    empty: () => ok(upstream, upstream.emptyBody),
    "price-0": () => ok(upstream, upstream.withPriceZero(body())),
  };
  return answers[fault]();
}
