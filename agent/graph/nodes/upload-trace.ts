import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Waits until the trace of the decision is final on 0G: the job on chain will name its root. */
export async function uploadTrace(
  { booking }: GraphState,
  { booking: desk, emit }: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const approvalId = booking!.approvalId!;
  const root = await desk!.rootOfApproval(approvalId);
  emit({
    type: "CUSTOM",
    name: "booking-progress",
    value: { approvalId, state: "waiting-for-trace", jobId: null, txHash: null, problem: null },
  });
  await desk!.untilStored(approvalId, signal);
  return { patch: {}, output: { root }, summary: { root } };
}
