import type { CodedDecision } from "./decide.ts";
import type { Constraint } from "./decision.ts";
import { BIT, codesOf } from "./reason-codes.ts";
import type { RankBy } from "./requirements.ts";

/** Why a listing was in a route and did not win it: dearer, a tie, another order, one constraint, or several. */
export type LossCause = "price" | "tie" | Exclude<RankBy, "cost"> | Constraint | "several";

/** One listing in one route that asked for its GPU. */
export interface RouteFact {
  readonly offerId: string;
  /** Null = it won. */
  readonly cause: LossCause | null;
  /** What it asked and what would have won, micro-USD per GPU-hour; null when no price alone would have. */
  readonly price: { readonly asked: number; readonly toWin: number } | null;
}

/** Not asked for, rather than lost. */
const NOT_ASKED = BIT["gpuModels/violates"] | BIT["gpu/unidentified"];
const OVER_PRICE = BIT["maxUsdMicrosPerGpuHour/violates"];
const OVER_TOTAL = BIT["maxTotalUsdMicros/violates"];

/**
 * How each Necto listing fared in a route that its GPU was asked for in, in the order of offer ids. What would have won
 * is a micro-USD under the first, or the buyer's limit when nobody was within it. Nothing here says who asked.
 */
export function routeFacts(decision: CodedDecision): RouteFact[] {
  const { masks, snapshot } = decision;
  return snapshot.offers.flatMap(({ id, fulfilment }, index) =>
    fulfilment.kind !== "listing" || masks[index]! & NOT_ASKED ? [] : [factOf(decision, index, id)],
  );
}

function factOf(decision: CodedDecision, index: number, offerId: string): RouteFact {
  const mask = decision.masks[index]!;
  if (mask === 0) return rankedFact(decision, index, offerId);
  if (mask === OVER_PRICE) return { offerId, cause: "price", price: priceWithin(decision, index) };
  if (mask === OVER_TOTAL) return { offerId, cause: "maxTotalUsdMicros", price: null };
  const constraints = new Set(codesOf(mask).map(({ constraint }) => constraint));
  return { offerId, cause: constraints.size === 1 ? [...constraints][0]! : "several", price: null };
}

function rankedFact(
  { ranking, snapshot, requirements }: CodedDecision,
  index: number,
  offerId: string,
): RouteFact {
  const first = ranking.order[0]!;
  if (first === index) return { offerId, cause: null, price: null };
  if (requirements.rankBy !== "cost") return { offerId, cause: requirements.rankBy, price: null };
  const [asked, best] = [snapshot.prices[index]!, snapshot.prices[first]!];
  return { offerId, cause: asked > best ? "price" : "tie", price: { asked, toWin: best - 1 } };
}

/** For a listing that is only dearer than the buyer's limit. */
function priceWithin({ ranking, snapshot, requirements }: CodedDecision, index: number): RouteFact["price"] {
  const first = ranking.order[0];
  const limit = requirements.maxUsdMicrosPerGpuHour!;
  if (first !== undefined && requirements.rankBy !== "cost") return null;
  const toWin = first === undefined ? limit : Math.min(limit, snapshot.prices[first]! - 1);
  return { asked: snapshot.prices[index]!, toWin };
}
