import type { DEMO_ACCOUNTS } from "@necto/tools/protocol/session";

/** Keys of programs. No row of an untracked thread, run or job points here, and none here points there. */
export interface ApiKeyTables {
  /** Keys that have not been revoked: revoking one deletes it. */
  readonly api_keys: {
    id: string;
    /** SHA-256 of the key; the key itself is with its owner only. */
    hash: string;
    /** How the key begins, to tell it from others. */
    prefix: string;
    name: string;
    address: string;
    /** The sandbox's account that made it. */
    demo: (typeof DEMO_ACCOUNTS)[number] | null;
    /** JSON: a list of scopes. */
    scopes: string;
    created_at: string;
    /** Start of the hour: finer times could be laid beside those of untracked runs. */
    last_used_at: string | null;
  };
}
