import type { BookingProgress } from "@necto/tools/protocol/booking";
import { isBrokered } from "@necto/tools/protocol/brokered";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Hex } from "viem";
import type { Funding } from "../../graph/booking-desk.ts";
import type { Store } from "../../store/open-store.ts";
import { findThread } from "../../store/threads.ts";
import { type Approval, type SignedPayer, saveBooking } from "./approval-queries.ts";
import { insertLaunch } from "./broker/broker-queries.ts";
import { failPayment, isPrivate } from "./fail-payment.ts";
import { insertJob, wordsOf } from "./job-queries.ts";
import type { Intent } from "./journal/intent-queries.ts";

/** An approval that somebody pays. */
export type PaidApproval = Approval & { readonly payer: SignedPayer };

/** What opened a job on chain, and when its block was. */
export interface Opening {
  readonly at: string;
  readonly txHash: string | null;
}

/** What is written down and told of one payment. Of a private one, nothing that is told or left behind joins thread and job. */
export interface FundingRecord {
  readonly jobId: Hex;
  readonly tell: (state: BookingProgress["state"], txHash?: string | null) => void;
  /** Keeps the job, and its launch when a broker rents it, in the caller's transaction. */
  readonly keepJob: (db: Store["db"]) => Promise<void>;
  readonly succeed: (opening: Opening) => Promise<Funding>;
  /** Gives back what the approval took, unless it has ended already. The intent is the one that failed, null when none was recorded. */
  readonly fail: (problem: NonNullable<Approval["problem"]>, intent?: Intent | null) => Promise<Funding>;
}

export interface FundingRecordOptions {
  readonly store: Store;
  /** Hears that units were given back. */
  readonly onUnits: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function createFundingRecord(
  approval: PaidApproval,
  onProgress: (progress: BookingProgress) => void,
  { store, onUnits, now }: FundingRecordOptions,
): FundingRecord {
  const { id: approvalId, order, org, payer } = approval;
  const isHidden = isPrivate(approval);
  const jobId = toJobId(order, payer.address);
  const iso = () => new Date(now()).toISOString();

  const tell = (
    state: BookingProgress["state"],
    txHash: string | null = null,
    problem: Approval["problem"] = null,
  ) =>
    onProgress({
      ...{ approvalId, state, problem, jobId: isHidden ? null : jobId },
      txHash: isHidden ? null : txHash,
    });

  return {
    ...{ jobId, tell: (state, txHash) => tell(state, txHash) },
    async keepJob(db) {
      const thread = await findThread({ db }, approval.threadId);
      await insertJob(db, {
        ...{ jobId, order: wordsOf(order), buyer: payer.address, payee: order.payee },
        account: payer.account,
        threadId: approval.mode === "tracked" ? approval.threadId : null,
        ...{ org: thread?.org ?? null, member: thread?.org ? thread.owner : null },
        ...{ viewKey: payer.viewKey, capabilityHash: payer.capabilityHash, createdAt: iso() },
      });
      if (isBrokered(order)) await insertLaunch(db, { jobId, order, at: iso() });
    },
    async succeed({ at, txHash }) {
      await saveBooking(store.db, approvalId, { state: "funded", problem: null, isForgotten: isHidden });
      tell("funded", txHash);
      return {
        ...{ state: "funded" as const, problem: null, at, order, org },
        ...{ jobId: isHidden ? null : jobId, txHash: isHidden ? null : txHash },
      };
    },
    async fail(problem, intent = null) {
      // What failed on its way was written down by the journal.
      const failure = { problem, at: iso(), by: "necto", isRecorded: intent !== null } as const;
      if (await store.db.transaction().execute((db) => failPayment(db, approval, failure))) onUnits();
      tell("failed", null, problem);
      return { state: "failed", jobId: null, txHash: null, problem, at: iso(), order, org };
    },
  };
}
