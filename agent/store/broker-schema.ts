import type { BrokeredJob } from "@necto/tools/protocol/job";

/** Tables of what brokers rent for jobs, and of why arbiters decided. */
export interface BrokerTables {
  /** What a broker does for a job, beside what the chain says of it. */
  readonly broker_launches: {
    job_id: string;
    source: string;
    /** As the order called it. */
    broker: string;
    state: BrokeredJob["state"];
    /** JSON: ids of machines at the source, by place. */
    machines: string;
    /** JSON of `HandOff` for a job that is started by hand; null for all others, and when its offer was gone. */
    hand_off: string | null;
    /** 1 when there is nothing left to do: no machine runs for it. */
    is_over: number;
    /** Not looked at before. */
    next_try_at: string;
    problem_code: string | null;
    problem_message: string | null;
    created_at: string;
  };
  /** Words behind the reason hash of a resolution. */
  readonly resolutions: {
    job_id: string;
    reason: string;
    /** keccak256 of its UTF-8 bytes, as the chain has it. */
    reason_hash: string;
    created_at: string;
  };
}
