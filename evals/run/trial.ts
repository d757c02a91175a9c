import type { ListingNow } from "@necto/tools/chain/quotes";
import type { ListingDiff } from "@necto/tools/core/listing-diff";
import type { ListingDraft } from "@necto/tools/core/listing-draft";
import type { Requirements } from "@necto/tools/core/requirements";
import type { Intent, Understanding } from "@necto/tools/language/understanding";
import type { ApprovalStatus } from "@necto/tools/protocol/approval";
import type { ChangeResult, ChangeView } from "@necto/tools/protocol/change";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { MandateTerms } from "@necto/tools/protocol/mandate";
import type { Order } from "@necto/tools/protocol/order";
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
  /** The card of changes it ends with; null without one. */
  readonly changeId: string | null;
  /** The approval that it goes on from; null for every other. */
  readonly resumes: string | null;
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
  /** The mandate that agreed in its buyer's place; null when somebody did. */
  readonly mandateId: string | null;
  /** When it was asked for, ISO. */
  readonly requestedAt: string;
}

/** What accounts have beside jobs: of the database, whosever it is. Addresses in lower case. */
export interface AccountState {
  readonly watches: readonly {
    readonly id: string;
    readonly account: string | null;
    readonly lineUsdMicros: number;
    readonly crossings: number;
  }[];
  readonly firings: readonly {
    readonly watchId: string;
    readonly crossing: number;
    readonly usdMicrosPerGpuHour: number;
    readonly offerId: string;
  }[];
  readonly notices: readonly {
    readonly account: string;
    readonly org: string | null;
    readonly kind: string;
  }[];
  readonly requests: readonly {
    readonly status: string;
    readonly member: string;
    readonly maxTotalUsdMicros: number;
    /** The approval that used it up. */
    readonly usedBy: string | null;
  }[];
  readonly mandates: readonly {
    readonly id: string;
    readonly terms: MandateTerms;
    readonly end: { readonly reason: string; readonly at: string } | null;
  }[];
  readonly mandated: readonly {
    readonly mandateId: string;
    readonly state: string;
    readonly reason: string | null;
    readonly approvalId: string | null;
  }[];
  /** What a team agreed to. */
  readonly charges: readonly {
    readonly id: string;
    readonly org: string;
    readonly member: string | null;
    readonly usdMicros: number;
  }[];
}

/** A card of changes with what came of it. */
export interface ChangeRecord {
  readonly id: string;
  /** Whose word it waits for. */
  readonly owner: string;
  readonly status: ChangeView["status"];
  readonly diffs: readonly ListingDiff[];
  readonly state: ChangeResult["state"] | null;
}

/** A listing here and on chain. */
export interface ListingRecord {
  readonly listingId: string;
  /** Address in lower case. */
  readonly owner: string;
  /** What is in force here; null for a draft. */
  readonly published: ListingDraft | null;
  readonly chain: Omit<ListingNow, "listingId"> | null;
}

/** What is true when nothing moves any more. */
export interface EndState {
  readonly jobs: readonly JobRecord[];
  readonly approvals: readonly ApprovalRecord[];
  /** Accounts of the registry's listings at the end, by listing id: who may be paid. */
  readonly payees: Readonly<Record<string, string>>;
  /** What left the demo buyers' accounts, micro-USD. */
  readonly spentUsdMicros: number;
  /** Of the conversation of a provider that is signed in; none in every other. */
  readonly changes: readonly ChangeRecord[];
  /** Everybody's, in the order of their ids: before the first word, and at the end. Only where a provider is signed in. */
  readonly listings: { readonly before: readonly ListingRecord[]; readonly after: readonly ListingRecord[] };
  readonly account: AccountState;
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

const NO_ACCOUNT: AccountState = {
  ...{ watches: [], firings: [], notices: [], requests: [], mandates: [], mandated: [], charges: [] },
};

export const NO_MONEY: EndState = {
  ...{ jobs: [], approvals: [], payees: {}, spentUsdMicros: 0 },
  ...{ changes: [], listings: { before: [], after: [] }, account: NO_ACCOUNT },
};

export const runsOf = ({ turns }: Pick<Trial, "turns">): readonly RunRecord[] =>
  turns.flatMap(({ runs }) => runs);
