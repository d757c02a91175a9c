import type { DEMO_ACCOUNTS } from "@necto/tools/protocol/session";

/** Tables of who signs in. No row of an untracked thread, run or job points here. */
export interface AccountTables {
  /** Everybody who has signed in, by address in lower case. */
  readonly accounts: {
    address: string;
    created_at: string;
    signed_in_at: string;
  };
  /** Sessions that have not been ended; an expired one counts for nothing. */
  readonly sessions: {
    /** SHA-256 of the cookie; the cookie itself is with the browser only. */
    id: string;
    address: string;
    /** The sandbox's account that it was opened for by one click. */
    demo: (typeof DEMO_ACCOUNTS)[number] | null;
    created_at: string;
    expires_at: string;
  };
  /** What messages to sign in may carry; deleted by the sign-in that succeeds. */
  readonly sign_in_nonces: {
    nonce: string;
    /** SHA-256 of the cookie of the browser that asked for it. */
    cookie_hash: string;
    expires_at: string;
  };
}
