import type { Generated } from "kysely";

/** Tables of teams, of what was done, and of what accounts are told. Addresses in lower case. */
export interface TeamTables {
  /** What is known of an organisation beside what `TeamRoles` says of it on chain. */
  readonly orgs: {
    /** 32 random bytes as hex: on chain it is this and no name. */
    id: string;
    name: string;
    created_at: string;
    /** Who asked for it, to go on with it until the chain has it; null once its account is deleted. */
    created_by: Generated<string | null>;
  };
  /** Append-only: what was done, in one chain of hashes for each scope. Of untracked threads nothing is here. */
  readonly acts: {
    /** `org:<id>` or `account:<address>`. */
    scope: string;
    /** From 1, without a gap. */
    seq: number;
    at: string;
    action: string;
    /** Who did it, and whom it was done to, each with the salt of its commitment; null once the account is deleted. */
    actor: string | null;
    salt: string | null;
    subject: string | null;
    subject_salt: string | null;
    /** JSON of the commitments to both, which the hash is over in their place. */
    commitments: string;
    /** A job, a listing, an approval…; null for none. */
    target: string | null;
    result: "done" | "refused" | "failed";
    /** 0G root of the decision it came from. */
    decision_root: string | null;
    tx_hash: string | null;
    /** JSON of further facts: amounts, names of things. No words of a user, no address. */
    facts: string;
    previous_hash: string;
    hash: string;
    /** Makes it one in its log; null where nothing could be told twice. */
    key: string | null;
  };
  /** What an account is told of while it looks elsewhere. */
  readonly inbox: {
    id: string;
    account: string;
    /** The organisation it is about; null for none. */
    org: string | null;
    kind: string;
    /** JSON: what the page makes a sentence of. */
    facts: string;
    created_at: string;
    read_at: string | null;
  };
}
