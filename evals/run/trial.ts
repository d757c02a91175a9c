import type { Requirements } from "@necto/tools/core/requirements";
import type { Intent, Understanding } from "@necto/tools/language/understanding";
import type { ApprovalStatus, Order } from "@necto/tools/protocol/booking";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { NodeName, RunEvent } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";

/** What one run of the graph did. */
export interface RunRecord {
  /** `says`, or what was pressed: for people. */
  readonly input: string;
  /** Nodes in the order they began. */
  readonly path: readonly NodeName[];
  readonly tools: readonly string[];
  readonly intent: Intent | null;
  readonly requirements: Requirements | null;
  readonly change: Understanding["change"];
  /** Code of the question it ended with. */
  readonly asks: string | null;
  readonly reply: string;
  readonly view: DecisionView | null;
  /** Root of the decision's trace. */
  readonly root: string | null;
  /** The card it ends with; null without one. */
  readonly approvalId: string | null;
  /** Code of the error that ended it. */
  readonly error: string | null;
  readonly events: readonly RunEvent[];
  readonly steps: readonly { readonly node: NodeName; readonly summary: unknown }[];
  /** Epoch milliseconds of the scenario's clock. */
  readonly at: number;
}

/** One turn: the runs it led to, and how an approval's answers were answered. */
export interface TurnRecord {
  readonly turn: number;
  readonly runs: readonly RunRecord[];
  /** `202`, or the code of the problem. */
  readonly answers: readonly string[];
}

export interface JobRecord {
  readonly jobId: string;
  readonly buyer: string;
  readonly provider: string;
  readonly listingId: string;
  readonly rateUsdMicrosPerHour: number;
  readonly durationSeconds: number;
  readonly escrowedUsdMicros: number;
  readonly root: string;
}

export interface ApprovalRecord {
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly order: Order;
  /** Who signed for it; null unless approved. */
  readonly payer: string | null;
  /** The job that it becomes when that payer pays. */
  readonly jobId: string | null;
}

/** What is true when nothing moves any more. */
export interface EndState {
  readonly jobs: readonly JobRecord[];
  readonly approvals: readonly ApprovalRecord[];
  /** Accounts of the registry's listings at the end, by listing id: who may be paid. */
  readonly payees: Readonly<Record<string, string>>;
  /** What left the demo buyers' accounts, micro-USD. */
  readonly spentUsdMicros: number;
}

/** One trial of a scenario: everything that graders look at. */
export interface Trial {
  readonly turns: readonly TurnRecord[];
  readonly end: EndState;
  /** Every sealed trace, in order; those of runs too. */
  readonly traces: readonly Pick<SealedTrace, "kind" | "root" | "digest" | "bytes">[];
  /** Texts that were put before a model to be reworded, and how often one was asked over the network. */
  readonly model: { readonly phrased: readonly string[]; readonly calls: number };
  /** Faults inside Necto. */
  readonly faults: readonly string[];
  /** Wall clock, for people; no grader looks at it. */
  readonly ms: number;
}

export const NO_MONEY: EndState = { jobs: [], approvals: [], payees: {}, spentUsdMicros: 0 };

export const runsOf = ({ turns }: Pick<Trial, "turns">): readonly RunRecord[] =>
  turns.flatMap(({ runs }) => runs);
