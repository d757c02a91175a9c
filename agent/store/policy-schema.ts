import type { ASK_REFUSALS, BUDGET_ACTIONS } from "@necto/tools/protocol/policy";

/** Tables of what teams allow, and of what they agreed to. Amounts in micro-USD, addresses in lower case. */
export interface PolicyTables {
  /** Every version of every team's policy; the highest one counts. */
  readonly team_policies: {
    org: string;
    /** From 1. */
    version: number;
    /** JSON of `TeamPolicy`. */
    policy: string;
    /** The Admin who set it; null once that account is deleted. */
    by: string | null;
    created_at: string;
  };
  /** One for each team and one for each member at most, for one month after the other. */
  readonly team_budgets: {
    /** `<org>` for the team's, `<org>:<member>`. */
    id: string;
    org: string;
    member: string | null;
    usd_micros: number;
    /** JSON: basis points. */
    thresholds: string;
    action: (typeof BUDGET_ACTIONS)[number];
    set_at: string;
  };
  /** Thresholds that were reached: each is told once. */
  readonly budget_marks: { budget_id: string; month: string; usd_micros: number; bps: number };
  /** What a team agreed to pay: orders when they are approved, extensions when they are written down. */
  readonly team_charges: {
    /** Of the approval, or of the intent. */
    id: string;
    org: string;
    /** Null once that account is deleted. */
    member: string | null;
    job_id: string;
    kind: "order" | "extension";
    amount: number;
    at: string;
    /** 1 when the order came to nothing, unless the chain knows the job all the same. */
    is_void: number;
  };
  /** Orders that members asked Admins for, and allowances of them. */
  readonly order_requests: {
    id: string;
    org: string;
    member: string;
    /** The member's conversation, where the card is asked for again. */
    thread_id: string;
    decision_id: string;
    offer_id: string;
    duration_seconds: number;
    source: string;
    provider: string;
    payee: string;
    gpu: string;
    gpu_count: number;
    units: number;
    rate: number;
    total: number;
    max_total: number;
    status: "pending" | "allowed" | "refused" | "used";
    asked_at: string;
    /** The Admin; null before, and once that account is deleted. */
    decided_by: string | null;
    decided_at: string | null;
    refusal: (typeof ASK_REFUSALS)[number] | null;
    valid_until: string | null;
    /** The approval that used it up. */
    used_by: string | null;
    /** 1 once a card was asked for with it. */
    is_carded: number;
  };
}
