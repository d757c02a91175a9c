import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Decision } from "../core/decision.ts";
import { ProviderChange } from "../core/provider-change.ts";
import { MODES, Requirements } from "../core/requirements.ts";
import { SourceReport } from "../core/source-report.ts";
import { Clarify, INTENTS } from "../language/understanding.ts";
import { Bytes32 } from "./chain-values.ts";
import { RankedRow, RejectedRow } from "./decision-view.ts";
import { BookRequest } from "./order.ts";
import { TraceRef } from "./trace-status.ts";

/** Longest message a user can send, in UTF-16 units. */
export const MAX_MESSAGE_LENGTH = 2_000;

/** On which side of the market a conversation is. */
export const THREAD_ROLES = ["buyer", "provider"] as const;
export type ThreadRole = (typeof THREAD_ROLES)[number];

/** A tracked thread is of the account that is signed in, and a provider's is always tracked. All of it is fixed when it is created. */
export const NewThread = z.strictObject({
  mode: z.enum(MODES).default("untracked"),
  role: z.enum(THREAD_ROLES).default("buyer"),
  /** The organisation that a tracked one is for; null for the account itself. */
  org: Bytes32.nullable().default(null),
});
export type NewThread = z.output<typeof NewThread>;

export const RunStatus = z.enum(["running", "finished", "failed", "stopped"]);
export type RunStatus = z.output<typeof RunStatus>;

export const RunView = z.object({
  id: z.string(),
  threadId: z.string(),
  status: RunStatus,
  startedAt: IsoTime,
  epoch: z.string(),
  /** Sequence number of the newest event; compare after a reconnect. */
  lastSeq: Count,
});
export type RunView = z.output<typeof RunView>;

export const ThreadView = z.object({
  id: z.string(),
  mode: z.enum(MODES),
  role: z.enum(THREAD_ROLES),
  /** The organisation that it is for; null for none. */
  org: Bytes32.nullable(),
  createdAt: IsoTime,
  requirements: Requirements.nullable(),
  /** Oldest first. */
  runs: z.array(RunView),
});
export type ThreadView = z.output<typeof ThreadView>;

/** A tracked conversation in the list of its account. */
export const ThreadRow = z.object({
  id: z.string(),
  role: z.enum(THREAD_ROLES),
  org: Bytes32.nullable(),
  createdAt: IsoTime,
  /** Its first message; null while there is none in words. */
  title: z.string().nullable(),
});
export type ThreadRow = z.output<typeof ThreadRow>;

/** A message in words, a frame (a removed chip, a relaxation) that needs no understanding, or an offer to be booked. */
export const NewRun = z.union([
  z.strictObject({ text: z.string().trim().min(1).max(MAX_MESSAGE_LENGTH) }),
  z.strictObject({ requirements: Requirements }),
  z.strictObject({ book: BookRequest }),
]);
export type NewRun = z.output<typeof NewRun>;

export const Ask = z.strictObject({
  text: z.string().trim().min(1).max(MAX_MESSAGE_LENGTH),
  role: z.enum(["buyer", "provider"]).default("buyer"),
});
export type Ask = z.output<typeof Ask>;

/** What `necto ask --json` prints and `POST /api/ask` answers; absent parts are null. */
export const AskResult = z.object({
  intent: z.enum(INTENTS),
  requirements: Requirements.nullable(),
  change: ProviderChange.nullable(),
  decision: Decision.nullable(),
  /** The first offers of the ranking with their prices' arithmetic. */
  top: z.array(RankedRow),
  /** The sealed trace of the decision: what `necto verify` takes. */
  trace: TraceRef.nullable(),
  reply: z.string(),
  clarify: Clarify.nullable(),
  /** What each source answered, without the hash of its body: bodies carry their own times. */
  sources: z.array(SourceReport.omit({ bodySha256: true })),
});
export type AskResult = z.output<typeof AskResult>;

export const RejectedPage = z.object({ total: Count, rows: z.array(RejectedRow) });
export type RejectedPage = z.output<typeof RejectedPage>;

/** What the page says about this installation: nothing that is sandbox may look real. */
export const StatusView = z.object({
  version: z.string(),
  prices: z.enum(["sandbox", "live"]),
  model: z.string(),
  sources: z.array(z.string()),
});
export type StatusView = z.output<typeof StatusView>;

/** RFC 9457 problem with Necto's stable code. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: Count,
  detail: z.string(),
  code: z.string(),
  hint: z.string().nullable(),
});
export type Problem = z.output<typeof Problem>;
