import { z } from "zod";
import { IsoTime } from "../core/decimal.ts";
import type { PriceClass } from "../core/offer.ts";
import { isPositive, parseDecimal } from "../core/rational.ts";
import { countSkip } from "../sources/count-skip.ts";
import { fetchJson, schemaError } from "../sources/fetch-json.ts";
import { sha256 } from "../sources/sha256.ts";
import type { FeedPrice, PriceFeed } from "./price-feed.ts";

// Akash's own oracle, GET <LCD>/akash/oracle/v2/aggregated_price/akt (akash-network/chain-sdk, oracle v2, read
// 2026-11-22): keyless, limits as the node's operator sets them. Price basis: USD per AKT as text of 18 decimals, the
// median of the chain's feeds, of which Pyth is the first. Quirks: it knows one token; an oracle that calls itself
// unhealthy still states a price; a price of 0 means that there is none.

const Answer = z.looseObject({
  aggregated_price: z.looseObject({
    denom: z.literal("akt"),
    median_price: z.string(),
    timestamp: IsoTime,
  }),
  price_health: z.looseObject({ is_healthy: z.boolean() }),
});
type Answer = z.output<typeof Answer>;

const COIN_ID = "akash-network";

export interface AkashOracleOptions {
  /** A chain node's REST (LCD) endpoint. */
  readonly lcdUrl?: string;
  readonly priceClass?: PriceClass;
}

/**
 * The price of AKT that Akash's chain settles with: a second opinion beside CoinGecko. Other tokens are absent; an
 * oracle that is not healthy, or has no price, counts as `no-price`.
 *
 * @throws NectoError as `fetchJson`; `source/schema` when it is not the oracle's shape.
 */
export function akashOracle(options: AkashOracleOptions = {}): PriceFeed {
  const { lcdUrl = "https://api.akashnet.net", priceClass = "live" } = options;
  const url = `${lcdUrl}/akash/oracle/v2/aggregated_price/akt`;
  const source = "akash-oracle";
  return {
    name: source,
    async fetchPrices(coinIds, context) {
      const { json, bytes } = await fetchJson({ source, url }, context);
      const answer = Answer.safeParse(json);
      if (!answer.success) throw schemaError(source, "it is not the oracle's price of AKT", answer.error);
      const price = readPrice(answer.data);
      const skips: Record<string, number> = {};
      if (price === null) countSkip(skips, "no-price");
      const prices = new Map(price && coinIds.includes(COIN_ID) ? [[COIN_ID, price]] : []);
      return { prices, skips, bodySha256: await sha256(bytes), url: priceClass === "sandbox" ? null : url };
    },
  };
}

function readPrice({ aggregated_price, price_health }: Answer): FeedPrice | null {
  const { median_price, timestamp } = aggregated_price;
  const usd = parseDecimal(median_price);
  if (!price_health.is_healthy || usd === null || !isPositive(usd)) return null;
  // 0.543100000000000000 and 0.5431 are one price.
  const plain = median_price.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return { usd: plain, asOf: new Date(timestamp).toISOString() };
}
