import type { CanaryKind } from "./canaries.ts";

/** A canary that is where it must be, and says nothing of a job there. */
export interface Allowed {
  readonly kind: CanaryKind;
  readonly encoding: string;
  readonly where: string;
  readonly why: string;
}

/** Anything else that is found is a leak. */
export const ALLOWED: readonly Allowed[] = [
  {
    ...{ kind: "wallet", encoding: "plain", where: "table accounts" },
    why: "An account is its address. The row names no conversation, no run and no job.",
  },
  {
    ...{ kind: "wallet", encoding: "plain", where: "table sessions" },
    why: "A session is an account's until it ends.",
  },
  {
    ...{ kind: "wallet", encoding: "plain", where: "table acts" },
    why: "An account's log says when it signed in. No act of it is of an untracked job.",
  },
  {
    ...{ kind: "session", encoding: "sha256", where: "table sessions" },
    why: "A cookie of 256 random bits is recognised by its hash, which nobody can guess.",
  },
  {
    ...{ kind: "capability", encoding: "keccak256 of its bytes", where: "table jobs" },
    why: "So is a capability of 256 random bits: whoever has it reads that job.",
  },
];
