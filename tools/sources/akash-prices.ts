import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import { type Offer, UNKNOWN_EXTRAS } from "../core/offer.ts";
import { locationOf } from "../core/regions.ts";
import { countSkip } from "./count-skip.ts";
import { emptyError, schemaError } from "./fetch-json.ts";

// GET /v1/gpu-prices of the Akash console (apps/api gpu.schema.ts and gpu-price.service.ts, read 2026-11-22).
// Price basis: USD per GPU-hour, statistics over each provider's best bid of the last 31 days. The source itself has
// turned blocks into hours with 6.0 s and rounded to cents. Of the five statistics `med` is taken: `max` and both
// averages may hold a bid for 8 GPUs read as one GPU's, and `min` is what one provider, perhaps full, once asked.
// Quirks: models without free GPUs stay listed with their price; without a bid in 31 days `price` is null; the small
// host of the bid is in the price, a larger one costs extra; no region.

const Availability = z.looseObject({ total: z.int().nonnegative(), available: z.int() });

const Statistics = z
  .looseObject({ currency: z.literal("USD"), min: z.number(), med: z.number(), max: z.number() })
  .refine(({ min, med, max }) => min <= med && med <= max, { message: "the median is outside the bids" });

const Model = z.looseObject({
  vendor: z.string().min(1),
  model: z.string().min(1),
  ram: z.string().regex(/^\d{1,4}Gi$/),
  interface: z.string(),
  availability: Availability,
  price: Statistics.nullable(),
});

const Answer = z.looseObject({ availability: Availability, models: z.array(z.unknown()) });

type Stamp = Pick<Offer, "priceClass" | "observedAt">;

/**
 * One offer per GPU model with a price, for one GPU, `unitsAvailable` of them free on the whole network. Counts
 * `no-price` and `malformed`.
 *
 * @throws NectoError `source/schema` when there is no list of models, `source/empty` when it is empty.
 */
export function readAkashPrices(json: unknown, stamp: Stamp, skips: Record<string, number>): Offer[] {
  const answer = Answer.safeParse(json);
  if (!answer.success) throw schemaError("akash", "there is no list of GPU models", answer.error);
  if (answer.data.models.length === 0) throw emptyError("akash");
  return answer.data.models.flatMap((row) => {
    const model = Model.safeParse(row);
    if (model.success && model.data.price) return [toOffer(model.data, model.data.price, stamp)];
    countSkip(skips, model.success ? "no-price" : "malformed");
    return [];
  });
}

function toOffer(
  { vendor, model, ram, interface: form, availability }: z.output<typeof Model>,
  { med }: z.output<typeof Statistics>,
  stamp: Stamp,
): Offer {
  return {
    id: `akash:${vendor}:${model}:${ram}:${form}:med`,
    source: "akash",
    provider: "akash",
    gpu: canonicalizeGpu(model, { vendor, memoryGib: Number(ram.slice(0, -2)), formFactor: form }),
    gpuCount: 1,
    unitsAvailable: Math.max(0, availability.available),
    location: locationOf(null, ""),
    pricing: {
      model: "spot",
      kind: "auction",
      amount: String(med),
      currency: "USD",
      per: "hour",
      blockSeconds: null,
      scope: "gpu",
      interruptionBps: null,
    },
    fees: [],
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
