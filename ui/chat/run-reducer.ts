import type { BookingProgress } from "@necto/tools/protocol/booking";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Message, RunState, StepState, ToolCall } from "./run-state.ts";

/** Code of the `RUN_ERROR` that ends a run the user stopped. */
const STOPPED = "run/stopped";

/**
 * Takes event `seq` of a run's log. Events already taken change nothing, so a replay may overlap with what is
 * there; any prefix followed by the rest gives the same state as the whole log.
 */
export function reduceRun(state: RunState, seq: number, event: RunEvent): RunState {
  if (seq <= state.lastSeq) return state;
  return { ...apply(state, event), lastSeq: seq };
}

function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "RUN_STARTED":
      return { ...state, phase: "running", startedAt: event.timestamp };
    case "RUN_FINISHED":
      return { ...state, phase: "finished", endedAt: event.timestamp };
    case "RUN_ERROR":
      return fail(state, event);
    case "STEP_STARTED":
      return { ...state, steps: [...state.steps, startStep(event)] };
    case "STEP_FINISHED":
      return { ...state, steps: replaceLast(state.steps, isRunningStep(event.stepName), finishStep(event)) };
    case "TOOL_CALL_START":
      return withTools(state, (tools) => [
        ...tools,
        { id: event.toolCallId, name: event.toolCallName, args: "", result: null },
      ]);
    case "TOOL_CALL_ARGS":
      return withTool(state, event.toolCallId, (tool) => ({ ...tool, args: tool.args + event.delta }));
    case "TOOL_CALL_END":
      return state;
    case "TOOL_CALL_RESULT":
      return withTool(state, event.toolCallId, (tool) => ({ ...tool, result: event.content }));
    case "TEXT_MESSAGE_START":
      return {
        ...state,
        messages: [...state.messages, { id: event.messageId, role: event.role, text: "", isComplete: false }],
      };
    case "TEXT_MESSAGE_CONTENT":
      return withMessage(state, event.messageId, (message) => ({
        ...message,
        text: message.text + event.delta,
      }));
    case "TEXT_MESSAGE_END":
      return withMessage(state, event.messageId, (message) => ({ ...message, isComplete: true }));
    case "CUSTOM":
      return applyCustom(state, event);
    default:
      // A newer server may send events that this page does not know yet.
      return state;
  }
}

function applyCustom(state: RunState, event: Extract<RunEvent, { type: "CUSTOM" }>): RunState {
  if (event.name === "understood") return { ...state, understood: event.value };
  if (event.name === "clarify") return { ...state, clarify: event.value };
  if (event.name === "decision") return { ...state, decision: event.value };
  if (event.name === "sealed") return { ...state, sealed: event.value };
  if (event.name === "approval-requested") return { ...state, approval: event.value };
  if (event.name === "approval-resolved") return { ...state, resolved: [...state.resolved, event.value] };
  if (event.name === "booking-progress")
    return { ...state, progress: keepHashes(state.progress, event.value) };
  if (event.name === "change-requested") return { ...state, change: event.value };
  if (event.name === "change-resolved") return { ...state, isAfterChange: true };
  if (event.name === "change-progress") return { ...state, changeProgress: event.value };
  if (event.name === "receipt") return { ...state, receipt: event.value };
  if (event.name === "hand-off") return { ...state, handOff: event.value };
  if (event.name === "needs-admin") return { ...state, needsAdmin: event.value };
  if (event.name === "source-report") return { ...state, reports: [...state.reports, event.value] };
  return state;
}

const keepHashes = (before: BookingProgress | null, now: BookingProgress): BookingProgress => ({
  ...now,
  jobId: now.jobId ?? before?.jobId ?? null,
  txHash: now.txHash ?? before?.txHash ?? null,
});

function fail(state: RunState, event: Extract<RunEvent, { type: "RUN_ERROR" }>): RunState {
  const isStop = event.code === STOPPED;
  const cut = isStop ? "stopped" : "failed";
  return {
    ...state,
    phase: cut,
    endedAt: event.timestamp,
    error: isStop ? null : { code: event.code, message: event.message },
    steps: state.steps.map((step) => (step.status === "running" ? { ...step, status: cut } : step)),
    messages: state.messages.map((message) => ({ ...message, isComplete: true })),
  };
}

const startStep = (event: Extract<RunEvent, { type: "STEP_STARTED" }>): StepState => ({
  name: event.stepName,
  status: "running",
  startedAt: event.timestamp,
  durationMs: null,
  trace: null,
  tools: [],
});

const finishStep =
  (event: Extract<RunEvent, { type: "STEP_FINISHED" }>) =>
  (step: StepState): StepState => ({
    ...step,
    status: event.trace.error ? "failed" : "done",
    durationMs: event.durationMs,
    trace: event.trace,
  });

const isRunningStep = (name: string) => (step: StepState) => step.name === name && step.status === "running";

/** A tool call belongs to the step that runs when it starts. */
const withTools = (
  state: RunState,
  change: (tools: readonly ToolCall[]) => readonly ToolCall[],
): RunState => ({
  ...state,
  steps: replaceLast(
    state.steps,
    () => true,
    (step) => ({ ...step, tools: change(step.tools) }),
  ),
});

const withTool = (state: RunState, id: string, change: (tool: ToolCall) => ToolCall): RunState => ({
  ...state,
  steps: state.steps.map((step) => ({
    ...step,
    tools: step.tools.map((tool) => (tool.id === id ? change(tool) : tool)),
  })),
});

const withMessage = (state: RunState, id: string, change: (message: Message) => Message): RunState => ({
  ...state,
  messages: state.messages.map((message) => (message.id === id ? change(message) : message)),
});

function replaceLast<T>(
  list: readonly T[],
  matches: (entry: T) => boolean,
  change: (entry: T) => T,
): readonly T[] {
  const index = list.findLastIndex(matches);
  return index < 0 ? list : list.with(index, change(list[index]!));
}
