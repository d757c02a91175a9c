import type { NodeName, RunEvent, TraceStep } from "@necto/tools/protocol/run-event";
import type { TraceRef } from "@necto/tools/protocol/trace-status";
import { ASKED, REPORTS, scriptedDecision } from "./scripted-decision.ts";

/** One event of a run, and how long the server waits before it. */
export interface Beat {
  readonly afterMs: number;
  readonly event: RunEvent;
}

export interface RunScript {
  readonly threadId: string;
  readonly runId: string;
  readonly text: string | null;
  /** Milliseconds that each step takes. */
  readonly pace: number;
}

const step = (stepName: NodeName, durationMs: number, summary: TraceStep["summary"]): RunEvent => ({
  type: "STEP_FINISHED",
  timestamp: Date.now(),
  stepName,
  durationMs,
  trace: {
    seq: 1,
    node: stepName,
    inputDigest: stepName === "understand" ? null : `0x4b1d${"0".repeat(56)}77aa`,
    outputDigest: `0x9f3c${"0".repeat(56)}01e1`,
    summary,
    error: null,
  },
});

const spanOf = (text: string, words: string) => {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
};

const evidenceOf = (text: string) =>
  (
    [
      ["gpuModels", "H100"],
      ["regions", "EU"],
      ["maxUsdMicrosPerGpuHour", "under $3"],
      ["durationSeconds", "6 hours"],
    ] as const
  ).flatMap(([field, words]) => (text.includes(words) ? [{ field, span: spanOf(text, words) }] : []));

/** The trace of every scripted decision. */
export const SEALED: TraceRef = {
  kind: "decision",
  root: `0x7d3e${"5".repeat(56)}9a40`,
  digest: `0x1c22${"6".repeat(56)}e0f1`,
  size: 812_345,
};

/**
 * What a run says, by its text: "under 3" is asked back, "crash" fails, "nothing" fits nothing, everything else finds offers.
 * `lambda` loses a row and `aws-spot` fails in every run.
 */
export function scriptRun({ threadId, runId, text, pace }: RunScript): readonly Beat[] {
  const timestamp = Date.now();
  const beats: Beat[] = [];
  let at = timestamp;
  const say = (event: RunEvent, afterMs = 0) => {
    at += event.type === "STEP_FINISHED" ? event.durationMs : 0;
    beats.push({ afterMs, event: { ...event, timestamp: at } });
  };
  const begin = (stepName: NodeName) => say({ type: "STEP_STARTED", timestamp, stepName });
  const end = (stepName: NodeName, ms: number, summary: TraceStep["summary"]) =>
    say(step(stepName, ms, summary), pace);

  say({ type: "RUN_STARTED", timestamp, threadId, runId });
  begin("understand");
  say({
    type: "CUSTOM",
    timestamp,
    name: "understood",
    value: { intent: "search", requirements: ASKED, evidence: evidenceOf(text ?? ""), model: "offline" },
  });
  end("understand", 4, { intent: "search", model: "offline", asks: null });

  if (text?.includes("crash")) {
    begin("fetch-quotes");
    say({
      type: "RUN_ERROR",
      timestamp,
      code: "run/internal",
      message: "Something went wrong inside Necto. Your message was not answered; try again.",
    });
    return beats;
  }
  if (text?.includes("under 3")) {
    begin("clarify");
    end("clarify", 1, {});
    say({
      type: "CUSTOM",
      timestamp,
      name: "clarify",
      value: {
        code: "price-scope",
        field: "maxUsdMicrosPerGpuHour",
        spans: [spanOf(text, "under 3")],
        options: ["under $3 per GPU-hour", "under $3 per hour for the machine", "under $3 in total"],
      },
    });
    say({ type: "TEXT_MESSAGE_START", timestamp, messageId: "m", role: "assistant" });
    say({ type: "TEXT_MESSAGE_CONTENT", timestamp, messageId: "m", delta: "What is the limit of 3 for?" });
    say({ type: "TEXT_MESSAGE_END", timestamp, messageId: "m" });
  } else {
    begin("fetch-quotes");
    say({ type: "TOOL_CALL_START", timestamp, toolCallId: "c", toolCallName: "fetch_quotes" });
    say({
      type: "TOOL_CALL_ARGS",
      timestamp,
      toolCallId: "c",
      delta: '{"sources":["necto","catalog","lambda","aws-spot"]}',
    });
    say({ type: "TOOL_CALL_END", timestamp, toolCallId: "c" });
    for (const value of REPORTS) say({ type: "CUSTOM", timestamp, name: "source-report", value }, pace / 4);
    say({
      type: "TOOL_CALL_RESULT",
      timestamp,
      toolCallId: "c",
      messageId: "t",
      content: '{"offers":5893,"failed":["aws-spot"]}',
    });
    end("fetch-quotes", 4_003, { sources: 4, offers: 5893, failed: ["aws-spot"] });
    const fits = text?.includes("nothing") ? "none" : "some";
    const ranked = fits === "some" ? 5 : 0;
    for (const [name, ms, summary] of [
      ["normalise", 11, { offers: 5893, comparable: 5890 }],
      ["filter", 2, { in: 5893, out: ranked }],
      ["rank", 1, { ranked, first: null }],
    ] as const) {
      begin(name);
      end(name, ms, summary);
    }
    say({ type: "CUSTOM", timestamp, name: "decision", value: scriptedDecision(`d-${runId}`, fits) });
    begin("seal");
    say({ type: "CUSTOM", timestamp, name: "sealed", value: SEALED });
    end("seal", 3, { root: SEALED.root, bytes: SEALED.size });
    begin("reply");
    say({ type: "TEXT_MESSAGE_START", timestamp, messageId: "m", role: "assistant" });
    const words =
      fits === "some"
        ? "Cheapest: 8× H100 SXM from Fjordlys Compute AS (Necto) in NO at $2.4100 per GPU-hour ($19.2800 per hour for 8 GPUs, $115.68 for 6 hours). It can be booked here. 5 offers of 5,893 offers fit. Without aws-spot: no answer within 4 seconds."
        : "None of 5,893 offers fits. What removed most: Other GPU: 5,612 offers; Other region: 4,120 offers.";
    for (const delta of words.split(/(?<= )/))
      say({ type: "TEXT_MESSAGE_CONTENT", timestamp, messageId: "m", delta }, pace / 40);
    say({ type: "TEXT_MESSAGE_END", timestamp, messageId: "m" });
    end("reply", 2, { reworded: false });
  }
  say({ type: "RUN_FINISHED", timestamp, threadId, runId, outcome: { type: "success" } });
  return beats;
}
