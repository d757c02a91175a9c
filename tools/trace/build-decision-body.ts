import type { CodedDecision } from "../core/decide.ts";
import type { RankedOffer, Rejection, Relaxation, Why } from "../core/decision.ts";
import { expandRanked, expandRejections, unitsOf } from "../core/expand-decision.ts";
import { expandOffer } from "../core/normalize-offer.ts";
import type { MarketSnapshot } from "../core/snapshot.ts";
import type { SourceReport } from "../core/source-report.ts";
import type { TraceStep } from "../protocol/run-event.ts";
import { type PackedTable, packTable } from "./pack-table.ts";
import { type DecisionBody, type SealedReport, type SealedStep, TRACE_FORMAT } from "./trace.ts";

/** What a trace says beside the decision itself; all from the caller, a trace has no clock and no randomness. */
export interface DecisionTraceContext {
  readonly steps: readonly TraceStep[];
  readonly model: DecisionBody["model"];
  readonly nonce: string;
  readonly commitment: string | null;
}

/** A decision as the body of its trace: the same decision and context give equal bytes. */
export function buildDecisionBody(decision: CodedDecision, context: DecisionTraceContext): DecisionBody {
  const { snapshot, requirements } = decision;
  const outcome = outcomeOf(decision);
  return {
    format: TRACE_FORMAT,
    kind: "decision",
    engine: decision.engine,
    rulesVersion: snapshot.rulesVersion,
    nonce: context.nonce,
    commitment: context.commitment,
    model: context.model,
    requirements,
    snapshot: {
      digest: snapshot.digest,
      takenAt: new Date(snapshot.takenAt).toISOString(),
      registry: snapshot.registry,
      tokenPrices: [...snapshot.tokenPrices.values()].sort((a, b) => (a.coinId < b.coinId ? -1 : 1)),
      sources: snapshot.sources.map(toSealedReport).sort((a, b) => (a.source < b.source ? -1 : 1)),
      offers: packedOffers(snapshot),
    },
    normalised: packTable(outcome.normalised),
    decision: {
      id: decision.id,
      parentId: decision.parentId,
      decidedAt: new Date(decision.decidedAt).toISOString(),
      offersSeen: snapshot.offers.length,
      chosen: outcome.chosen,
      relaxations: [...outcome.relaxations],
      ranked: packTable(outcome.ranked),
      rejected: packTable(outcome.rejected),
    },
    steps: context.steps.map(toSealedStep),
  };
}

/** Runs of the same seconds share a market: it is packed once. */
const packed = new WeakMap<MarketSnapshot, PackedTable>();

function packedOffers(snapshot: MarketSnapshot): PackedTable {
  const table = packed.get(snapshot) ?? packTable(snapshot.offers);
  packed.set(snapshot, table);
  return table;
}

/**
 * What a replay must give again: everything the rules made of the inputs. Rows name an offer by its index, and
 * `normalised` has one per offer in that order.
 */
export interface Outcome {
  readonly snapshotDigest: string;
  readonly normalised: readonly unknown[];
  readonly ranked: readonly unknown[];
  readonly rejected: readonly unknown[];
  readonly relaxations: readonly Relaxation[];
  readonly chosen: string | null;
}

export function outcomeOf(decision: CodedDecision): Outcome {
  const { snapshot, ranking, masks } = decision;
  const { offers } = snapshot;
  const ranked = expandRanked(decision, 0, ranking.order.length);
  const rejected = expandRejections(decision, () => true, 0, masks.length);
  const indexes = new Map(offers.map(({ id }, index) => [id, index]));
  return {
    snapshotDigest: snapshot.digest,
    normalised: offers.map((_, index) => {
      const { offerId: _id, ...row } = expandOffer(
        snapshot,
        index,
        decision.decidedAt,
        unitsOf(decision, index),
      );
      return row;
    }),
    ranked: ranked.map((row) => toSealedRank(row, indexes)),
    rejected: rejected.map(({ offerId, reasons }: Rejection) => ({ offer: indexes.get(offerId)!, reasons })),
    relaxations: decision.relaxations,
    chosen: ranked[0]?.offerId ?? null,
  };
}

function toSealedRank({ offerId, why, ...row }: RankedOffer, indexes: ReadonlyMap<string, number>) {
  return { ...row, offer: indexes.get(offerId)!, why: why && toSealedWhy(why, indexes) };
}

const toSealedWhy = ({ aheadOf, ...why }: NonNullable<Why>, indexes: ReadonlyMap<string, number>) => ({
  ...why,
  aheadOf: indexes.get(aheadOf)!,
});

/** Keys in one order whatever the source made them in; how long it took is no fact of the decision. */
const toSealedReport = ({ durationMs: _, ...report }: SourceReport): SealedReport => report;

export const toSealedStep = ({ error, ...step }: TraceStep): SealedStep => ({
  ...step,
  error: error?.code ?? null,
});
