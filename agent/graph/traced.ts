import { isGraphInterrupt, type Runtime } from "@langchain/langgraph";
import { digestOf } from "@necto/tools/core/digest";
import { NectoError } from "@necto/tools/errors";
import type { NodeName, TraceStep } from "@necto/tools/protocol/run-event";
import type { RunContext } from "./run-context.ts";
import type { GraphPatch, GraphState } from "./state.ts";

/** What a node did. */
export interface NodeOutcome {
  readonly patch: GraphPatch;
  /** The facts it produced, as JSON: what the step's output digest covers. No words of the user, no times. */
  readonly output: unknown;
  /** The few facts that a page and a trace show of the step. */
  readonly summary: TraceStep["summary"];
}

/** A node of the graph: a plain function of the state and the run's context. */
export type Node = (
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
) => NodeOutcome | Promise<NodeOutcome>;

/**
 * The one wrapper around every node: announces the step, times it, records the transition, and lets an error rise
 * after its step is recorded. A step's input is the output of the step before; the first one's is a ready frame, or
 * words, of which no digest is made.
 */
export function traced(node: NodeName, run: Node) {
  return async (state: GraphState, runtime: Runtime<{ run: RunContext }>): Promise<GraphPatch> => {
    const context = runtime.context!.run;
    const startedAt = context.now();
    const before = node === context.startsAt ? [] : state.steps;
    const inputDigest = before.at(-1)?.outputDigest ?? (state.frame && digestOf(state.frame));
    const finish = (output: unknown, rest: Pick<TraceStep, "summary" | "error">): TraceStep => {
      const trace = { seq: before.length, node, inputDigest, outputDigest: digestOf(output), ...rest };
      const durationMs = Math.max(0, context.now() - startedAt);
      context.emit({ type: "STEP_FINISHED", stepName: node, durationMs, trace });
      return trace;
    };
    context.emit({ type: "STEP_STARTED", stepName: node });
    try {
      const { patch, output, summary } = await run(state, context, runtime.signal);
      return { ...patch, steps: [finish(output, { summary, error: null })] };
    } catch (cause) {
      if (isGraphInterrupt(cause)) {
        finish({ waits: true }, { summary: { waits: true }, error: null });
        throw cause;
      }
      const error = toStepError(cause);
      finish({ error: error.code }, { summary: {}, error });
      throw cause;
    }
  };
}

function toStepError(cause: unknown): NonNullable<TraceStep["error"]> {
  if (cause instanceof NectoError) return { code: cause.code, message: cause.message };
  if (cause instanceof Error && cause.name === "AbortError")
    return { code: "run/stopped", message: "Stopped." };
  return { code: "run/internal", message: "This step failed because of a fault in Necto." };
}
