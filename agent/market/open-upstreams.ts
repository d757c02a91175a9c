import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cloud } from "@necto/tools/clouds/cloud";
import { lambdaCloud } from "@necto/tools/clouds/lambda-cloud";
import type { SourceReport } from "@necto/tools/core/source-report";
import { akashOracle } from "@necto/tools/prices/akash-oracle";
import { coingecko } from "@necto/tools/prices/coingecko";
import { fetchTokenPrices } from "@necto/tools/prices/fetch-token-prices";
import { keepFeedFresh } from "@necto/tools/prices/keep-feed-fresh";
import type { PriceFeed } from "@necto/tools/prices/price-feed";
import {
  createUpstreams,
  ticksSince,
  type UpstreamOptions,
  upstreamUrls,
} from "@necto/tools/sandbox/create-upstreams";
import { demoListings } from "@necto/tools/sandbox/demo-listings";
import { fetchUpstreams } from "@necto/tools/sandbox/fetch-upstreams";
import { sandboxClouds, sandboxFeeds, sandboxSources } from "@necto/tools/sandbox/sandbox-sources";
import { startUpstreams } from "@necto/tools/sandbox/start-upstreams";
import { akash } from "@necto/tools/sources/akash";
import { awsSpot } from "@necto/tools/sources/aws-spot";
import { awsSpotHistory } from "@necto/tools/sources/aws-spot-history";
import { catalog } from "@necto/tools/sources/catalog";
import type { KeepFreshOptions } from "@necto/tools/sources/create-keeper";
import { fetchQuotes } from "@necto/tools/sources/fetch-quotes";
import { FRESHNESS_RULES, type FreshnessRule } from "@necto/tools/sources/freshness-rules";
import { ionet } from "@necto/tools/sources/ionet";
import { keepFresh } from "@necto/tools/sources/keep-fresh";
import { lambda } from "@necto/tools/sources/lambda";
import { necto } from "@necto/tools/sources/necto";
import { createTextReader } from "@necto/tools/sources/read-text";
import { render } from "@necto/tools/sources/render";
import type { Source } from "@necto/tools/sources/source";
import type { Config } from "../config/config.ts";
import type { SourceName } from "../config/read-sources.ts";
import type { Quotes, Scan } from "./market.ts";

/** Tokens that listings may be priced in, by CoinGecko id. */
const COIN_IDS = ["akash-network", "render-token", "io", "nosana", "golem", "zero-gravity"];

export interface UpstreamsOptions {
  readonly now: () => number;
  /** `moving`: servers on loopback whose prices drift; `still`: the recorded prices, in process. */
  readonly drift: "moving" | "still";
  /** 32 random hex digits, for requests that are signed. */
  readonly nonce: () => string;
  /** Where the sandbox's listings are registered; null gives them ids of their own. */
  readonly registry?: { readonly chainId: number; readonly address: string } | null;
  /** What providers list on Necto; the demo organisations' unless given. */
  readonly listings?: () => Promise<readonly unknown[]>;
}

export interface OpenUpstreams {
  readonly scan: Scan;
  readonly clouds: Clouds;
  readonly close: () => Promise<void>;
}

/** Where machines can be rented through an API, by source. */
export type Clouds = Readonly<Record<string, Cloud>>;

interface Wiring {
  readonly clouds: Clouds;
  readonly fetch: typeof globalThis.fetch;
  readonly sources: readonly Source[];
  readonly feeds: readonly PriceFeed[];
  readonly close: () => Promise<void>;
}

