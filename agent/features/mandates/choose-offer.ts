import type { CodedDecision } from "@necto/tools/core/decide";
import type { Requirements } from "@necto/tools/core/requirements";
import type { MandateTerms } from "@necto/tools/protocol/mandate";

/** What is searched for when the watch has fired: what it looks for, for the time and within the bounds of its mandate. */
export function toWanted(requirements: Requirements, terms: MandateTerms): Requirements {
  const { maxUsdMicrosPerGpuHour, maxTotalUsdMicros } = requirements;
  return {
    ...requirements,
    durationSeconds: terms.durationSeconds,
    maxUsdMicrosPerGpuHour: lower(maxUsdMicrosPerGpuHour, terms.maxUsdMicrosPerGpuHour),
    maxTotalUsdMicros: lower(maxTotalUsdMicros, terms.maxOrderUsdMicros),
  };
}

/** The first of a ranking that somebody here fulfils; null when there is none. */
export function chooseOffer({ ranking, snapshot }: CodedDecision): string | null {
  const bookable = ranking.order.find((index) => snapshot.offers[index]!.fulfilment.kind !== "quote-only");
  return bookable === undefined ? null : snapshot.offers[bookable]!.id;
}

const lower = (said: number | null, bound: number): number => Math.min(said ?? bound, bound);
