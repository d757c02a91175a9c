import { readRecorded } from "../sources/read-recorded.ts";
import { acceptAnyone, replaceAt, type Upstream } from "./upstream.ts";

type Statistics = Record<"min" | "max" | "avg" | "weightedAverage" | "med", number>;

interface Prices {
  readonly models: readonly {
    readonly model: string;
    readonly ram: string;
    readonly interface: string;
    readonly price: Statistics | null;
  }[];
}

interface Bids {
  readonly bids: readonly {
    readonly bid: { readonly id: { readonly dseq: string }; readonly price: { amount: string } };
  }[];
}

const prices: Prices = JSON.parse(readRecorded("sources/recorded/akash-gpu-prices.json"));
const providers: unknown = JSON.parse(readRecorded("sources/recorded/akash-providers.json"));
const bids: Bids = JSON.parse(readRecorded("sources/recorded/akash-bids.json"));

const STATISTICS = ["min", "max", "avg", "weightedAverage", "med"] as const;
const FIRST_PRICE = ["models", 0, "price"];

/** Speaks the Akash console's gpu-prices; the statistics of a model drift together. */
export const upstreamAkash: Upstream = {
  name: "akash",
  path: "/v1/gpu-prices",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: ({ price }) => {
    const body = structuredClone(prices);
    for (const { model, ram, interface: form, price: statistics } of body.models)
      for (const name of STATISTICS)
        if (statistics) {
          const drifted = price(`${model}/${ram}/${form}`, statistics[name].toFixed(2));
          statistics[name] = Number(drifted);
        }
    return body;
  },
  emptyBody: { availability: { total: 0, available: 0 }, models: [] },
  withMalformedRow: (body) => replaceAt(body, [...FIRST_PRICE, "med"], "0.42"),
  withPriceZero: (body) => replaceAt(body, FIRST_PRICE, { currency: "USD", min: 0, max: 0, med: 0 }),
};

/** Speaks the Akash console's list of providers; nothing of it drifts. */
export const upstreamAkashProviders: Upstream = {
  name: "akash-providers",
  path: "/v1/providers",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: () => providers,
  emptyBody: [],
  withMalformedRow: (body) => replaceAt(body, [0, "isOnline"], "yes"),
  withPriceZero: (body) => body,
};

const FIRST_BID = ["bids", 0, "bid", "price", "amount"];

/** Speaks a chain node's list of open bids: text per block with up to 18 decimals. */
export const upstreamAkashBids: Upstream = {
  name: "akash-bids",
  path: "/akash/market/v1beta5/bids/list",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: ({ price }) => {
    const body = structuredClone(bids);
    for (const { bid } of body.bids) bid.price.amount = price(bid.id.dseq, bid.price.amount);
    return body;
  },
  emptyBody: { bids: [], pagination: { next_key: null, total: "0" } },
  withMalformedRow: (body) => replaceAt(body, FIRST_BID, 4516.67),
  withPriceZero: (body) => replaceAt(body, FIRST_BID, "0.000000000000000000"),
};
