import type { Engine, Relaxation } from "./decision.ts";
import { filterOffers } from "./filter.ts";
import { type Ranking, rankOffers } from "./rank.ts";
import { findRelaxations } from "./relax.ts";
import type { Requirements } from "./requirements.ts";
import type { MarketSnapshot } from "./snapshot.ts";

/** What a decision is called and when it was taken; all from the caller, the core has no clock and no ids. */
export interface DecisionStamp {
  readonly id: string;
  readonly parentId: string | null;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
  readonly engine: Engine;
}

/**
 * A decision as codes: the order as indexes into the snapshot and one reason mask per offer.
 * `expand-decision.ts` turns the parts somebody looks at into words and arithmetic.
 */
export interface CodedDecision extends DecisionStamp {
  readonly snapshot: MarketSnapshot;
  readonly requirements: Requirements;
  readonly ranking: Ranking;
  readonly masks: Uint32Array;
  readonly relaxations: readonly Relaxation[];
}

/** One routing over one snapshot: filter, rank, relax. Pure and replayable. */
export function decide(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  stamp: DecisionStamp,
): CodedDecision {
  return rankFiltered(snapshot, requirements, stamp, filterOffers(snapshot, requirements, stamp.decidedAt));
}

/** The second half of `decide`, for a graph that shows filtering and ranking as two steps. */
export function rankFiltered(
  snapshot: MarketSnapshot,
  requirements: Requirements,
  stamp: DecisionStamp,
  masks: Uint32Array,
): CodedDecision {
  return {
    ...stamp,
    snapshot,
    requirements,
    masks,
    ranking: rankOffers(snapshot, requirements, masks),
    relaxations: findRelaxations(snapshot, requirements, stamp.decidedAt, masks),
  };
}
