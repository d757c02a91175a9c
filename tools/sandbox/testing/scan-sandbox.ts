import type { Offer } from "../../core/offer.ts";
import { fetchTokenPrices } from "../../prices/fetch-token-prices.ts";
import { fetchQuotes } from "../../sources/fetch-quotes.ts";
import { createUpstreams, type UpstreamName, upstreamUrls } from "../create-upstreams.ts";
import { fetchUpstreams } from "../fetch-upstreams.ts";
import { sandboxFeeds, sandboxSources } from "../sandbox-sources.ts";
import type { Fault } from "../upstream.ts";

export const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const now = () => NOW;
export const urls = upstreamUrls("http://upstreams.test");
const COIN_IDS = ["akash-network", "render-token", "io"];

/** Upstreams without which a source or feed has nothing to say; the others only add to them. */
export const MAIN_UPSTREAMS = [
  "akash",
  "ionet",
  "lambda",
  "aws-spot",
  "aws-ec2",
  "render",
  "coingecko",
] as const;

/** The source or feed an upstream belongs to. */
export function sourceOf(upstream: UpstreamName): string {
  if (upstream.startsWith("aws-")) return "aws-spot";
  if (upstream === "akash-oracle") return upstream;
  return MAIN_UPSTREAMS.find((main) => upstream === main || upstream.startsWith(`${main}-`)) ?? upstream;
}

/** How AWS must be asked for an upstream to matter. */
export const awsOf = (...upstreams: readonly UpstreamName[]): "feed" | "account" =>
  upstreams.includes("aws-ec2") ? "account" : "feed";

interface ScanOptions {
  readonly seed?: number;
  readonly tick?: number;
  readonly faults?: readonly (readonly [UpstreamName, Fault])[];
  readonly aws?: "feed" | "account";
}

/** One scan of the whole sandbox in this process, with faults set. */
export async function scanSandbox({ seed = 1, tick = 0, faults = [], aws = "feed" }: ScanOptions = {}) {
  const upstreams = createUpstreams({ seed, now, tick: () => tick });
  for (const fault of faults) upstreams.setFault(...fault);
  const fetch = fetchUpstreams(upstreams);
  // Only a silent source is waited for; it must be longer than the slowest machine needs for the other sources.
  const isMain = (name: string) => MAIN_UPSTREAMS.some((main) => main === name);
  const isSilent = faults.some(
    ([name, fault]) => fault === "timeout" && (isMain(name) || name === "akash-oracle"),
  );
  const deadlineMs = isSilent ? 2500 : 15_000;
  const [quotes, prices] = await Promise.all([
    fetchQuotes(sandboxSources(urls, { aws }), { fetch, now, deadlineMs }),
    fetchTokenPrices(sandboxFeeds(urls), { coinIds: COIN_IDS, fetch, now, deadlineMs }),
  ]);
  const reports = [...quotes.reports, ...prices.reports];
  return {
    ...quotes,
    ...prices,
    reports,
    reportOf: (name: string) => reports.find(({ source }) => source === name),
  };
}

/** The price of an offer as its source states it. */
export const stated = ({ pricing }: Offer): string =>
  "amount" in pricing ? pricing.amount : JSON.stringify(pricing);
