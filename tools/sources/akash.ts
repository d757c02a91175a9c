import type { PriceClass } from "../core/offer.ts";
import { fetchAkashBids, readAkashBids } from "./akash-bids.ts";
import { readAkashPrices } from "./akash-prices.ts";
import { type AkashProvider, parseAkashProviders } from "./akash-providers.ts";
import { fetchBeside, joinMissing } from "./fetch-beside.ts";
import { fetchJson } from "./fetch-json.ts";
import { keepUnique } from "./keep-unique.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// Akash Network, a market of reverse bids settled per block. Three keyless feeds (akash-network/console and chain-sdk,
// read 2026-11-22; no limits in their code, edges may have some):
// - https://console-api.akash.network/v1/gpu-prices: median bids of 31 days with capacity, see `akash-prices.ts`.
// - <LCD>/akash/market/v1beta5/bids/list: open bids on chain, see `akash-bids.ts`. The version is an option, because
//   the chain's next release renames it.
// - https://console-api.akash.network/v1/providers: country and uptime of each provider. Joined to bids, which name
//   their provider; never to gpu-prices, which name none.
// Nobody can rent at these prices without posting an order and getting bids of their own, hence `historical`.
// Paying in ACT costs a spread of 25 bps to mint it; that depends on the buyer's funds and is no fee of the offer.

export interface AkashOptions {
  readonly baseUrl?: string;
  readonly providersBaseUrl?: string;
  /** A chain node's REST (LCD) endpoint. */
  readonly lcdUrl?: string;
  /** Version segment of the chain's market module. */
  readonly marketVersion?: string;
  /** Decimal text. 6.098 is the console's own figure; its price feed counts with 6, the providers' script with 6.117. */
  readonly blockSeconds?: string;
  /** How long bids and providers may keep the prices waiting, 2000 unless given. */
  readonly besideTimeoutMs?: number;
  readonly priceClass?: PriceClass;
}

/**
 * Auction prices of Akash: one offer per GPU model at the providers' median bid (USD per GPU-hour), and one per open
 * bid on chain at what it asks per block, in uACT or legacy uAKT. Either second feed may fail without the prices.
 *
 * @throws NectoError as `fetchJson` and `readAkashPrices`.
 */
export function akash(options: AkashOptions = {}): Source {
  const {
    baseUrl = "https://console-api.akash.network",
    providersBaseUrl = baseUrl,
    lcdUrl = "https://api.akashnet.net",
    marketVersion = "v1beta5",
    blockSeconds = "6.098",
    besideTimeoutMs: timeoutMs = 2000,
    priceClass = "historical",
  } = options;
  const url = `${baseUrl}/v1/gpu-prices`;
  const providersUrl = `${providersBaseUrl}/v1/providers`;
  const bidsUrl = `${lcdUrl}/akash/market/${marketVersion}/bids/list`;
  const source = "akash";
  return {
    name: source,
    async fetchOffers(context) {
      const [prices, providers, bids] = await Promise.all([
        fetchJson({ source, url }, context),
        fetchBeside(
          {
            source,
            what: "Places and uptimes",
            timeoutMs,
            ask: async (within) => {
              const { json, bytes } = await fetchJson({ source, url: providersUrl }, within);
              return { byAddress: parseAkashProviders(json), bytes };
            },
          },
          context,
        ),
        fetchBeside(
          { source, what: "Open bids", timeoutMs, ask: (within) => fetchAkashBids(bidsUrl, within) },
          context,
        ),
      ]);
      const stamp = { priceClass, observedAt: new Date(context.now()).toISOString() };
      const skips: Record<string, number> = {};
      const byAddress = providers.answer?.byAddress ?? new Map<string, AkashProvider>();
      const listed = readAkashPrices(prices.json, stamp, skips);
      const open = readAkashBids(bids.answer?.rows ?? [], { byAddress, blockSeconds, stamp }, skips);
      const bodies = [prices.bytes, ...(providers.answer ? [providers.answer.bytes] : [])];
      return {
        offers: keepUnique([...listed, ...open], skips),
        skips,
        bodySha256: await sha256(...bodies, ...(bids.answer?.bodies ?? [])),
        url: priceClass === "sandbox" ? null : url,
        incomplete: joinMissing(providers.missing, bids.missing, bids.answer?.cutOff ?? null),
      };
    },
  };
}
