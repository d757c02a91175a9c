import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { Requirements } from "../core/requirements.ts";
import { SourceReport } from "../core/source-report.ts";
import { Clarify, Evidence, INTENTS } from "../language/understanding.ts";
import { ApprovalResolved, ApprovalView } from "./approval.ts";
import { BookingProgress, Receipt } from "./booking.ts";
import { ChangeProgress, ChangeResolved, ChangeView } from "./change.ts";
import { DecisionView } from "./decision-view.ts";
import { HandOff } from "./hand-off.ts";
import { NeedsAdmin } from "./policy.ts";
import { TraceRef } from "./trace-status.ts";

/** Node names of the graph, which are the step names of the feed. */
export const NODES = [
  "understand",
  "clarify",
  "fetch-quotes",
  "normalise",
  "filter",
  "rank",
  "seal",
  "reply",
  "requote",
  "check-policy",
  "diff",
  "confirm",
  "apply",
  "upload-trace",
  "fund-escrow",
  "receipt",
] as const;
export type NodeName = (typeof NODES)[number];

/** One node transition, as it enters the trace. No wall-clock time: that is in the run event. */
export const TraceStep = z.object({
  seq: Count,
  node: z.enum(NODES),
  /** keccak256 of the canonical input; null where the input holds words of the user. */
  inputDigest: z.string().nullable(),
  outputDigest: z.string(),
  /** Facts of the step, e.g. `{ in: 8441, out: 214 }`. */
  summary: z.record(z.string(), z.json()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TraceStep = z.output<typeof TraceStep>;

/** How the message was understood: the frame and where in the user's own text each part stands. */
export const UnderstoodEvent = z.object({
  intent: z.enum(INTENTS),
  requirements: Requirements.nullable(),
  evidence: z.array(Evidence),
  /** `offline`, or the chat model's name; `offline-fallback` when the chat model failed. */
  model: z.string(),
});
export type UnderstoodEvent = z.output<typeof UnderstoodEvent>;

const at = { timestamp: Count };

/** What AG-UI has no event for. A union of its own: the types of a discriminated union are all different. */
const CustomEvent = z.discriminatedUnion("name", [
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("understood"), value: UnderstoodEvent }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("clarify"), value: Clarify }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("source-report"), value: SourceReport }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("decision"), value: DecisionView }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("sealed"), value: TraceRef }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("hand-off"), value: HandOff }),
  /** A team's order that an Admin must allow before its member is asked for consent. */
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("needs-admin"), value: NeedsAdmin }),
  /** The whole card. The run ends after it with outcome `interrupt`. */
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("approval-requested"), value: ApprovalView }),
  z.object({
    type: z.literal("CUSTOM"),
    ...at,
    name: z.literal("approval-resolved"),
    value: ApprovalResolved,
  }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("booking-progress"), value: BookingProgress }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("receipt"), value: Receipt }),
  /** The whole card of a provider's change. The run ends after it with outcome `interrupt`. */
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("change-requested"), value: ChangeView }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("change-resolved"), value: ChangeResolved }),
  z.object({ type: z.literal("CUSTOM"), ...at, name: z.literal("change-progress"), value: ChangeProgress }),
]);

/** How a run ended that did not fail. `interrupt`: it waits for somebody, who answers by the interrupt's id. */
const Outcome = z.discriminatedUnion("type", [
  z.object({ type: z.literal("success") }),
  z.object({
    type: z.literal("interrupt"),
    interrupts: z.array(
      z.object({
        id: z.string(),
        reason: z.enum(["approval", "change"]),
        message: z.string(),
        expiresAt: z.string(),
      }),
    ),
  }),
]);

/**
 * Events of one run. Types and fields are those of AG-UI 1.0 (docs.ag-ui.com/concepts/events, read 2026-11-22);
 * what AG-UI has no field for travels in CUSTOM events, or beside its fields as `detail` and `trace`.
 * `timestamp` is epoch milliseconds.
 */
export const RunEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("RUN_STARTED"), ...at, threadId: z.string(), runId: z.string() }),
  z.object({ type: z.literal("STEP_STARTED"), ...at, stepName: z.enum(NODES) }),
  z.object({
    type: z.literal("STEP_FINISHED"),
    ...at,
    stepName: z.enum(NODES),
    durationMs: Count,
    trace: TraceStep,
  }),
  z.object({
    type: z.literal("TOOL_CALL_START"),
    ...at,
    toolCallId: z.string(),
    toolCallName: z.string(),
  }),
  z.object({ type: z.literal("TOOL_CALL_ARGS"), ...at, toolCallId: z.string(), delta: z.string() }),
  z.object({ type: z.literal("TOOL_CALL_END"), ...at, toolCallId: z.string() }),
  z.object({
    type: z.literal("TOOL_CALL_RESULT"),
    ...at,
    messageId: z.string(),
    toolCallId: z.string(),
    content: z.string(),
  }),
  z.object({
    type: z.literal("TEXT_MESSAGE_START"),
    ...at,
    messageId: z.string(),
    role: z.enum(["assistant", "user"]),
  }),
  z.object({ type: z.literal("TEXT_MESSAGE_CONTENT"), ...at, messageId: z.string(), delta: z.string() }),
  z.object({ type: z.literal("TEXT_MESSAGE_END"), ...at, messageId: z.string() }),
  CustomEvent,
  z.object({
    type: z.literal("RUN_FINISHED"),
    ...at,
    threadId: z.string(),
    runId: z.string(),
    outcome: Outcome,
  }),
  z.object({ type: z.literal("RUN_ERROR"), ...at, message: z.string(), code: z.string() }),
]);
export type RunEvent = z.output<typeof RunEvent>;

/** A run ends with exactly one of these. `RUN_ERROR` with code `run/stopped` is a stop that the user asked for. */
export const isTerminal = (event: RunEvent): boolean =>
  event.type === "RUN_FINISHED" || event.type === "RUN_ERROR";
