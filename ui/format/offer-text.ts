import type { RankedOffer } from "@necto/tools/core/decision";
import type { Offer } from "@necto/tools/core/offer";
import { PRICE_CLASS_LABELS } from "./labels.ts";
import { countOf, dateText, UNKNOWN } from "./text.ts";

/** `80 GiB`, or a dash. */
export const memoryText = ({ gpu }: Offer): string =>
  gpu.memoryGib === null ? UNKNOWN : `${gpu.memoryGib} GiB`;

/** `4 units free`, `sold out`, or that nobody says. */
export function unitsText({ unitsAvailable }: Offer): string {
  if (unitsAvailable === null) return "not stated";
  return unitsAvailable === 0 ? "sold out" : `${countOf(unitsAvailable, "unit")} free`;
}

/** Where the price stands in time: `Sandbox`, `Recorded 2026-11-20`. */
export function priceClassText({ priceClass, observedAt }: Offer): string {
  const { word, isDated } = PRICE_CLASS_LABELS[priceClass];
  return isDated ? `${word} ${dateText(observedAt)}` : word;
}

export const isBookable = ({ fulfilment }: Offer): boolean => fulfilment.kind !== "quote-only";

/** `× 8 GPUs`, and `(2 units of 4)` when the count is made up of several machines. */
export function sizeText(
  ranked: Pick<RankedOffer, "units" | "billedGpus">,
  offer: Pick<Offer, "gpuCount">,
): string {
  const gpus = `× ${countOf(ranked.billedGpus, "GPU")}`;
  return ranked.units > 1 ? `${gpus} (${ranked.units} units of ${offer.gpuCount})` : gpus;
}
