import { z } from "zod";
import { type CodedDecision, decide } from "../core/decide.ts";
import { Offer } from "../core/offer.ts";
import { isShipped } from "../core/rules-version.ts";
import { buildSnapshot } from "../core/snapshot.ts";
import { type Outcome, outcomeOf } from "./build-decision-body.ts";
import { type Difference, findDifferences } from "./find-differences.ts";
import { unpackTable } from "./pack-table.ts";
import type { DecisionBody } from "./trace.ts";

/** What a trace says the rules made of its inputs, in the form that a replay gives. */
export function recordedOutcome({ snapshot, normalised, decision }: DecisionBody): Outcome {
  return {
    snapshotDigest: snapshot.digest,
    normalised: unpackTable(normalised),
    ranked: unpackTable(decision.ranked),
    rejected: unpackTable(decision.rejected),
    relaxations: decision.relaxations,
    chosen: decision.chosen,
  };
}

/** Parts of a replay, in their order. */
export const REPLAY_PARTS = ["read", "normalise", "decide", "compare"] as const;
export type ReplayPart = (typeof REPLAY_PARTS)[number];

/**
 * Decides once more from the inputs that a trace recorded: the same rules over the same offers at the same moment.
 *
 * @param onPart hears of each part before it begins
 * @throws RangeError when its rules are not shipped
 * @throws TypeError or ZodError when the recorded inputs are no market
 */
export function replayDecision(
  { engine, requirements, snapshot, decision, rulesVersion }: DecisionBody,
  onPart: (part: ReplayPart) => void = () => {},
): CodedDecision {
  if (!isShipped(rulesVersion)) throw new RangeError(`The rules ${rulesVersion} are not shipped.`);
  onPart("read");
  const offers = z.array(Offer).parse(unpackTable(snapshot.offers));
  onPart("normalise");
  const market = buildSnapshot({
    offers,
    tokenPrices: snapshot.tokenPrices,
    sources: snapshot.sources.map((report) => ({ ...report, durationMs: 0 })),
    takenAt: Date.parse(snapshot.takenAt),
    registry: snapshot.registry,
    rulesVersion,
  });
  onPart("decide");
  return decide(market, requirements, {
    id: decision.id,
    parentId: decision.parentId,
    decidedAt: Date.parse(decision.decidedAt),
    engine,
  });
}

/** A replay and where it differs from what was recorded; no difference means that the decision is what the rules say. */
export interface Replay {
  readonly replayed: CodedDecision;
  readonly differences: readonly Difference[];
}

/** Differences told in full; a wrong rank moves all ranks below it. */
const MOST_DIFFERENCES = 20;

/**
 * @param onPart hears of each part before it begins
 * @throws TypeError or ZodError when the recorded inputs or results are none
 */
export function compareReplay(body: DecisionBody, onPart: (part: ReplayPart) => void = () => {}): Replay {
  const replayed = replayDecision(body, onPart);
  onPart("compare");
  const recorded = { ...recordedOutcome(body), offersSeen: body.decision.offersSeen, offers: idsOf(body) };
  const again = {
    ...outcomeOf(replayed),
    offersSeen: replayed.snapshot.offers.length,
    offers: replayed.snapshot.offers.map(({ id }) => id),
  };
  return { replayed, differences: findDifferences(recorded, again, MOST_DIFFERENCES) };
}

/** Rows name offers by place, so the places themselves are compared too. */
const idsOf = ({ snapshot }: DecisionBody): unknown[] =>
  unpackTable(snapshot.offers).map((offer) => (offer as { readonly id?: unknown }).id);
