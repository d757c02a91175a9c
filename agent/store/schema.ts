import type { Generated } from "kysely";
import type { AccountTables } from "./accounts-schema.ts";
import type { ApiKeyTables } from "./api-key-schema.ts";
import type { BookingTables } from "./booking-schema.ts";
import type { BrokerTables } from "./broker-schema.ts";
import type { ChangeTables } from "./changes-schema.ts";
import type { EarningsTables } from "./earnings-schema.ts";
import type { ListingTables } from "./listings-schema.ts";
import type { MandateTables } from "./mandates-schema.ts";
import type { MemberTables } from "./members-schema.ts";
import type { MoneyTables } from "./money-schema.ts";
import type { PolicyTables } from "./policy-schema.ts";
import type { PriceTables } from "./price-schema.ts";
import type { SpendTables } from "./spend-schema.ts";
import type { TeamTables } from "./teams-schema.ts";
import type { WatchTables } from "./watches-schema.ts";

/** Tables. Times are ISO-8601 UTC text, JSON is text; both SQLite and PostgreSQL read them alike. */
export interface Database
  extends MoneyTables,
    BookingTables,
    AccountTables,
    BrokerTables,
    ListingTables,
    ChangeTables,
    EarningsTables,
    ApiKeyTables,
    PriceTables,
    PolicyTables,
    SpendTables,
    TeamTables,
    WatchTables,
    MemberTables,
    MandateTables {
  /** One row: facts of the database itself. */
  readonly meta: { key: string; value: string };
  /** The servers that share this database; one that has not been heard of for a while is taken out by the others. */
  readonly processes: {
    id: string;
    /** Epoch milliseconds by the clock of the database. */
    beat_at: number;
  };
  /** What only one process does at a time. Held as long as its holder is among the processes. */
  readonly leases: { name: string; holder: string };
  readonly threads: {
    id: string;
    mode: "tracked" | "untracked";
    created_at: string;
    /** JSON of `ThreadState`; frames and offer names, never words of the user. */
    state: string;
    /** The run that has the thread until its last event is written; null while the thread is free. */
    run_id: Generated<string | null>;
    /** Address of the account that a tracked thread is of, in lower case; null for every untracked one. */
    owner: Generated<string | null>;
    role: Generated<"buyer" | "provider">;
    /** The organisation that its owner acts for in it, fixed when it is created. */
    org: Generated<string | null>;
  };
  readonly runs: {
    id: string;
    thread_id: string;
    status: "running" | "finished" | "failed" | "stopped";
    started_at: string;
    last_seq: Generated<number>;
    /** The process that executes it. */
    owner: Generated<string | null>;
    /** 1 once somebody asked another process to stop it. */
    stop_asked: Generated<number>;
  };
  /** The durable log of each run, gapless from seq 1. */
  readonly run_events: { run_id: string; seq: number; event: string };
  /** In which run a decision was taken; its view is an event of that run. */
  readonly decisions: { id: string; run_id: string };
  /** Sealed traces and how far each is on its way to 0G. Nothing in a row says whose run an untracked one was. */
  readonly traces: {
    root: string;
    kind: "decision" | "run";
    digest: string;
    /** Bytes of the file. */
    size: number;
    /** The decision it is of; null for the trace of a run. */
    decision_id: string | null;
    /** The file itself until it is stored: canonical JSON, which is ASCII or UTF-8 text. */
    file: string | null;
    state: "queued" | "stored";
    /** Tries that failed. */
    tries: number;
    next_try_at: string;
    /** What the last try may have paid with: `Attempt` of the storage port, as columns. */
    nonce: number | null;
    from_block: number | null;
    tx_hash: string | null;
    tx_seq: number | null;
    block_number: number | null;
    problem_code: string | null;
    problem_message: string | null;
    created_at: string;
    stored_at: string | null;
    /** Of the commitment of a tracked thread; deleting it makes the commitment say nothing. */
    salt: string | null;
    /** The tracked conversation that the commitment is to; null for all others, and once its account is deleted. */
    thread_id: Generated<string | null>;
    /** The process that is sending it. */
    claimed_by: Generated<string | null>;
    /** 1 while a booking waits for it. */
    is_wanted: Generated<number>;
  };
}
