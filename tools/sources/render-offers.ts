import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer } from "../core/offer.ts";
import { compare, parseDecimal, ratio } from "../core/rational.ts";
import { locate } from "../core/regions.ts";
import { countSkip } from "./count-skip.ts";

// Rows of GET /v1/compute/offers (otoyinc.mintlify.app, list-compute-offers, read 2026-11-22).
// Price basis: `hourly_rate_usd`, a JSON number. The page does not say whether it is for the offer or for one GPU; an
// offer is one node with all its hardware, so it is taken for the whole, and offers of several GPUs carry a flag.
// Quirks: `availability` is an object of undocumented members, so being listed is all that is known of it; names of
// regions look like AWS's.

const RenderOffer = z.looseObject({
  offer_id: z.string().min(1),
  hardware_summary: z.looseObject({
    cpu_cores: z.number().nullish(),
    gpu_count: z.int().nonnegative().max(1024),
    gpu_models: z.array(
      z.looseObject({
        name: z.string().min(1),
        count: z.int().positive(),
        min_vram_gib: z.number().positive().nullish(),
      }),
    ),
    ram_gib: z.number().nullish(),
    storage_gib: z.number().nullish(),
  }),
  pricing: z.looseObject({ hourly_rate_usd: z.number(), quoted_at: z.iso.datetime({ offset: true }) }),
  region_code: z.string(),
});
type RenderOffer = z.output<typeof RenderOffer>;

/**
 * One offer per node, in the order of the list. Counts `malformed` (also when models and GPU count disagree),
 * `mixed-gpus` (one price for several models) and `doubtful-scope`; nodes without a GPU are left out.
 */
export function readRenderOffers(
  rows: readonly unknown[],
  stamp: Pick<Offer, "priceClass" | "observedAt">,
  skips: Record<string, number>,
): Offer[] {
  return rows.flatMap((row) => {
    const parsed = RenderOffer.safeParse(row);
    const read = parsed.success ? readOffer(parsed.data) : "malformed";
    if (typeof read === "string") countSkip(skips, read);
    return typeof read === "string" || read === null ? [] : [{ ...read, ...stamp }];
  });
}

type Unstamped = Omit<Offer, "priceClass" | "observedAt">;

function readOffer(row: RenderOffer): Unstamped | string | null {
  const { gpu_count, gpu_models } = row.hardware_summary;
  const [model] = gpu_models;
  if (gpu_models.reduce((sum, { count }) => sum + count, 0) !== gpu_count) return "malformed";
  if (!model) return null;
  if (gpu_models.length > 1) return "mixed-gpus";
  const offer = toOffer(row, model);
  return isDoubtful(offer, row.pricing.hourly_rate_usd) ? "doubtful-scope" : offer;
}

/**
 * A check of the assumption on the one card whose price is well known: an RTX 4090 costs 0.2 to 0.8 USD an hour. Several
 * of them outside that, each, were most likely priced per GPU; divided, they would look absurdly cheap.
 */
function isDoubtful({ gpu, gpuCount }: Unstamped, rate: number): boolean {
  if (gpuCount === 1 || gpu.model !== "RTX 4090") return false;
  const usd = parseDecimal(String(rate));
  return (
    usd === null || compare(usd, ratio(2 * gpuCount, 10)) < 0 || compare(usd, ratio(8 * gpuCount, 10)) > 0
  );
}

const text = (value: number | null | undefined): string | null => (value == null ? null : String(value));

function toOffer(
  { offer_id, hardware_summary, pricing, region_code }: RenderOffer,
  model: RenderOffer["hardware_summary"]["gpu_models"][number],
): Unstamped {
  const { cpu_cores, gpu_count, ram_gib, storage_gib } = hardware_summary;
  return {
    id: `render:${offer_id}`,
    source: "render",
    provider: "render",
    // Dispersed runs NVIDIA nodes only.
    gpu: canonicalizeGpu(model.name, { vendor: "nvidia", memoryGib: model.min_vram_gib ?? null }),
    gpuCount: gpu_count,
    unitsAvailable: null,
    location: locate(region_code, "aws"),
    pricing: {
      model: "fixed",
      amount: String(pricing.hourly_rate_usd),
      currency: "USD",
      per: "hour",
      scope: "unit",
    },
    fees: [],
    fulfilment: { kind: "quote-only" },
    uptimeBps: null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: {
      vcpus: text(cpu_cores),
      memoryGib: text(ram_gib),
      storageGib: text(storage_gib),
      networkMbps: null,
      hostIncluded: true,
      flags: gpu_count > 1 ? ["scope-of-rate-not-stated"] : [],
    },
    url: null,
  };
}
