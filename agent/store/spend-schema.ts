import type { PricingModel } from "@necto/tools/core/pricing";

/** What the decision of a tracked job says beside its choice. Nothing here names anybody. */
export interface SpendTables {
  readonly job_decisions: {
    job_id: string;
    /** Null when no decision of this installation has the root that the job carries: not known, for good. */
    decision_id: string | null;
    decided_at: string | null;
    pricing: PricingModel | null;
    /** What the job's GPUs would cost together an hour by the median, and by the cheapest ruled-out offer, micro-USD. */
    median_rate: number | null;
    ruled_out_rate: number | null;
    /** Median of the market when it was decided, micro-USD per GPU-hour; null when it is not recorded. */
    market_p50: number | null;
  };
}
