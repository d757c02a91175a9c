import type { RunResult } from "@necto/agent/graph/run-graph";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { RunRecord } from "./trial.ts";

/** What a run's events and its result say of it. A run that failed has no result. */
export function toRunRecord(
  input: string,
  {
    at,
    events,
    result,
  }: { readonly at: number; readonly events: readonly RunEvent[]; readonly result: RunResult | null },
): RunRecord {
  const finished = events.flatMap((event) => (event.type === "STEP_FINISHED" ? [event.trace] : []));
  const understanding = result?.steps.some(({ node }) => node === "understand") ? result.understanding : null;
  const ending = events.find(({ type }) => type === "RUN_ERROR");
  const resolved = events.find((event) => event.type === "CUSTOM" && event.name === "approval-resolved");
  return {
    input,
    at,
    events,
    path: events.flatMap((event) => (event.type === "STEP_STARTED" ? [event.stepName] : [])),
    tools: events.flatMap((event) => (event.type === "TOOL_CALL_START" ? [event.toolCallName] : [])),
    steps: finished.map(({ node, summary }) => ({ node, summary })),
    intent: understanding?.intent ?? null,
    requirements: understanding?.requirements ?? null,
    change: understanding?.change ?? null,
    asks: understanding?.clarify?.code ?? null,
    reply: repliesIn(events).join(" "),
    view: result?.view ?? null,
    root: result?.trace?.root ?? null,
    approvalId: result?.interrupt && "approvalId" in result.interrupt ? result.interrupt.approvalId : null,
    changeId: result?.interrupt && "changeId" in result.interrupt ? result.interrupt.changeId : null,
    resumes:
      resolved?.type === "CUSTOM" && resolved.name === "approval-resolved" ? resolved.value.approvalId : null,
    error: ending?.type === "RUN_ERROR" ? ending.code : null,
  };
}

/** What the agent said. */
function repliesIn(events: readonly RunEvent[]): string[] {
  const own = new Set(
    events.flatMap((event) =>
      event.type === "TEXT_MESSAGE_START" && event.role === "assistant" ? [event.messageId] : [],
    ),
  );
  return events.flatMap((event) =>
    event.type === "TEXT_MESSAGE_CONTENT" && own.has(event.messageId) ? [event.delta] : [],
  );
}
