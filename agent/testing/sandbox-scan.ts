import { fetchTokenPrices } from "@necto/tools/prices/fetch-token-prices";
import { createUpstreams, type Upstreams, upstreamUrls } from "@necto/tools/sandbox/create-upstreams";
import { fetchUpstreams } from "@necto/tools/sandbox/fetch-upstreams";
import {
  type SandboxOptions,
  sandboxClouds,
  sandboxFeeds,
  sandboxSources,
} from "@necto/tools/sandbox/sandbox-sources";
import { fetchQuotes } from "@necto/tools/sources/fetch-quotes";
import type { Scan } from "../market/market.ts";
import type { Clouds } from "../market/open-upstreams.ts";

/** A Sunday; the clock of every test that does not move it. */
export const NOW = Date.parse("2026-11-22T08:00:00.000Z");

export interface SandboxScan {
  readonly scan: Scan;
  readonly setFault: Upstreams["setFault"];
  /** Where machines are rented in it, and what is. */
  readonly clouds: Clouds;
  readonly lambdaCloud: Upstreams["lambdaCloud"];
}

/** A market whose numbers tests may name: a new source does not change it. */
const SOURCES = new Set(["necto", "lambda", "aws-spot"]);

/** Three sandbox sources and one price feed in this process: recorded prices, no port, no drift. */
export function sandboxScan({
  now = () => NOW,
  // As good as none: a busy machine is no outage.
  deadlineMs = 30_000,
  listings,
}: {
  readonly now?: () => number;
  readonly deadlineMs?: number;
  readonly listings?: SandboxOptions["listings"];
} = {}): SandboxScan {
  const upstreams = createUpstreams({ seed: 1, now });
  const urls = upstreamUrls("http://sandbox.invalid");
  const fetch = fetchUpstreams(upstreams);
  const sources = sandboxSources(urls, listings ? { listings } : {}).filter(({ name }) => SOURCES.has(name));
  const feeds = sandboxFeeds(urls).filter(({ name }) => name === "coingecko");
  const coinIds = ["akash-network", "render-token", "io", "nosana", "golem", "zero-gravity"];
  return {
    setFault: upstreams.setFault,
    ...{ clouds: sandboxClouds(urls, fetch), lambdaCloud: upstreams.lambdaCloud },
    async scan(onReport) {
      const takenAt = now();
      const [quotes, prices] = await Promise.all([
        fetchQuotes(sources, { fetch, now, deadlineMs, onReport }),
        fetchTokenPrices(feeds, { fetch, now, deadlineMs, coinIds }),
      ]);
      prices.reports.forEach(onReport);
      const reports = [...quotes.reports, ...prices.reports];
      return { offers: quotes.offers, tokenPrices: prices.tokenPrices, reports, takenAt };
    },
  };
}
