import type { Generated } from "kysely";

/** Tables. Times are ISO-8601 UTC text, JSON is text; both SQLite and PostgreSQL read them alike. */
export interface Database {
  /** One row: facts of the database itself. */
  readonly meta: { key: string; value: string };
  readonly threads: {
    id: string;
    mode: "tracked" | "untracked";
    created_at: string;
    /** JSON of `ThreadState`; frames and offer names, never words of the user. */
    state: string;
  };
  readonly runs: {
    id: string;
    thread_id: string;
    status: "running" | "finished" | "failed" | "stopped";
    started_at: string;
    last_seq: Generated<number>;
  };
  /** The durable log of each run, gapless from seq 1. */
  readonly run_events: { run_id: string; seq: number; event: string };
  /** In which run a decision was taken; its view is an event of that run. */
  readonly decisions: { id: string; run_id: string };
  /** Prices per GPU model, pricing model and hour; micro-USD per GPU-hour. Never one of a dated catalogue. */
  readonly price_history: {
    gpu: string;
    pricing: "fixed" | "spot" | "token" | "dynamic";
    origin: "sandbox" | "market";
    /** Start of the hour. */
    hour: string;
    /** Samples in the sums. */
    samples: number;
    p10_sum: number;
    p50_sum: number;
    min: number;
    offers: number;
  };
}
