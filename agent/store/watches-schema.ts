/** Tables of watches. A watch is an account's or nobody's; no row joins one of nobody with anything. */
export interface WatchTables {
  readonly watches: {
    id: string;
    /** Address in lower case; null for an untracked one. */
    account: string | null;
    /** The organisation that its account watches for. */
    org: string | null;
    /** keccak256 of what opens an untracked one. */
    capability_hash: string | null;
    /** JSON of `Requirements`. */
    requirements: string;
    usd_micros_per_gpu_hour: number;
    /** 0 or 1. */
    is_paused: number;
    /** `WatchState`: its `below` is JSON. */
    phase: "armed" | "fired";
    crossing: number;
    below: string;
    /** When the market was taken that last changed its state, epoch milliseconds; it only grows, so that no market counts twice. */
    judged_at: number;
    created_at: string;
    /** When it is forgotten; null for one of an account. */
    expires_at: string | null;
  };
  /** Crossings that were told, each in the transaction that moved its watch on. */
  readonly firings: {
    id: string;
    watch_id: string;
    /** From 1, once per watch. */
    crossing: number;
    snapshot_digest: string;
    decision_id: string | null;
    offer_id: string;
    usd_micros_per_gpu_hour: number;
    at: string;
  };
  /** Where a watch of an account tells a program. */
  readonly webhooks: {
    watch_id: string;
    url: string;
    /** What its messages are signed with; it leaves the database in no answer but the one that made it. */
    secret: string;
    created_at: string;
  };
  /** Messages to webhooks, each tried until it arrives or is given up. */
  readonly deliveries: {
    id: string;
    watch_id: string;
    /** 0 or 1. */
    is_test: number;
    body: string;
    state: "queued" | "delivered" | "given-up";
    tries: number;
    problem: string | null;
    created_at: string;
    /** Null unless queued. */
    next_try_at: string | null;
  };
}
