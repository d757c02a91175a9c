import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { Difference } from "@necto/tools/trace/find-differences";
import type { DecisionBody, RunBody, SealedReport, SealedStep } from "@necto/tools/trace/trace";
import type { Verification } from "@necto/tools/trace/verification";

/** What every trace says. */
interface CommonView {
  readonly root: string;
  readonly digest: string;
  /** Bytes of the file. */
  readonly size: number;
  /** As the file names it; the signature check says whether it is true. */
  readonly signer: string;
  readonly engine: DecisionBody["engine"];
  readonly commitment: string | null;
  readonly steps: readonly SealedStep[];
}

/** A decision of a trace for a page: all but the rows, which are read a page at a time. */
export interface RecordedDecision
  extends Pick<
    DecisionView,
    | "id"
    | "decidedAt"
    | "requirements"
    | "offersSeen"
    | "rankedTotal"
    | "rejectedTotal"
    | "rejectedGroups"
    | "snapshotDigest"
  > {
  readonly parentId: string | null;
  readonly chosen: string | null;
  readonly takenAt: string;
  readonly rulesVersion: string;
  readonly model: DecisionBody["model"];
  readonly registry: DecisionBody["snapshot"]["registry"];
  readonly tokenPrices: DecisionBody["snapshot"]["tokenPrices"];
  readonly sources: readonly SealedReport[];
  /** In words. */
  readonly relaxations: readonly string[];
}

export type DecisionTraceView = CommonView & {
  readonly kind: "decision";
  /** Null when the tables of the file are broken, so that there is nothing to read. */
  readonly decision: RecordedDecision | null;
};

export type RunTraceView = CommonView &
  Pick<RunBody, "role" | "outcome" | "decision"> & { readonly kind: "run" };

/** A trace as a page shows it. What it says is recorded, not proved: the checks say what it is worth. */
export type TraceView = DecisionTraceView | RunTraceView;

/** The checks without the trace itself, which stays in the worker. */
export type Verified = Omit<Verification, "trace"> & { readonly view: TraceView | null };

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Some rows of many. Rows that a hostile file made unreadable are counted, not shown. */
export interface Rows<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
  readonly unreadable: number;
}

/** What deciding again in this browser gave. */
export interface ReplayView {
  readonly offers: number;
  readonly ranked: number;
  readonly rejected: number;
  readonly recordedChoice: string | null;
  readonly replayedChoice: string | null;
  readonly differences: readonly NamedDifference[];
  readonly tookMs: number;
}

/** A difference and what its path is about, when that is one offer: `Rank 4, necto:lst_7f3a`. */
export interface NamedDifference extends Difference {
  readonly about: string | null;
}
