import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** The one side effect: puts in force what was agreed to. Asked again, it is the same change. */
export async function apply(
  { change }: GraphState,
  { listings, emit }: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const changeId = change!.changeId!;
  const result = await listings!.apply(
    changeId,
    (progress) => emit({ type: "CUSTOM", name: "change-progress", value: { changeId, ...progress } }),
    signal,
  );
  const { state, problem } = result;
  return {
    patch: { change: { ...change!, result } },
    output: { state, problem: problem?.code ?? null },
    summary: { state, problem: problem?.code ?? null },
  };
}
