import type { MandateEnd, MandateOrderState, SkipReason } from "@necto/tools/protocol/mandate";

/** Tables of what accounts let Necto book by itself. Amounts in micro-USD. */
export interface MandateTables {
  readonly mandates: {
    /** Hash of what was signed: one signature is one mandate, for good. */
    id: string;
    /** Address in lower case. */
    account: string;
    watch_id: string;
    /** The conversation that its orders are in. */
    thread_id: string;
    /** JSON of `MandateTerms`, and the signature of it. */
    terms: string;
    signature: string;
    signed_at: string;
    /** `validUntil` of the terms, as time. */
    valid_until: string;
    ended_at: string | null;
    end_reason: MandateEnd | null;
  };
  /** One for each firing while a mandate was in force: what is to be done, and what became of it. Never deleted but with its account. */
  readonly mandate_orders: {
    firing_id: string;
    mandate_id: string;
    fired_at: string;
    state: MandateOrderState;
    reason: SkipReason | null;
    /** The run that searches or asks. */
    run_id: string | null;
    approval_id: string | null;
    /** What it takes, from `paying` on, and the UTC day that it counts for (`2026-11-26`). */
    total: number | null;
    day: string | null;
    job_id: string | null;
    tries: number;
    next_try_at: string;
  };
}
