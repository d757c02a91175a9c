import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer } from "../core/offer.ts";
import type { Pricing } from "../core/pricing.ts";
import { locationOf } from "../core/regions.ts";
import type { AkashProvider } from "./akash-providers.ts";
import { shiftPoint } from "./shift-point.ts";

// One row of the chain's list of bids (akash-network/chain-sdk proto, read 2026-11-22).
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
    /** Block height. */
    created_at: Digits,
    price: z.looseObject({ denom: z.string(), amount: z.string().regex(/^\d{1,30}(\.\d{1,18})?$/) }),
    resources_offer: z.array(Resource).min(1),
  }),
});
type Bid = z.output<typeof Bid>["bid"];

export interface BidContext {
  readonly byAddress: ReadonlyMap<string, AkashProvider>;
  /** Seconds per block as decimal text, recorded in each offer. */
  readonly blockSeconds: string;
  readonly stamp: Pick<Offer, "priceClass" | "observedAt">;
}

export interface ReadBid {
  readonly offer: Offer;
  /** Equal for bids of one provider on the very same machine. */
  readonly machine: string;
  /** Block height of the bid. */
  readonly height: number;
}

/**
 * An open bid, null for one that is closed or offers no GPU, or the code of why it is left out: `malformed`,
 * `other-denom` (IBC coins), `unnamed-gpu` (any or several models), `mixed-group` (several kinds of machines at one
 * price, which no GPU-hour can be told from).
 */
export function readAkashBid(row: unknown, context: BidContext): ReadBid | string | null {
  const parsed = Bid.safeParse(row);
  if (!parsed.success) return "malformed";
  const { bid } = parsed.data;
  const offer = readOffer(bid, context);
  if (typeof offer === "string" || offer === null) return offer;
  const machine = JSON.stringify([
    bid.id.provider,
    bid.price.denom,
    offer.gpu.raw,
    offer.gpuCount,
    bid.resources_offer,
  ]);
  return { offer, machine, height: Number(bid.created_at) };
}

const gpusOf = ({ resources, count }: Resource): number => Number(resources.gpu.units.val) * count;

function readOffer(bid: Bid, context: BidContext): Offer | string | null {
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
