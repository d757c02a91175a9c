import { canonicalText } from "@necto/tools/trace/canonical";
import { keccak256, stringToBytes } from "viem";

/** In whose log an act is: an organisation's, or an account's own. Nothing of an untracked thread is in one. */
export type ActScope = `org:${string}` | `account:${string}`;

/** Something with consequences that somebody did. */
export interface Act {
  readonly scope: ActScope;
  /** `booking.approved`, `role.set`, `policy.changed`: what it is of, and what was done. */
  readonly action: string;
  /** Address in lower case; `necto` for what happened by itself. */
  readonly actor: string;
  /** Address of whom it was done to; null for nobody. */
  readonly subject?: string | null;
  /** A job, a listing, an approval…; null for none. */
  readonly target?: string | null;
  readonly result: "done" | "refused" | "failed";
  /** 0G root of the decision it came from. */
  readonly decisionRoot?: string | null;
  readonly txHash?: string | null;
  /** Amounts in micro-USD, names of things. No words of a user, and no address: those would outlive their account. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  readonly at: string;
}

/** What the hash of an act is over: people as commitments, so that a deleted account leaves the chain whole. */
export interface SealedAct extends Required<Omit<Act, "actor" | "subject">> {
  readonly format: "necto.act/1";
  readonly seq: number;
  /** Hash of the act before; zero bytes for the first. */
  readonly previous: string;
  readonly commitments: { readonly actor: string; readonly subject: string | null };
}

/** keccak256 of the canonical JSON of an act. */
export const hashAct = (act: SealedAct): string => keccak256(stringToBytes(canonicalText(act)));
