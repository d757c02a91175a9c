import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import { type Offer, UNKNOWN_EXTRAS } from "../core/offer.ts";
import { locationOf } from "../core/regions.ts";
import { countSkip } from "./count-skip.ts";
import { emptyError, schemaError } from "./fetch-json.ts";
import { IONET_FEES } from "./ionet-fees.ts";

// GET /v1/io-explorer/network/market-snapshot?hardware_type=gpu (ionet-official/docs openapi, read 2026-11-22).
// Price basis: USD per hour and card, one price per product. Quirks: any price may be null or absent; cards are priced
// while every one of them is hired (`idle: 0`), and cannot be rented then; Apple and CPU rows come in spite of the
// query; names come with and without the vendor; no region.

/** Products by the field that holds their price. */
const PRODUCTS = {
  price: "ray",
  kubernetes_price: "kubernetes",
  baremetal_price: "baremetal",
  caas_price: "caas",
  vmaas_price: "vmaas",
} as const;
type PriceField = keyof typeof PRODUCTS;
const FIELDS = Object.keys(PRODUCTS) as PriceField[];

const Price = z.number().nullish();

const Card = z.looseObject({
  id: z.int(),
  brand_name: z.string().min(1),
  hardware_name: z.string().min(1),
  type: z.string().optional(),
  price: Price,
  kubernetes_price: Price,
  baremetal_price: Price,
  caas_price: Price,
  vmaas_price: Price,
  idle: z.int().nonnegative(),
});
type Card = z.output<typeof Card>;

const Answer = z.looseObject({ status: z.literal("succeeded"), data: z.array(z.unknown()) });

type Stamp = Pick<Offer, "priceClass" | "observedAt">;

/**
 * One offer per GPU card and product with a price, with the idle cards as units. Counts `no-price` (no product has
 * one) and `malformed`; Apple and CPU rows are left out.
 *
 * @throws NectoError `source/schema` when there is no list of cards, `source/empty` when it is empty.
 */
export function readIonetSnapshot(json: unknown, stamp: Stamp, skips: Record<string, number>): Offer[] {
  const answer = Answer.safeParse(json);
  if (!answer.success) throw schemaError("ionet", "there is no list of cards", answer.error);
  if (answer.data.data.length === 0) throw emptyError("ionet");
  return answer.data.data.flatMap((row) => {
    const card = Card.safeParse(row);
    if (card.success && !isGpu(card.data)) return [];
    const priced = FIELDS.filter((field) => card.success && card.data[field] != null);
    if (card.success && priced.length > 0) return priced.map((field) => toOffer(card.data, field, stamp));
    countSkip(skips, card.success ? "no-price" : "malformed");
    return [];
  });
}

/** Without a type, only a name that is known to be a GPU's is believed to be one. */
const isGpu = (card: Card): boolean =>
  card.brand_name.toLowerCase() !== "apple" &&
  (card.type === undefined ? gpuOf(card).model !== null : card.type === "GPU");

const gpuOf = ({ hardware_name, brand_name }: Card): Offer["gpu"] =>
  canonicalizeGpu(hardware_name, { vendor: brand_name });

function toOffer(card: Card, field: PriceField, stamp: Stamp): Offer {
  return {
    id: `ionet:snapshot:${card.id}:${PRODUCTS[field]}`,
    source: "ionet",
    provider: "ionet",
    gpu: gpuOf(card),
    gpuCount: 1,
    unitsAvailable: card.idle,
    location: locationOf(null, ""),
    pricing: { model: "fixed", amount: String(card[field]), currency: "USD", per: "hour", scope: "gpu" },
    fees: [...IONET_FEES],
    fulfilment: { kind: "quote-only" },
    uptimeBps: null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: UNKNOWN_EXTRAS,
    ...stamp,
    url: null,
  };
}
