import type { ApprovalStatus, VOID_REASONS } from "@necto/tools/protocol/approval";
import type { BookingState } from "@necto/tools/protocol/booking";

/** Tables of consent and of the jobs booked here. Amounts in micro-USD. */
export interface BookingTables {
  /** One pending consent each; single use. */
  readonly approvals: {
    id: string;
    thread_id: string;
    /** The run that asked, and where LangGraph waits in it. */
    run_id: string;
    interrupt_id: string;
    mode: "tracked" | "untracked";
    status: ApprovalStatus;
    void_reason: (typeof VOID_REASONS)[number] | null;
    /** JSON of `Order`, and of its price before. */
    order_json: string;
    previous: string | null;
    total: number;
    requested_at: string;
    expires_at: string;
    decided_at: string | null;
    /**
     * JSON of who pays, with the signature. Of wallets and fresh keys of untracked threads it is deleted when the payment is
     * made, and so is `intent_id`: then no row joins the thread with the job.
     */
    payer: string | null;
    intent_id: string | null;
    booking_state: BookingState | null;
    problem_code: string | null;
    problem_message: string | null;
    /** The run that goes on with it. */
    resume_run_id: string | null;
    /** The approval in its place. */
    next_id: string | null;
  };
  /** What is known here of a job beside what the chain says. */
  readonly jobs: {
    job_id: string;
    /** JSON of the order's words. */
    order_json: string;
    buyer: string;
    payee: string;
    /** Demo account that paid; null for wallets and fresh keys. */
    account: string | null;
    /** Only of tracked threads. */
    thread_id: string | null;
    /** The organisation that it was booked for, and the member who did: an address, null once its account is deleted. */
    org: string | null;
    member: string | null;
    view_key: string | null;
    /** keccak256 of the capability link's bytes. */
    capability_hash: string | null;
    /** Encrypted to the view key. */
    access: string | null;
    access_at: string | null;
    created_at: string;
  };
}
