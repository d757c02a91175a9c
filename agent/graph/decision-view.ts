import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked, expandRejections, unitsOf } from "@necto/tools/core/expand-decision";
import { expandOffer } from "@necto/tools/core/normalize-offer";
import { BIT, REASON_CODES } from "@necto/tools/core/reason-codes";
import type { RejectedPage } from "@necto/tools/protocol/api";
import {
  type DecisionView,
  type RejectedGroup,
  VIEW_RANKED_OFFERS,
} from "@necto/tools/protocol/decision-view";
import { funnelOf } from "./funnel.ts";

/** A decision as pages show it: the top expanded, the rest as counts. */
export function toDecisionView(decision: CodedDecision): DecisionView {
  const { snapshot, ranking, requirements } = decision;
  return {
    id: decision.id,
    snapshotDigest: snapshot.digest,
    decidedAt: new Date(decision.decidedAt).toISOString(),
    requirements,
    offersSeen: snapshot.offers.length,
    rankedTotal: ranking.order.length,
    rejectedTotal: snapshot.offers.length - ranking.order.length,
    ranked: expandRanked(decision, 0, VIEW_RANKED_OFFERS).map((ranked, place) => {
      const index = ranking.order[place]!;
      const normalized = expandOffer(snapshot, index, decision.decidedAt, unitsOf(decision, index));
      return { ranked, offer: snapshot.offers[index]!, normalized };
    }),
    rejectedGroups: groupRejections(decision.masks),
    funnel: funnelOf(decision),
    relaxations: decision.relaxations.map((relaxation) => ({
      ...relaxation,
      requirements: { ...requirements, [relaxation.constraint]: relaxation.to },
    })),
    sources: [...snapshot.sources],
  };
}

/** Counts per reason, largest first; an offer with two reasons counts in both groups. */
export function groupRejections(masks: Uint32Array): RejectedGroup[] {
  const byMask = new Map<number, number>();
  for (const mask of masks) if (mask !== 0) byMask.set(mask, (byMask.get(mask) ?? 0) + 1);
  const groups = REASON_CODES.map(({ constraint, reason }, index) => {
    const bit = 1 << index;
    let offers = 0;
    for (const [mask, count] of byMask) if (mask & bit) offers += count;
    return { constraint, reason, offers, alone: byMask.get(bit) ?? 0 };
  });
  return groups.filter(({ offers }) => offers > 0).sort((a, b) => b.offers - a.offers);
}

/** One page of the offers that a reason keeps out. */
export function rejectedPage(
  decision: CodedDecision,
  group: Pick<RejectedGroup, "constraint" | "reason"> | null,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): RejectedPage {
  const bit = group === null ? -1 : bitOf(group);
  const isWanted = (mask: number) => mask !== 0 && (mask & bit) !== 0;
  let total = 0;
  for (const mask of decision.masks) if (isWanted(mask)) total++;
  const { snapshot } = decision;
  const indexes = new Map(snapshot.offers.map(({ id }, index) => [id, index]));
  const rows = expandRejections(decision, isWanted, offset, limit).map((rejection) => {
    const index = indexes.get(rejection.offerId)!;
    return {
      rejection,
      offer: snapshot.offers[index]!,
      normalized: expandOffer(snapshot, index, decision.decidedAt, 1),
    };
  });
  return { total, rows };
}

const bitOf = ({ constraint, reason }: Pick<RejectedGroup, "constraint" | "reason">): number =>
  (BIT as Readonly<Record<string, number>>)[`${constraint}/${reason}`] ?? 0;
