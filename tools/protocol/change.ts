import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { ListingDiff } from "../core/listing-diff.ts";

/** Where a change stands that a provider was asked about. `applied` says that it was agreed to; `result`, what came of it. */
export const CHANGE_STATUSES = ["pending", "applied", "discarded", "expired", "void"] as const;

/** A listing as it got what was agreed to. `wallet`: its owner's wallet has to send the transaction. */
export const ChangedListing = z.object({
  listingId: z.string(),
  title: z.string(),
  state: z.enum(["recorded", "sending", "wallet", "done", "failed"]),
  /** On chain; null before it is there. */
  version: Count.nullable(),
  txHash: z.string().nullable(),
  problem: z.string().nullable(),
});
export type ChangedListing = z.output<typeof ChangedListing>;

/** What came of a change. */
export const ChangeResult = z.object({
  state: z.enum(["applying", "applied", "failed"]),
  listings: z.array(ChangedListing),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type ChangeResult = z.output<typeof ChangeResult>;

/** One pending or answered change of listings: the whole card. */
export const ChangeView = z.object({
  id: z.string(),
  threadId: z.string(),
  runId: z.string(),
  status: z.enum(CHANGE_STATUSES),
  /** Why it is void. */
  voidReason: z.enum(["listing-changed"]).nullable(),
  requestedAt: IsoTime,
  expiresAt: IsoTime,
  diffs: z.array(ListingDiff),
  /** Null until it is applied. `runId` is the run that applies it. */
  result: ChangeResult.extend({ runId: z.string().nullable() }).nullable(),
});
export type ChangeView = z.output<typeof ChangeView>;

/** An answer to a change. One that moves a price by more than half is taken only when that was ticked. */
export const ChangeDecision = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("apply"), acceptsLargeChange: z.boolean().default(false) }),
  z.strictObject({ decision: z.literal("discard") }),
]);
export type ChangeDecision = z.output<typeof ChangeDecision>;

export const ChangeResolved = z.object({ changeId: z.string(), status: z.enum(CHANGE_STATUSES) });
export type ChangeResolved = z.output<typeof ChangeResolved>;

export const ChangeProgress = ChangeResult.extend({ changeId: z.string() });
export type ChangeProgress = z.output<typeof ChangeProgress>;