/** Connects the configured sources, live or sandbox, and makes one scan of them all. */
export async function openUpstreams(config: Config, options: UpstreamsOptions): Promise<OpenUpstreams> {
  const { now } = options;
  const wiring = config.prices === "live" ? wireLive(config, options) : await wireSandbox(config, options);
  const sources = [...wiring.sources, ...wireCatalog(config)].filter(({ name }) =>
    config.sources.includes(name as SourceName),
  );
  const skipped = skippedSources(config, now);
  const closing = new AbortController();
  const rest = { deadlineMs: config.scanDeadlineMs, closing: closing.signal };
  const asked = sources
    .filter(({ name }) => !skipped.some(({ source }) => source === name))
    .map((source) => withRule(source, keepFresh, rest));
  const feeds = wiring.feeds.map((feed) => withRule(feed, keepFeedFresh, rest));
  return {
    clouds: wiring.clouds,
    async close() {
      closing.abort();
      await wiring.close();
    },
    async scan(onReport, kept) {
      const takenAt = now();
      const common = { fetch: wiring.fetch, now, deadlineMs: config.scanDeadlineMs };
      if (kept) return relist(kept, await fetchQuotes(asked.filter(isOwn), common), onReport);
      skipped.forEach(onReport);
      const [quotes, prices] = await Promise.all([
        fetchQuotes(asked, { ...common, onReport }),
        fetchTokenPrices(feeds, { ...common, coinIds: COIN_IDS }),
      ]);
      prices.reports.forEach(onReport);
      const reports = [...skipped, ...quotes.reports, ...prices.reports];
      return { offers: quotes.offers, tokenPrices: prices.tokenPrices, reports, takenAt };
    },
  };
}

const isOwn = ({ name }: { readonly name: string }): boolean => name === "necto";

/** Quotes with Necto's listings as they are now, and everything else as it was. */
function relist(
  kept: Quotes,
  own: Pick<Quotes, "offers" | "reports">,
  onReport: (report: SourceReport) => void,
): Quotes {
  const reports = kept.reports.map(
    (report) => own.reports.find(({ source }) => source === report.source) ?? report,
  );
  reports.forEach(onReport);
  const others = kept.offers.filter(({ source }) => source !== "necto");
  return { ...kept, reports, offers: [...others, ...own.offers] };
}

/** Answers of a source or feed kept as its rule says; without a rule it is asked every time. */
function withRule<T extends { readonly name: string }>(
  asked: T,
  keep: (asked: T, options: KeepFreshOptions) => T,
  rest: Omit<KeepFreshOptions, "rule">,
): T {
  const rules: Readonly<Record<string, FreshnessRule>> = FRESHNESS_RULES;
  const rule = rules[asked.name];
  return rule ? keep(asked, { rule, ...rest }) : asked;
}

const close = async () => {};

function wireLive(config: Config, { nonce, registry }: UpstreamsOptions): Wiring {
  const {
    baseUrls,
    lambdaApiKey,
    coingeckoApiKey,
    dispersedPublicKey: publicKey,
    dispersedSecretKey: secretKey,
  } = config;
  const lcd = baseUrls.akashLcd === undefined ? {} : { lcdUrl: baseUrls.akashLcd };
  const keys = publicKey !== null && secretKey !== null ? { publicKey, secretKey } : null;
  return {
    fetch: globalThis.fetch,
    // Without a registry listings are the demo organisations', and say so. Those are on no public one.
    sources: [
      akash({ ...at(baseUrls.akash), ...lcd }),
      ionet(at(baseUrls.ionet)),
      lambda({ apiKey: lambdaApiKey, ...at(baseUrls.lambda) }),
      wireAws(config),
      render({ keys, nonce, ...at(baseUrls.dispersed) }),
      necto({ listings: async () => (registry ? [] : demoListings()), priceClass: "sandbox" }),
    ],
    feeds: [coingecko({ apiKey: coingeckoApiKey, ...at(baseUrls.coingecko) }), akashOracle(lcd)],
    clouds:
      lambdaApiKey === null
        ? {}
        : { lambda: lambdaCloud({ fetch: globalThis.fetch, apiKey: lambdaApiKey, ...at(baseUrls.lambda) }) },
    close,
  };
}

/** An adapter's own address unless another one is given. */
const at = (baseUrl: string | undefined) => (baseUrl === undefined ? {} : { baseUrl });

