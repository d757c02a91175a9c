import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { CONSTRAINTS, RankedOffer, REASONS, Rejection, Relaxation } from "../core/decision.ts";
import { NormalizedOffer } from "../core/normalized-offer.ts";
import { Offer } from "../core/offer.ts";
import { Requirements } from "../core/requirements.ts";
import { SourceReport } from "../core/source-report.ts";

/** An offer of the ranking with everything a page shows about it. */
export const RankedRow = z.object({ ranked: RankedOffer, offer: Offer, normalized: NormalizedOffer });
export type RankedRow = z.output<typeof RankedRow>;

/** Rejected offers that share a reason. An offer with two reasons counts in two groups. */
export const RejectedGroup = z.object({
  constraint: z.enum(CONSTRAINTS),
  reason: z.enum(REASONS),
  /** Offers with this reason. */
  offers: Count,
  /** Offers with this reason and no other: what relaxing it alone would bring back. */
  alone: Count,
});
export type RejectedGroup = z.output<typeof RejectedGroup>;

/** What one constraint removed of the offers that the constraints before it had left. */
export const FunnelStep = z.object({ constraint: z.enum(CONSTRAINTS), removed: Count, left: Count });
export type FunnelStep = z.output<typeof FunnelStep>;

export const RejectedRow = z.object({ rejection: Rejection, offer: Offer, normalized: NormalizedOffer });
export type RejectedRow = z.output<typeof RejectedRow>;

/** A relaxation with the requirements it leads to, ready to be sent as the next run. */
export const RelaxationView = Relaxation.extend({ requirements: Requirements });
export type RelaxationView = z.output<typeof RelaxationView>;

/** A decision as pages show it: the top of the ranking expanded, the rest as counts. Values are codes and facts; words come from `core/explain.ts`. */
export const DecisionView = z.object({
  id: z.string(),
  snapshotDigest: z.string(),
  decidedAt: IsoTime,
  requirements: Requirements,
  offersSeen: Count,
  rankedTotal: Count,
  rejectedTotal: Count,
  /** First 20 of the ranking. */
  ranked: z.array(RankedRow),
  /** Largest group first. */
  rejectedGroups: z.array(RejectedGroup),
  /** From all offers seen to those ranked, constraint by constraint; empty in views of older versions. */
  funnel: z.array(FunnelStep).default([]),
  relaxations: z.array(RelaxationView),
  sources: z.array(SourceReport),
});
export type DecisionView = z.output<typeof DecisionView>;

/** Most ranked offers that a view carries. */
export const VIEW_RANKED_OFFERS = 20;
