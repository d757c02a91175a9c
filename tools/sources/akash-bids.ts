import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer } from "../core/offer.ts";
import type { Pricing } from "../core/pricing.ts";
import { locationOf } from "../core/regions.ts";
import type { AkashProvider } from "./akash-providers.ts";
import { countSkip } from "./count-skip.ts";
import type { FetchContext } from "./fetch-body.ts";
import { fetchJson, schemaError } from "./fetch-json.ts";
import { shiftPoint } from "./shift-point.ts";

// GET <LCD>/akash/market/v1beta5/bids/list?filters.state=open (akash-network/chain-sdk proto, read 2026-11-22).
// Price basis: decimal text per BLOCK for the whole group, that is for every resource times its `count`, host
// included. `uact` is a millionth of ACT (1 ACT = 1 USD); `uakt` is a millionth of AKT, on orders from before ACT.
// Quirks: 64-bit numbers are text; GPUs are `units.val` of each of `count`; the model is the name of an attribute.

const Digits = z.string().regex(/^\d{1,15}$/);
const Amount = z.looseObject({ val: Digits });

const Resource = z.looseObject({
  resources: z.looseObject({
    cpu: z.looseObject({ units: Amount }),
    gpu: z.looseObject({
      units: Amount,
      attributes: z.array(z.looseObject({ key: z.string(), value: z.string() })),
    }),
    memory: z.looseObject({ quantity: Amount }),
    storage: z.array(z.looseObject({ quantity: Amount })),
  }),
  count: z.int().positive(),
});
type Resource = z.output<typeof Resource>;

const Bid = z.looseObject({
  bid: z.looseObject({
    id: z.looseObject({
      dseq: Digits,
      gseq: z.int().nonnegative(),
      oseq: z.int().nonnegative(),
      provider: z.string().regex(/^akash1[0-9a-z]+$/),
      bseq: z.int().nonnegative().default(0),
    }),
    state: z.string(),
    price: z.looseObject({ denom: z.string(), amount: z.string().regex(/^\d{1,30}(\.\d{1,18})?$/) }),
    resources_offer: z.array(Resource).min(1),
  }),
});
type Bid = z.output<typeof Bid>["bid"];

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

export interface BidContext {
  readonly byAddress: ReadonlyMap<string, AkashProvider>;
  /** Seconds per block as decimal text, recorded in each offer. */
  readonly blockSeconds: string;
  readonly stamp: Pick<Offer, "priceClass" | "observedAt">;
}

/**
 * One offer per open bid with GPUs, in order of id. Counts `malformed`, `other-denom` (IBC coins), `unnamed-gpu` (any
 * or several models) and `mixed-group` (several kinds of machines at one price, which no GPU-hour can be told from).
 */
export function readAkashBids(
  rows: readonly unknown[],
  context: BidContext,
  skips: Record<string, number>,
): Offer[] {
  const offers = rows.flatMap((row) => {
    const parsed = Bid.safeParse(row);
    const read = parsed.success ? readBid(parsed.data.bid, context) : "malformed";
    if (typeof read === "string") countSkip(skips, read);
    return typeof read === "string" || read === null ? [] : [read];
  });
  return offers.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const gpusOf = ({ resources, count }: Resource): number => Number(resources.gpu.units.val) * count;

/** An offer, the code of why there is none, or null for a bid that offers no GPU. */
function readBid(bid: Bid, context: BidContext): Offer | string | null {
  const withGpu = bid.resources_offer.filter((resource) => gpusOf(resource) > 0);
  const [gpuResource] = withGpu;
  if (bid.state !== "open" || !gpuResource) return null;
  if (withGpu.length > 1) return "mixed-group";
  const pricing = priceOf(bid, context.blockSeconds);
  if (pricing === null) return "other-denom";
  const gpu = namedGpu(gpuResource);
  if (gpu === null) return "unnamed-gpu";
  const gpuCount = gpusOf(gpuResource);
  return gpuCount > 1_000_000 ? "malformed" : toOffer(bid, { gpu, gpuCount, pricing }, context);
}

function priceOf({ price: { denom, amount } }: Bid, blockSeconds: string): Pricing | null {
  const block = { per: "block", blockSeconds, scope: "unit" } as const;
  if (denom === "uact")
    return { model: "spot", kind: "auction", amount, currency: "UACT", ...block, interruptionBps: null };
  if (denom !== "uakt") return null;
  const akt = { token: "AKT", coinId: "akash-network", floorUsdMicros: null };
  return { model: "token", amount: shiftPoint(amount, 6), ...akt, ...block };
}

const ATTRIBUTE = /^vendor\/([a-z0-9]+)\/model\/([a-z0-9]+)(?:\/ram\/(\d{1,4})Gi)?(?:\/interface\/(\w+))?$/;

/** `vendor/nvidia/model/h100/ram/80Gi/interface/sxm`; null for a wildcard or a choice of several. */
function namedGpu({ resources: { gpu } }: Resource): Offer["gpu"] | null {
  const keys = gpu.attributes.filter(({ value }) => value === "true").map(({ key }) => key);
  const [, vendor, model, ram, form] = (keys.length === 1 && ATTRIBUTE.exec(keys[0] ?? "")) || [];
  if (vendor === undefined || model === undefined) return null;
  return canonicalizeGpu(model, {
    vendor,
    memoryGib: ram === undefined ? null : Number(ram),
    formFactor: form ?? null,
  });
}

const GIB = 2 ** 30;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of the whole group. CPU is in thousandths; bytes divided by a power of two stay exact. */
function hostOf(resources: readonly Resource[]) {
  const total = (of: (resource: Resource["resources"]) => number) =>
    sum(resources.map(({ resources, count }) => of(resources) * count));
  const storage = total(({ storage }) => sum(storage.map(({ quantity }) => Number(quantity.val))));
  return {
    vcpus: String(total(({ cpu }) => Number(cpu.units.val)) / 1000),
    memoryGib: String(total(({ memory }) => Number(memory.quantity.val)) / GIB),
    storageGib: String(storage / GIB),
  };
}

function toOffer(
  { id, resources_offer }: Bid,
  priced: Pick<Offer, "gpu" | "gpuCount" | "pricing">,
  { byAddress, stamp }: BidContext,
): Offer {
  const provider = byAddress.get(id.provider);
  return {
    id: `akash:bid:${id.provider}:${id.dseq}:${id.gseq}:${id.oseq}:${id.bseq}`,
    source: "akash",
    provider: "akash",
    ...priced,
    // A bid says what one group costs, not how many of them there are; an offline provider has none.
    unitsAvailable: provider?.isOnline === false ? 0 : null,
    location: provider?.location ?? locationOf(null, ""),
    fees: [],
    fulfilment: { kind: "quote-only" },
    uptimeBps: provider?.uptimeBps ?? null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: { ...hostOf(resources_offer), networkMbps: null, hostIncluded: true, flags: [] },
    ...stamp,
    url: null,
  };
}
