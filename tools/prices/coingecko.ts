import { z } from "zod";
import type { PriceClass } from "../core/offer.ts";
import { isPositive, parseDecimal } from "../core/rational.ts";
import { NectoError } from "../errors.ts";
import { countSkip } from "../sources/count-skip.ts";
import { rateLimitError } from "../sources/fetch-body.ts";
import { emptyError, fetchJson, schemaError } from "../sources/fetch-json.ts";
import { sha256 } from "../sources/sha256.ts";
import type { FeedPrice, PriceFeed } from "./price-feed.ts";

// CoinGecko, GET https://api.coingecko.com/api/v3/simple/price (docs.coingecko.com, read 2026-11-22).
// Auth: none, or `x-cg-demo-api-key`; a pro key goes to pro-api.coingecko.com as `x-cg-pro-api-key`.
// Limit: 5–100 calls a minute by plan; cached 60 s, so asking more often gains nothing.
// Quirks: unknown ids are silently absent; a coin without price is `{}` or `usd: null`; small prices come as `1.2e-7`;
// errors come as 200 with `status.error_code` or as a CDN's web page; `last_updated_at` is in SECONDS.

const Price = z.looseObject({ usd: z.number(), last_updated_at: z.int().positive().max(99_999_999_999) });
const Unpriced = z.looseObject({ usd: z.null().optional() });
const Refusal = z.looseObject({ status: z.looseObject({ error_code: z.int() }) });
const Answer = z.record(z.string(), z.unknown());

export interface CoingeckoOptions {
  readonly apiKey?: string | null;
  /** `demo` keys work on the public host, `pro` keys on the pro host only. */
  readonly plan?: "demo" | "pro";
  readonly baseUrl?: string;
  readonly priceClass?: PriceClass;
}

const HOSTS = { demo: "https://api.coingecko.com", pro: "https://pro-api.coingecko.com" };

/**
 * USD prices of tokens by CoinGecko id. Ids without a usable price are absent and counted as `no-price`.
 *
 * @throws NectoError `source/empty` when no asked id has an entry at all; otherwise as `fetchJson`.
 */
export function coingecko(options: CoingeckoOptions = {}): PriceFeed {
  const { apiKey = null, plan = "demo", baseUrl = HOSTS[plan], priceClass = "live" } = options;
  const headers: Record<string, string> = apiKey === null ? {} : { [`x-cg-${plan}-api-key`]: apiKey };
  return {
    name: "coingecko",
    async fetchPrices(coinIds, context) {
      const query = new URLSearchParams({
        ids: coinIds.join(","),
        vs_currencies: "usd",
        include_last_updated_at: "true",
        precision: "full",
      });
      const url = `${baseUrl}/api/v3/simple/price?${query}`;
      const { json, bytes } = await fetchJson({ source: "coingecko", url, headers }, context);
      const { prices, skips } = readPrices(json, coinIds);
      return { prices, skips, bodySha256: await sha256(bytes), url: priceClass === "sandbox" ? null : url };
    },
  };
}

function readPrices(json: unknown, coinIds: readonly string[]) {
  const refusal = Refusal.safeParse(json);
  if (refusal.success) throw refusalError(refusal.data.status.error_code);
  const answer = Answer.safeParse(json);
  if (!answer.success) throw schemaError("coingecko", "it is not a map of prices", answer.error);
  const entries = coinIds.filter((coinId) => Object.hasOwn(answer.data, coinId));
  if (entries.length === 0 && Object.keys(answer.data).length > 0)
    throw schemaError("coingecko", "none of the tokens asked for is in it");
  if (entries.length === 0) throw emptyError("coingecko");
  const prices = new Map<string, FeedPrice>();
  const skips: Record<string, number> = {};
  for (const coinId of coinIds) {
    const price = readPrice(answer.data[coinId]);
    if (typeof price === "string") countSkip(skips, price);
    else prices.set(coinId, price);
  }
  return { prices, skips };
}

/** The price, or the code of why there is none. Zero means unknown, never free. */
function readPrice(entry: unknown): FeedPrice | string {
  if (entry === undefined || Unpriced.safeParse(entry).success) return "no-price";
  const price = Price.safeParse(entry);
  if (!price.success) return "malformed";
  const usd = String(price.data.usd);
  const exact = parseDecimal(usd);
  if (exact === null || !isPositive(exact)) return "no-price";
  return { usd, asOf: new Date(price.data.last_updated_at * 1000).toISOString() };
}

/** Codes of docs.coingecko.com: 429 too many, 10002–10011 about the key. */
function refusalError(code: number): NectoError {
  if (code === 429) return rateLimitError("coingecko", null);
  const isAboutKey = code >= 10_002 && code <= 10_011;
  return new NectoError({
    code: isAboutKey ? "source/auth" : "source/upstream",
    message: isAboutKey
      ? `coingecko refused the key (code ${code}); check the key and its plan.`
      : `coingecko answered with an error (code ${code}); it is left out until it recovers.`,
    meta: { errorCode: code },
  });
}
