import type { CodedDecision } from "@necto/tools/core/decide";
import type { MatchView } from "@necto/tools/protocol/match-view";
import { toDecisionView } from "./decision-view.ts";

/** What a form shows of a decision that nobody asked to keep. */
export function toMatchView(decision: CodedDecision): MatchView {
  const { decidedAt, offersSeen, rankedTotal, rejectedGroups, funnel, relaxations } =
    toDecisionView(decision);
  return {
    ...{ decidedAt, offersSeen, rankedTotal, rejectedGroups, funnel, relaxations },
    cheapest: cheapestOf(decision),
  };
}

/** Bookable offers are ranked first, and not every ranking is by price: the cheapest may stand anywhere. */
function cheapestOf({ snapshot, ranking }: CodedDecision): MatchView["cheapest"] {
  const { prices, offers } = snapshot;
  let best: number | null = null;
  for (const index of ranking.order) if (best === null || prices[index]! < prices[best]!) best = index;
  if (best === null) return null;
  const offer = offers[best]!;
  return {
    ...{ offer, usdMicrosPerGpuHour: prices[best]! },
    isBookable: offer.fulfilment.kind !== "quote-only",
  };
}
