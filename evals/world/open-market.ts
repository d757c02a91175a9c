import type { Scan } from "@necto/agent/market/market";
import { withBrokers } from "@necto/agent/market/with-brokers";
import type { Brokers } from "@necto/tools/chain/brokers";
import { fetchTokenPrices } from "@necto/tools/prices/fetch-token-prices";
import { createUpstreams, upstreamUrls } from "@necto/tools/sandbox/create-upstreams";
import { fetchUpstreams } from "@necto/tools/sandbox/fetch-upstreams";
import { sandboxFeeds, sandboxSources } from "@necto/tools/sandbox/sandbox-sources";
import { fetchQuotes } from "@necto/tools/sources/fetch-quotes";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { Source } from "@necto/tools/sources/source";
import type { Scenario, Turn } from "../scenario/scenario.ts";
import { hostileFetch } from "./hostile-fetch.ts";
import { attackListings, changeListings } from "./world-listings.ts";

export type WorldChange = Extract<Turn, { readonly change: unknown }>["change"];

/** The sources of a scenario's world: the real adapters over the sandbox's upstreams, in this process. */
export interface WorldMarket {
  readonly scan: Scan;
  readonly change: (change: WorldChange) => void;
}

const COINS = ["akash-network", "render-token", "io", "nosana", "golem", "zero-gravity"];
/** Only a source that stays silent is waited for; longer than a slow machine needs for the others. */
const DEADLINE_MS = { silent: 2_500, answering: 15_000 } as const;

export interface MarketWorld {
  readonly now: () => number;
  /** As the registry of this world has them; so are brokers. */
  readonly listings: readonly NectoListing[];
  readonly brokers?: Brokers;
}

const NOBODY: Brokers = new Map();

export function openMarket(
  {
    world,
    seed,
    attacks,
  }: Pick<Scenario, "seed" | "attacks"> & { readonly world: Omit<Scenario["world"], "team"> },
  { now, listings, brokers = NOBODY }: MarketWorld,
): WorldMarket {
  let rows = changeListings(listings, world.listings);
  let drift = world.drift;
  const silent = new Set<string>();
  const upstreams = createUpstreams({ seed, now, tick: () => drift });
  const setFaults = (faults: WorldChange["faults"]) => {
    for (const { upstream, fault } of faults) {
      upstreams.setFault(upstream, fault);
      if (fault === "timeout") silent.add(upstream);
      else silent.delete(upstream);
    }
  };
  setFaults(world.faults);
  const urls = upstreamUrls("http://sandbox.invalid");
  const fetch = hostileFetch(fetchUpstreams(upstreams), attacks);
  const isAsked = (name: string) => !world.sources || world.sources.some((source) => source === name);
  const sources: readonly Source[] = [
    ...sandboxSources(urls, { listings: async () => attackListings(rows, attacks) }).filter(({ name }) =>
      isAsked(name),
    ),
    ...(world.quotes.length > 0 ? [quoted(world.quotes)] : []),
  ];
  const feeds = sandboxFeeds(urls);
  return {
    async scan(onReport) {
      const takenAt = now();
      const deadlineMs = silent.size > 0 ? DEADLINE_MS.silent : DEADLINE_MS.answering;
      const [quotes, prices] = await Promise.all([
        fetchQuotes(sources, { fetch, now, deadlineMs, onReport }),
        fetchTokenPrices(feeds, { fetch, now, deadlineMs, coinIds: COINS }),
      ]);
      prices.reports.forEach(onReport);
      const reports = [...quotes.reports, ...prices.reports];
      const offers = withBrokers(quotes.offers, brokers);
      return { offers, tokenPrices: prices.tokenPrices, reports, takenAt };
    },
    change(change) {
      rows = changeListings(rows, change.listings);
      if (change.drift !== undefined) drift = change.drift;
      setFaults(change.faults);
    },
  };
}

const quoted = (offers: Scenario["world"]["quotes"]): Source => ({
  name: "catalog",
  fetchOffers: async () => ({ offers, skips: {}, bodySha256: null, url: null }),
});
