import { z } from "zod";
import type { Offer } from "../core/offer.ts";
import { type BidContext, type ReadBid, readAkashBid } from "./akash-bid.ts";
import { countSkip } from "./count-skip.ts";
import type { FetchContext } from "./fetch-body.ts";
import { fetchJson, schemaError } from "./fetch-json.ts";

// GET <LCD>/akash/market/v1beta5/bids/list?filters.state=open (akash-network/chain-sdk openapi, read 2026-11-22), keyless,
// limits as the node's operator sets them. Every order gets a bid of every provider that can serve it, so one machine
// appears many times; what its provider asked last is what it asks.

const Answer = z.looseObject({
  bids: z.array(z.unknown()),
  pagination: z.looseObject({ next_key: z.string().nullish() }).nullish(),
});

/** 500 open bids are more than the network has had orders for. */
const MAX_PAGES = 5;

export interface AkashBidPages {
  readonly rows: readonly unknown[];
  readonly bodies: readonly Uint8Array[];
  /** One sentence when there were more pages than are read. */
  readonly cutOff: string | null;
}

/** @throws NectoError as `fetchJson`; `source/schema` when a page has no list of bids. */
export async function fetchAkashBids(url: string, context: FetchContext): Promise<AkashBidPages> {
  const rows: unknown[] = [];
  const bodies: Uint8Array[] = [];
  let key: string | null = "";
  while (key !== null && bodies.length < MAX_PAGES) {
    const query = new URLSearchParams({ "filters.state": "open", "pagination.limit": "100" });
    if (key !== "") query.set("pagination.key", key);
    const { json, bytes } = await fetchJson({ source: "akash", url: `${url}?${query}` }, context);
    const page = Answer.safeParse(json);
    if (!page.success) throw schemaError("akash", "there is no list of bids", page.error);
    rows.push(...page.data.bids);
    bodies.push(bytes);
    key = page.data.pagination?.next_key || null;
  }
  const cutOff = key === null ? null : `Only the first ${rows.length} open bids of akash were read.`;
  return { rows, bodies, cutOff };
}

/**
 * One offer per machine that an open bid offers, in order of id. Counts what `readAkashBid` leaves out, and `superseded`
 * bids, which their provider followed by another one for the same machine.
 */
export function readAkashBids(
  rows: readonly unknown[],
  context: BidContext,
  skips: Record<string, number>,
): Offer[] {
  const latest = new Map<string, ReadBid>();
  for (const row of rows) {
    const read = readAkashBid(row, context);
    if (read === null) continue;
    if (typeof read === "string") {
      countSkip(skips, read);
      continue;
    }
    const other = latest.get(read.machine);
    if (!other || isLater(read, other)) latest.set(read.machine, read);
    if (other && other.offer.id !== read.offer.id) countSkip(skips, "superseded");
  }
  return [...latest.values()].map(({ offer }) => offer).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Of two bids in one block the greater id, so that the order of the list does not matter. */
const isLater = (a: ReadBid, b: ReadBid): boolean =>
  a.height > b.height || (a.height === b.height && a.offer.id > b.offer.id);
