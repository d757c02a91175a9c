import type { CodedDecision } from "@necto/tools/core/decide";
import type { Offer } from "@necto/tools/core/offer";
import { BIT } from "@necto/tools/core/reason-codes";
import { hourlyUsdMicros } from "@necto/tools/core/snapshot";
import { nearestRank } from "../../market/price-samples.ts";

/** What else a decision knew, for the GPUs of the job that came from it. Micro-USD an hour for all of them together. */
export interface Alternatives {
  readonly offer: Offer;
  readonly gpus: number;
  /** The median of what met the requirements and could be booked; null when nothing did. */
  readonly medianRate: number | null;
  /** The cheapest that the requirements ruled out and that could have been booked; null when there was none. */
  readonly ruledOutRate: number | null;
}

/** Reasons that no other wish of the buyer would have helped against. */
const NEVER_BOOKABLE = [
  ...([
    "gpu/unidentified",
    "price/unpriced",
    "price/outlier",
    "tokenPrice/unpriced",
    "tokenPrice/stale",
  ] as const),
  ...([
    "availability/unavailable",
    "gpuCount/shape",
    "gpuCount/unknown",
    "durationSeconds/violates",
  ] as const),
].reduce((mask, name) => mask | BIT[name], 0);

/**
 * The two that a job is compared with. Both are priced as the decision priced them, by their price per GPU-hour times the
 * job's GPUs. The median is nearest rank, so always a price that somebody asked. What was ruled out is of the same GPU model,
 * and sold for the count and the duration; only region, source, pricing model, memory, form factor, limits of price or
 * reliability stood against it.
 *
 * @param gpus GPUs that the job pays for
 * @returns null when the offer is not in the decision: it is another one's
 */
export function alternativesOf(
  { snapshot, masks }: CodedDecision,
  { offerId, gpus }: { readonly offerId: string; readonly gpus: number },
): Alternatives | null {
  const { columns, offers, prices } = snapshot;
  const chosen = offers.findIndex(({ id }) => id === offerId);
  if (chosen < 0) return null;
  const modelOf = (index: number) => columns.gpus[columns.gpu[index]!]!.model;
  const met: number[] = [];
  let cheapest: number | null = null;
  for (let index = 0; index < masks.length; index++) {
    if (columns.bookable[index] === 0) continue;
    const mask = masks[index]!;
    if (mask === 0) met.push(index);
    else if ((mask & NEVER_BOOKABLE) === 0 && modelOf(index) === modelOf(chosen))
      if (cheapest === null || prices[index]! < prices[cheapest]!) cheapest = index;
  }
  const rateOf = (index: number) => hourlyUsdMicros(snapshot, index, gpus);
  met.sort((a, b) => prices[a]! - prices[b]!);
  return {
    ...{ offer: offers[chosen]!, gpus },
    medianRate: met.length === 0 ? null : rateOf(nearestRank(met, 50)),
    ruledOutRate: cheapest === null ? null : rateOf(cheapest),
  };
}
