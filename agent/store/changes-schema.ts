import type { CHANGE_STATUSES } from "@necto/tools/protocol/change";

/** Tables of what providers are asked before it is changed. */
export interface ChangeTables {
  readonly changes: {
    id: string;
    thread_id: string;
    /** The run that asked, and where LangGraph waits in it. */
    run_id: string;
    interrupt_id: string;
    /** Address of the provider, in lower case. */
    owner: string;
    status: (typeof CHANGE_STATUSES)[number];
    void_reason: "listing-changed" | null;
    /** JSON of `ListingDiff[]`: what was shown is what is applied. */
    diffs: string;
    requested_at: string;
    expires_at: string;
    decided_at: string | null;
    /** JSON of `ChangeResult`; null until it is applied. */
    result: string | null;
    /** 1 while it is agreed to and not done yet: what a crash may have left. */
    is_open: number;
    /** The run that applies it. */
    resume_run_id: string | null;
  };
}
