import { readRecorded } from "../sources/read-recorded.ts";
import { acceptAnyone, replaceAt, type Upstream } from "./upstream.ts";

interface Recorded {
  readonly aggregated_price: { median_price: string; timestamp: string };
}

const recorded: Recorded = JSON.parse(readRecorded("prices/recorded/akash-oracle.json"));
const MEDIAN = ["aggregated_price", "median_price"];

/** Speaks the oracle of Akash's chain: AKT seconds ago, moving as CoinGecko's does. */
export const upstreamAkashOracle: Upstream = {
  name: "akash-oracle",
  path: "/akash/oracle/v2/aggregated_price/akt",
  contentType: "application/json",
  accepts: acceptAnyone,
  driftsWith: "coingecko",
  body: ({ now, price }) => {
    const body = structuredClone(recorded);
    body.aggregated_price.median_price = price("akash-network", recorded.aggregated_price.median_price);
    body.aggregated_price.timestamp = new Date(now - 6_000).toISOString();
    return body;
  },
  emptyBody: {},
  withMalformedRow: (body) => replaceAt(body, ["price_health", "is_healthy"], false),
  withPriceZero: (body) => replaceAt(body, MEDIAN, "0.000000000000000000"),
};
