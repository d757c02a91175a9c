import type { Difference } from "./find-differences.ts";
import type { Trace } from "./trace.ts";

/** What a check found. */
export const VERDICTS = ["verified", "mismatch", "unchecked", "not-applicable"] as const;
export type Verdict = (typeof VERDICTS)[number];

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  verified: "Verified",
  mismatch: "Does not match",
  unchecked: "Could not check",
  "not-applicable": "Not applicable",
};

/** The seven checks, in their order. */
export const CHECKS = [
  "bytes",
  "root",
  "chain-root",
  "final",
  "signature",
  "replay",
  "completeness",
] as const;
export type CheckId = (typeof CHECKS)[number];

export const CHECK_TITLES: Readonly<Record<CheckId, string>> = {
  bytes: "0G serves a file under this root",
  root: "Its root is the one asked for",
  "chain-root": "The job on chain names this root",
  final: "That transaction is final",
  signature: "An agent key of Necto signed it",
  replay: "Deciding again gives the same result",
  completeness: "No listing was left out",
};

/** One check: its verdict, what it says in a sentence, and the values that were compared. */
export interface Check {
  readonly id: CheckId;
  readonly verdict: Verdict;
  readonly says: string;
  /** Values that should be equal, by what they are; two that differ are shown as a diff. */
  readonly compared: readonly { readonly label: string; readonly value: string }[];
  /** Where a replay differs from what was recorded. */
  readonly differences: readonly Difference[];
}

export interface Verification {
  /** The worst of all checks that apply; what could not be checked never counts as verified. */
  readonly overall: Verdict;
  readonly checks: readonly Check[];
  /** 0G Merkle root of the file, recomputed here; null without a file. */
  readonly root: string | null;
  /** keccak256 of the body; null unless the file is a trace. */
  readonly digest: string | null;
  readonly size: number | null;
  /** The trace itself, when the file is one. */
  readonly trace: Trace | null;
}

/** Mismatch before unchecked before verified; a check that does not apply does not count. */
export function overallOf(checks: readonly Pick<Check, "verdict">[]): Verdict {
  const has = (verdict: Verdict) => checks.some((check) => check.verdict === verdict);
  return has("mismatch") ? "mismatch" : has("unchecked") || !has("verified") ? "unchecked" : "verified";
}
