import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { readRecorded } from "../sources/read-recorded.ts";
import { replaceAt, type Upstream, type UpstreamRequest } from "./upstream.ts";

interface Recorded {
  readonly data: readonly { readonly offer_id: string; readonly pricing: { hourly_rate_usd: number } }[];
}

const recorded: Recorded = JSON.parse(readRecorded("sources/recorded/render.json"));

/** The key pair the sandbox's Dispersed knows. Nothing secret: it opens nothing but the sandbox. */
export const SANDBOX_KEYS = { publicKey: "pk_sandbox", secretKey: "sk_sandbox" } as const;

/** A request signed longer ago or further ahead is refused. */
const MAX_SKEW_MS = 5 * 60_000;

/** Checks the signature as Dispersed documents it, independently of the adapter that makes it. */
function isSigned({ url, headers, now }: UpstreamRequest): boolean {
  const [key, time, nonce, signature] = ["x-api-key", "x-time", "x-nonce", "x-signature"].map(
    (name) => headers.get(name) ?? "",
  );
  if (key !== SANDBOX_KEYS.publicKey || !/^[0-9a-f]{32}$/.test(nonce ?? "")) return false;
  if (!(Math.abs(Number(time) - now) <= MAX_SKEW_MS)) return false;
  const query = url.search.slice(1).split("&").sort().join("&");
  const body = createHash("sha256").update("").digest("hex");
  const canonical = [key, time, nonce, "GET", url.pathname, query, body].join("|");
  const expected = createHmac("sha256", SANDBOX_KEYS.secretKey).update(canonical).digest();
  const given = Buffer.from(signature ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const inRange = (text: string | null, fallback: number, max: number): number =>
  Math.min(max, Math.max(1, Number(text) || fallback));

/** The RTX 4090 in Oregon. */
const RATE = ["data", 0, "pricing", "hourly_rate_usd"];

/** Speaks Dispersed's list of compute offers, page by page, to signed requests only. */
export const upstreamRender: Upstream = {
  name: "render",
  path: "/v1/compute/offers",
  contentType: "application/json",
  accepts: isSigned,
  body: ({ now, price }, query) => {
    const limit = inRange(query.get("limit"), 10, 50);
    const page = inRange(query.get("page"), 1, 1_000_000);
    const data = structuredClone(recorded.data).slice((page - 1) * limit, page * limit);
    for (const { offer_id, pricing } of data)
      Object.assign(pricing, {
        hourly_rate_usd: Number(price(offer_id, pricing.hourly_rate_usd.toFixed(2))),
        quoted_at: new Date(now).toISOString(),
      });
    return { data, limit, page, total: recorded.data.length };
  },
  emptyBody: { data: [], limit: 50, page: 1, total: 0 },
  withMalformedRow: (body) => replaceAt(body, RATE, "0.35 USD"),
  withPriceZero: (body) => replaceAt(body, RATE, 0),
};