/** An account's own API when there is one: prices per zone, and no feed that AWS never documented. */
function wireAws({ aws, baseUrls }: Config): Source {
  const { awsEc2, awsSpotFeed, awsSpotAdvisor: advisorBaseUrl } = baseUrls;
  const advisor = advisorBaseUrl === undefined ? {} : { advisorBaseUrl };
  if (aws === null) return awsSpot({ ...at(awsSpotFeed), ...advisor });
  const { regions, ...credentials } = aws;
  return awsSpotHistory({ credentials, ...(regions && { regions }), ...at(awsEc2), ...advisor });
}

async function wireSandbox(
  config: Config,
  { now, drift, registry, ...options }: UpstreamsOptions,
): Promise<Wiring> {
  const { sandboxSeed: seed, sandboxFaults } = config;
  const listings = options.listings ?? (registry && (await registeredListings(registry)));
  const listed = listings ? { listings } : {};
  if (drift === "moving") {
    const tick = ticksSince(now(), now);
    const lambdaAccount = inFile(join(config.home, "sandbox", "lambda.json"));
    const { urls, setFault, close } = await startUpstreams({ seed, now, tick, lambdaAccount });
    for (const [name, fault] of sandboxFaults) setFault(name, fault);
    return {
      fetch: globalThis.fetch,
      sources: sandboxSources(urls, listed),
      feeds: sandboxFeeds(urls),
      clouds: sandboxClouds(urls, globalThis.fetch),
      close,
    };
  }
  const upstreams = createUpstreams({ seed, now });
  for (const [name, fault] of sandboxFaults) upstreams.setFault(name, fault);
  const urls = upstreamUrls("http://sandbox.invalid");
  const fetch = fetchUpstreams(upstreams);
  const clouds = sandboxClouds(urls, fetch);
  return { fetch, sources: sandboxSources(urls, listed), feeds: sandboxFeeds(urls), clouds, close };
}

/** What is rented at the sandbox's Lambda outlives a restart, as the jobs on its chain do. */
function inFile(path: string): NonNullable<UpstreamOptions["lambdaAccount"]> {
  return {
    load: () => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null),
    save(account) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(account));
      renameSync(`${path}.new`, path);
    },
  };
}

/** The demo listings under the ids that a registry on chain gives them. */
async function registeredListings({ chainId, address }: NonNullable<UpstreamsOptions["registry"]>) {
  const { demoListingsAt } = await import("@necto/tools/sandbox/adi/demo-registry");
  const listings = demoListingsAt({ chainId, registry: address as `0x${string}` });
  return async () => listings;
}

function wireCatalog({ catalog: location }: Config): Source[] {
  if (location === null) return [];
  return [catalog({ location, read: createTextReader(globalThis.fetch) })];
}

/** Keys without which a live source has nothing to say: its name for people, and settings by variable. */
const NEEDED_KEYS: readonly {
  readonly source: SourceName;
  readonly title: string;
  readonly keys: Readonly<Record<string, (config: Config) => string | null>>;
}[] = [
  { source: "lambda", title: "Lambda", keys: { LAMBDA_API_KEY: (config) => config.lambdaApiKey } },
  {
    source: "render",
    title: "Render",
    keys: {
      DISPERSED_PUBLIC_KEY: (config) => config.dispersedPublicKey,
      DISPERSED_SECRET_KEY: (config) => config.dispersedSecretKey,
    },
  },
];

/** Sources that cannot be asked at all; said once per scan, so that nobody wonders where they are. */
function skippedSources(config: Config, now: () => number): SourceReport[] {
  if (config.prices !== "live") return [];
  return NEEDED_KEYS.flatMap(({ source, title, keys }) => {
    const missing = Object.keys(keys).filter((name) => keys[name]?.(config) === null);
    if (missing.length === 0 || !config.sources.includes(source)) return [];
    const verb = missing.length === 1 ? "is" : "are";
    const report: SourceReport = {
      source,
      status: "skipped",
      offers: 0,
      rowsRejected: 0,
      skips: {},
      code: "config/missing-key",
      message: `${missing.join(" and ")} ${verb} not set, so ${title} was not asked.`,
      durationMs: 0,
      observedAt: new Date(now()).toISOString(),
      bodySha256: null,
      url: null,
    };
    return [report];
  });
}
