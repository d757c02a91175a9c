import { readRecorded } from "../sources/read-recorded.ts";
import { acceptAnyone, replaceAt, type Upstream } from "./upstream.ts";

type Recorded = Record<string, { usd: number; last_updated_at: number }>;

const recorded: Recorded = JSON.parse(readRecorded("prices/recorded/coingecko.json"));
const newest = Math.max(...Object.values(recorded).map((price) => price.last_updated_at));

/** Speaks CoinGecko's simple price API: only the ids asked for, unknown ones absent, times seconds before now. */
export const upstreamCoingecko: Upstream = {
  name: "coingecko",
  path: "/api/v3/simple/price",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: ({ now, price }, query) => {
    const asked = (query.get("ids") ?? "").split(",").filter((id) => Object.hasOwn(recorded, id));
    const entries = asked.map((id) => {
      const { usd, last_updated_at } = recorded[id] ?? { usd: 0, last_updated_at: newest };
      const age = newest - last_updated_at;
      return [
        id,
        { usd: Number(price(id, String(usd))), last_updated_at: Math.floor(now / 1000) - age },
      ] as const;
    });
    return Object.fromEntries(entries);
  },
  emptyBody: {},
  withMalformedRow: (body) => replaceAt(body, [...firstId(body), "usd"], "0,543761"),
  withPriceZero: (body) => replaceAt(body, [...firstId(body), "usd"], 0),
};

const firstId = (body: unknown): readonly string[] => Object.keys(body as Recorded).slice(0, 1);
