import { z } from "zod";
import type { PriceClass } from "../core/offer.ts";
import { fetchBeside } from "./fetch-beside.ts";
import type { FetchContext } from "./fetch-body.ts";
import { emptyError, fetchJson, schemaError } from "./fetch-json.ts";
import { keepUnique } from "./keep-unique.ts";
import { readRenderOffers } from "./render-offers.ts";
import { sha256 } from "./sha256.ts";
import { type DispersedKeys, signDispersed } from "./sign-dispersed.ts";
import type { Source } from "./source.ts";

// Render Network's compute, "Dispersed": GET https://api.dispersed.com/v1/compute/offers (otoyinc.mintlify.app, undated,
// read 2026-11-22). Auth: four headers with an HMAC, see `sign-dispersed.ts`. Limits unpublished; 50 offers a page.
// Price basis: USD per hour, quoted per request; the network's 5 % is inside it, see `render-offers.ts`.
// Render's other product, rendering jobs in OctaneBench-hours per credit, is no compute and is not asked for: a credit
// buys a tier's place in a queue, and a price made of it stands about 18 times above the same card's hour.

export interface RenderOptions {
  /** Without keys the request goes out unsigned, which Dispersed refuses. */
  readonly keys?: DispersedKeys | null;
  /** 32 hex digits, never twice the same. Needed with keys, because an adapter has no randomness of its own. */
  readonly nonce?: () => string;
  readonly baseUrl?: string;
  /** How long the pages after the first may keep the prices waiting, 2000 unless given. */
  readonly besideTimeoutMs?: number;
  readonly priceClass?: PriceClass;
}

const Page = z.looseObject({
  data: z.array(z.unknown()),
  limit: z.int().positive(),
  page: z.int().positive(),
  total: z.int().nonnegative(),
});

/** 1000 offers. */
const MAX_PAGES = 20;

/**
 * Fixed prices of Dispersed, one offer per node offered. When a later page fails, the offers of those before it still
 * come and a sentence says that there are more.
 *
 * @throws NectoError `source/empty` when nothing is offered; `source/auth`, `source/schema`, … as `fetchJson`.
 */
export function render(options: RenderOptions = {}): Source {
  const { keys = null, nonce = () => "", baseUrl = "https://api.dispersed.com" } = options;
  const { besideTimeoutMs: timeoutMs = 2000, priceClass = "live" } = options;
  const source = "render";
  const url = `${baseUrl}/v1/compute/offers`;

  async function fetchPage(number: number, time: number, context: FetchContext) {
    // In the order of the alphabet, as it is signed. Oldest first, so that new offers do not move the pages.
    const pageUrl = new URL(`${url}?limit=50&page=${number}&sort=created_at`);
    const headers = keys
      ? await signDispersed({ method: "GET", url: pageUrl, time, nonce: nonce() }, keys)
      : {};
    const { json, bytes } = await fetchJson({ source, url: pageUrl.href, headers }, context);
    const page = Page.safeParse(json);
    if (!page.success) throw schemaError(source, "there is no page of offers", page.error);
    const { data: rows, limit, total } = page.data;
    return { rows, bytes, isLast: rows.length === 0 || number * limit >= total };
  }

  return {
    name: source,
    async fetchOffers(context) {
      const first = await fetchPage(1, context.now(), context);
      if (first.rows.length === 0) throw emptyError(source);
      const pages = [first];
      const ask = async (within: FetchContext) => {
        while (!pages.at(-1)?.isLast && pages.length < MAX_PAGES)
          pages.push(await fetchPage(pages.length + 1, context.now(), within));
      };
      const { missing } = await fetchBeside({ source, what: "Later pages", ask, timeoutMs }, context);
      const rows = pages.flatMap((page) => page.rows);
      const isCutOff = missing === null && !pages.at(-1)?.isLast;
      const skips: Record<string, number> = {};
      const stamp = { priceClass, observedAt: new Date(context.now()).toISOString() };
      return {
        offers: keepUnique(readRenderOffers(rows, stamp, skips), skips),
        skips,
        bodySha256: await sha256(...pages.map(({ bytes }) => bytes)),
        url: priceClass === "sandbox" ? null : url,
        incomplete: isCutOff ? `Only the first ${rows.length} offers of render were read.` : missing,
      };
    },
  };
}
