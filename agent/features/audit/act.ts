import type { ActFacts, ActResult } from "@necto/tools/audit/sealed-act";

/** In whose log an act is: an organisation's, or an account's own. Nothing of an untracked thread is in one. */
export type ActScope = `org:${string}` | `account:${string}`;

/** Something with consequences that somebody did. */
export interface Act {
  readonly scope: ActScope;
  /** `booking.approved`, `role.set`, `policy.changed`: what it is of, and what was done. */
  readonly action: string;
  /** Address in lower case, or one of `OTHER_ACTORS`: `necto` for what happened by itself. */
  readonly actor: string;
  /** Address of whom it was done to; null for nobody. */
  readonly subject?: string | null;
  /** A job, a listing, an approval…; null for none. */
  readonly target?: string | null;
  readonly result: ActResult;
  /** 0G root of the decision it came from. */
  readonly decisionRoot?: string | null;
  readonly txHash?: string | null;
  /** Amounts in micro-USD, names of things. No words of a user, and no address: those would outlive their account. */
  readonly facts?: Readonly<ActFacts>;
  readonly at: string;
  /** Makes it one: in a log, the same key again changes nothing. */
  readonly key?: string | null;
}
