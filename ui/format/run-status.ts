import type { RunState } from "../chat/run-state.ts";
import { STEP_LABELS } from "./labels.ts";
import { tokenText } from "./money.ts";
import { countOf } from "./text.ts";

/** The run's state in one line for the status region: the step that runs, or how it ended. */
export function runStatusText(run: RunState): string {
  const { phase, decision, clarify, steps } = run;
  if (phase === "failed") return `The run failed. ${run.error?.message ?? ""}`.trim();
  if (phase === "stopped") return "Stopped.";
  if (phase === "finished" && run.approval)
    return `Approval needed: ${tokenText(run.approval.order.totalUsdMicros)} ${run.approval.order.token.symbol}. Alt+A goes to it.`;
  if (phase === "finished" && run.receipt)
    return `Booked: ${tokenText(run.receipt.totalUsdMicros)} ${run.receipt.token} are in escrow.`;
  if (phase === "finished" && clarify) return "The agent has a question.";
  if (phase === "finished" && decision)
    return `${countOf(decision.rankedTotal, "offer")} of ${decision.offersSeen} fit.`;
  if (phase === "finished") return "Answered.";
  const step = steps.findLast(({ status }) => status === "running");
  return step ? `${STEP_LABELS[step.name]}…` : "Working…";
}
