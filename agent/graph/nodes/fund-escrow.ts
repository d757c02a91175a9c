import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** The one side effect: pays what was approved into escrow. Asked again, it is the same payment. */
export async function fundEscrow(
  { booking }: GraphState,
  { booking: desk, emit }: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const funding = await desk!.fund(
    booking!.approvalId!,
    (value) => emit({ type: "CUSTOM", name: "booking-progress", value }),
    signal,
  );
  const { state, problem } = funding;
  return {
    patch: { booking: { ...booking!, funding } },
    output: { state, problem: problem?.code ?? null },
    summary: { state, problem: problem?.code ?? null },
  };
}
