import type { Generated } from "kysely";

/** How far an intent is. `mined` and `reverted` may still be undone by the chain; the last three are for good. */
export type IntentState =
  | "recorded"
  | "reserved"
  | "signed"
  | "sent"
  | "mined"
  | "reverted"
  | "done"
  | "failed"
  | "cancelled";

/** Tables of the money: what is to be sent, what was sent, and what the escrow told. Addresses are in lower case. */
export interface MoneyTables {
  /** First answer to each POST that moves money, for good. */
  readonly idempotency: {
    principal: string;
    route: string;
    key: string;
    body_hash: string;
    /** Null only inside the transaction that begins the row. */
    status: number | null;
    /** The body as it was sent, byte for byte. */
    response: string | null;
    created_at: string;
  };
  /** What is to happen on chain, once. */
  readonly intents: {
    /** `<action>:<subject>:<turn>`; turns after the first are for what failed for good. */
    id: string;
    chain_id: number;
    /** Who sends. */
    account: string;
    /** The function of the escrow. */
    action: string;
    /** The job, or what else makes it one of its kind. */
    subject: string;
    job_id: string | null;
    /** JSON of `Effect`: how the chain shows that it has happened, whoever did it; null when only a receipt can. */
    effect: string | null;
    target: string;
    data: string;
    /** JSON: payee, amount, token, for those who look. */
    facts: string;
    state: IntentState;
    /** 1 when it was asked not to happen. */
    wants_cancel: number;
    tx_hash: string | null;
    block_number: number | null;
    block_hash: string | null;
    problem_code: string | null;
    problem_message: string | null;
    created_at: string;
    updated_at: string;
  };
  /** Every state of every intent, gapless from seq 1. */
  readonly intent_events: {
    intent_id: string;
    seq: number;
    at: string;
    state: IntentState;
    /** What happened, by a stable name. */
    what: string;
    /** JSON. */
    detail: string;
  };
  /** Accounts that send. Whoever has the lease with its fence is the only writer. */
  readonly senders: {
    chain_id: number;
    address: string;
    next_nonce: number;
    lease_owner: string | null;
    lease_until: string;
    /** Grows with every new holder. */
    fence: number;
  };
  /** A nonce belongs to one intent; the key makes a second one impossible. */
  readonly nonces: { chain_id: number; address: string; nonce: number; intent_id: string };
  /** Transactions of intents: each fee bump is a further one of the same nonce, and none is forgotten. */
  readonly transactions: {
    intent_id: string;
    turn: number;
    chain_id: number;
    address: string;
    nonce: number;
    kind: "send" | "bump" | "cancel";
    target: string;
    data: string;
    /** Wei and gas, decimal. */
    gas: string;
    max_fee: string;
    priority_fee: string;
    /** Null until it is signed; nothing is sent before it is here. */
    raw: string | null;
    hash: string | null;
  };
  /** How far an escrow's events are read. */
  readonly chain_cursors: { chain_id: number; address: string; next_block: number };
  /** Hashes of the last blocks that were read, to notice when one is replaced. */
  readonly chain_blocks: { chain_id: number; address: string; number: number; hash: string };
  /** The escrow's events on the canonical chain. */
  readonly escrow_logs: {
    chain_id: number;
    address: string;
    block_hash: string;
    log_index: number;
    block_number: number;
    /** Unix seconds. */
    block_time: number;
    tx_hash: string;
    job_id: string | null;
    event: string;
    /** JSON of its arguments. */
    args: string;
  };
  /** What the events of a job come to: JSON of `JobState`, rebuilt whenever one of them changes. */
  readonly escrow_jobs: {
    chain_id: number;
    address: string;
    job_id: string;
    buyer: string;
    provider: string;
    status: string;
    /** Block of its last event. */
    block_number: number;
    state: string;
    listing_id: Generated<string | null>;
    /** Why it was closed; `none` before. */
    reason: Generated<string | null>;
    /** Unix seconds by the chain; null before. It ended when the meter stopped counting, which may be before its event. */
    opened_at: Generated<number | null>;
    started_at: Generated<number | null>;
    ended_at: Generated<number | null>;
    closed_at: Generated<number | null>;
  };
  /** Double entry, append-only: an event that the chain took back is booked back, not deleted. Base units. */
  readonly ledger_entries: {
    chain_id: number;
    address: string;
    block_hash: string;
    log_index: number;
    line: number;
    /** Odd: the event came; even: it was taken back. */
    turn: number;
    job_id: string | null;
    from_account: string;
    to_account: string;
    amount: number;
    booked_at: string;
  };
}
