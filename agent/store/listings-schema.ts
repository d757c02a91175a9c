/** Tables of what providers list. Addresses in lower case, rates in token base units per hour for one unit. */
export interface ListingTables {
  readonly listings: {
    listing_id: string;
    /** Its provider on chain. */
    owner: string;
    /** Names the provider where offers are shown. */
    provider: string;
    /** Decided before anything is sent: with it the id is known. */
    salt: string;
    /** What its owner wants it to be; the chain says what it is. */
    state: "draft" | "published" | "withdrawn";
    /** JSON of `ListingDraft` as it was saved last. */
    draft: string;
    /** JSON of the `ListingDraft` that is to be in force; null before the first publishing. */
    published: string | null;
    /** Of `published`: its digest, and its ceiling as the chain takes it. */
    specs_hash: string | null;
    ceiling_rate: number | null;
    /** The last call about it that this installation records; null for none, and for wallets that send themselves. */
    intent_id: string | null;
    uptime_bps: number | null;
    rating_bps: number | null;
    /** Edits so far. Whoever changes the listing or reserves units of it writes here first, which locks the row. */
    seq: number;
    created_at: string;
    updated_at: string;
  };
  /** The terms behind every specs hash that a listing ever had: JSON of `ListingTerms`. */
  readonly listing_terms: { listing_id: string; specs_hash: string; terms: string };
  /** Every change, gapless from seq 1. */
  readonly listing_edits: {
    listing_id: string;
    seq: number;
    at: string;
    /** Address of who asked. */
    by: string;
    what: "created" | "edited" | "published" | "withdrawn";
    /** JSON: what was changed. */
    detail: string;
  };
  /**
   * Units of a listing that a job has, or will have when it is paid by `until`. Nothing here joins a job with the thread or
   * the approval that it came from.
   */
  readonly reservations: {
    job_id: string;
    chain_id: number;
    escrow: string;
    listing_id: string;
    units: number;
    until: string;
    /** 1 once it was given back without a job. */
    is_released: number;
  };
  /** When a provider's own agents were last heard of. */
  readonly heartbeats: {
    listing_id: string;
    /** As the agent calls itself. */
    agent: string;
    /** Units that it looks after. */
    units: number;
    /** Epoch milliseconds: by the agent's clock, which must go forward, and by ours. */
    signed_at: number;
    seen_at: number;
  };
}
