import type { RankedRow, RejectedGroup, RejectedRow } from "@necto/tools/protocol/decision-view";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import type { NamedRoot } from "@necto/tools/trace/find-root";
import type { ReplayPart } from "@necto/tools/trace/replay-decision";
import type { Check } from "@necto/tools/trace/verification";
import type { Page, ReplayView, Rows, Verified } from "./trace-view.ts";

/** What is to be verified. Files are handed over unread, so that the page does not wait for them. */
export type VerifySubject =
  /** A root or the id of a job; the escrow says which. */
  | { readonly kind: "hash"; readonly hash: string }
  | {
      readonly kind: "root";
      readonly root: string;
      /** The job that is said to be paid for it; null when none was asked about. */
      readonly jobId: string | null;
      readonly copy: Blob | null;
    }
  | { readonly kind: "file"; readonly file: Blob };

/** Who is asked, and who is believed. */
export interface VerifyTrust {
  /** Gateway of 0G; null asks nobody. */
  readonly gateway: string | null;
  /** Agent keys, lower case, and who says so; null believes nobody. */
  readonly agentKeys: { readonly from: string; readonly addresses: readonly string[] } | null;
  /** The registry on chain, and who named it. It knows keys and listings itself, so that no list of keys is needed. */
  readonly registry: (NonNullable<WitnessView["registry"]> & { readonly from: string }) | null;
  /** The escrow whose jobs name decisions, and who named it; null asks nobody about jobs. */
  readonly escrow: (NonNullable<WitnessView["escrow"]> & { readonly from: string }) | null;
}

export type Question =
  | { readonly t: "find-root"; readonly hash: string; readonly trust: VerifyTrust }
  | { readonly t: "verify"; readonly subject: VerifySubject; readonly trust: VerifyTrust }
  | { readonly t: "replay" }
  | ({ readonly t: "ranked" } & Page)
  | ({ readonly t: "rejected"; readonly group: Pick<RejectedGroup, "constraint" | "reason"> | null } & Page)
  | { readonly t: "file" };

/** What the worker answers to each question. */
export interface Answers {
  readonly "find-root": NamedRoot;
  readonly verify: Verified;
  readonly replay: ReplayView;
  readonly ranked: Rows<RankedRow>;
  readonly rejected: Rows<RejectedRow>;
  /** The bytes that were verified; null when there were none. */
  readonly file: Blob | null;
}

/** What it says on the way. */
export type Progress =
  | { readonly t: "check"; readonly check: Check }
  | { readonly t: "part"; readonly part: ReplayPart };

export type ToWorker = Question & { readonly id: number };
export type FromWorker =
  | { readonly id: number; readonly t: "progress"; readonly progress: Progress }
  | { readonly id: number; readonly t: "answer"; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly t: "failed"; readonly message: string };
