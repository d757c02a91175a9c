import type { SourceReport } from "@necto/tools/core/source-report";
import type { ApprovalResolved } from "@necto/tools/protocol/approval";
import type { BookingProgress } from "@necto/tools/protocol/booking";
import type { NodeName, RunEvent } from "@necto/tools/protocol/run-event";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reduceRun } from "./run-reducer.ts";
import { NEW_RUN, type RunState } from "./run-state.ts";

const timestamp = 1_795_334_712_000;

const report: SourceReport = {
  source: "lambda",
  status: "failed",
  offers: 0,
  rowsRejected: 0,
  skips: {},
  code: "source/timeout",
  message: "Lambda did not answer within 4 s.",
  durationMs: 4_000,
  observedAt: "2026-11-22T08:05:12.034Z",
  bodySha256: null,
  url: null,
};

const started = (stepName: NodeName): RunEvent => ({ type: "STEP_STARTED", timestamp, stepName });
const finished = (stepName: NodeName, error: { code: string; message: string } | null = null): RunEvent => ({
  type: "STEP_FINISHED",
  timestamp,
  stepName,
  durationMs: 38,
  trace: {
    seq: 1,
    node: stepName,
    inputDigest: null,
    outputDigest: "0xab",
    summary: { in: 8441, out: 214 },
    error,
  },
});
const text = (delta: string): RunEvent => ({
  type: "TEXT_MESSAGE_CONTENT",
  timestamp,
  messageId: "m1",
  delta,
});

const LOG: readonly RunEvent[] = [
  { type: "RUN_STARTED", timestamp, threadId: "t", runId: "r" },
  started("understand"),
  finished("understand"),
  started("fetch-quotes"),
  { type: "TOOL_CALL_START", timestamp, toolCallId: "c1", toolCallName: "fetch_quotes" },
  { type: "TOOL_CALL_ARGS", timestamp, toolCallId: "c1", delta: '{"sources":' },
  { type: "TOOL_CALL_ARGS", timestamp, toolCallId: "c1", delta: '["lambda"]}' },
  { type: "TOOL_CALL_END", timestamp, toolCallId: "c1" },
  { type: "CUSTOM", timestamp, name: "source-report", value: report },
  { type: "TOOL_CALL_RESULT", timestamp, toolCallId: "c1", messageId: "m0", content: '{"offers":0}' },
  finished("fetch-quotes"),
  started("seal"),
  {
    type: "CUSTOM",
    timestamp,
    name: "sealed",
    value: { kind: "decision", root: "0x1", digest: "0x2", size: 3 },
  },
  finished("seal"),
  started("reply"),
  { type: "TEXT_MESSAGE_START", timestamp, messageId: "m1", role: "assistant" },
  text("Nothing "),
  text("fits."),
  { type: "TEXT_MESSAGE_END", timestamp, messageId: "m1" },
  finished("reply"),
  { type: "RUN_FINISHED", timestamp, threadId: "t", runId: "r", outcome: { type: "success" } },
];

const play = (events: readonly RunEvent[], from = 1, state: RunState = NEW_RUN) =>
  events.reduce((run, event, index) => reduceRun(run, from + index, event), state);

describe("reduceRun", () => {
  it("turns a log into steps, reports, messages and an end", () => {
    const run = play(LOG);
    expect(run.steps.map(({ name, status, durationMs }) => [name, status, durationMs])).toEqual([
      ["understand", "done", 38],
      ["fetch-quotes", "done", 38],
      ["seal", "done", 38],
      ["reply", "done", 38],
    ]);
    expect(run.steps[1]?.tools).toEqual([
      { id: "c1", name: "fetch_quotes", args: '{"sources":["lambda"]}', result: '{"offers":0}' },
    ]);
    expect(run.reports).toEqual([report]);
    expect(run.sealed).toMatchObject({ kind: "decision", root: "0x1" });
    expect(run.messages).toEqual([{ id: "m1", role: "assistant", text: "Nothing fits.", isComplete: true }]);
    expect(run).toMatchObject({ phase: "finished", lastSeq: LOG.length, error: null });
  });

  it("gives the same state for any prefix followed by an overlapping rest as for the whole log", () => {
    const whole = play(LOG);
    fc.assert(
      fc.property(fc.nat(LOG.length), fc.nat(LOG.length), (cut, overlap) => {
        const from = Math.max(0, cut - overlap);
        const prefix = play(LOG.slice(0, cut));
        expect(play(LOG.slice(from), from + 1, prefix)).toEqual(whole);
      }),
    );
  });

  it("ignores what it has taken already, without making a new state", () => {
    const run = play(LOG);
    expect(reduceRun(run, 3, started("rank"))).toBe(run);
  });

  it("marks the running step as failed when the run fails", () => {
    const run = play([
      ...LOG.slice(0, 4),
      { type: "RUN_ERROR", timestamp, code: "model/failed", message: "No answer." },
    ]);
    expect(run.steps.map(({ status }) => status)).toEqual(["done", "failed"]);
    expect(run).toMatchObject({ phase: "failed", error: { code: "model/failed", message: "No answer." } });
  });

  it("does not show a stop as an error", () => {
    const run = play([
      ...LOG.slice(0, 17),
      { type: "RUN_ERROR", timestamp, code: "run/stopped", message: "Stopped." },
    ]);
    expect(run).toMatchObject({ phase: "stopped", error: null });
    expect(run.steps.at(-1)?.status).toBe("stopped");
    expect(run.messages).toEqual([{ id: "m1", role: "assistant", text: "Nothing ", isComplete: true }]);
  });

  it("shows a step that ended with an error as failed", () => {
    const error = { code: "source/none", message: "No source answered." };
    expect(play([started("fetch-quotes"), finished("fetch-quotes", error)]).steps[0]?.status).toBe("failed");
  });

  it("survives an event it does not know", () => {
    const strange = { type: "STATE_DELTA", timestamp } as unknown as RunEvent;
    expect(play([strange])).toEqual({ ...NEW_RUN, lastSeq: 1 });
  });
});

describe("a booking", () => {
  const progress = (changes: Partial<BookingProgress>): RunEvent => ({
    type: "CUSTOM",
    timestamp: 1,
    name: "booking-progress",
    value: { approvalId: "a1", state: "recorded", jobId: null, txHash: null, problem: null, ...changes },
  });

  it("goes from written down to mined and keeps the hashes that were told before", () => {
    const hash = `0x${"ab".repeat(32)}`;
    const log = [
      progress({}),
      progress({ state: "sent", jobId: hash, txHash: hash }),
      progress({ state: "funded" }),
    ];
    const run = log.reduce((state, event, index) => reduceRun(state, index + 1, event), NEW_RUN);
    expect(run.progress).toMatchObject({ state: "funded", jobId: hash, txHash: hash });
  });

  it("keeps what became of an approval, in the order told", () => {
    const resolved = (status: ApprovalResolved["status"]): RunEvent => ({
      type: "CUSTOM",
      timestamp: 1,
      name: "approval-resolved",
      value: { approvalId: "a1", status, voidReason: null, next: null },
    });
    const run = [resolved("void"), resolved("approved")].reduce(
      (state, event, index) => reduceRun(state, index + 1, event),
      NEW_RUN,
    );
    expect(run.resolved.map(({ status }) => status)).toEqual(["void", "approved"]);
  });
});
