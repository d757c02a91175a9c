import type { Engine } from "@necto/tools/core/decision";
import type { RunEvent, TraceStep } from "@necto/tools/protocol/run-event";
import { toSealedStep } from "@necto/tools/trace/build-decision-body";
import { type SealedTrace, sealTrace, type TraceSigner } from "@necto/tools/trace/seal-trace";
import { type RunBody, TRACE_FORMAT } from "@necto/tools/trace/trace";

/** What a trace of a run says. */
export interface RunFacts {
  readonly role: RunBody["role"];
  readonly steps: readonly TraceStep[];
  readonly outcome: RunBody["outcome"];
  /** The trace of its decision, if it took one. */
  readonly decision: Pick<SealedTrace, "root" | "digest"> | null;
}

export interface RunSeal {
  readonly engine: Engine;
  readonly signer: TraceSigner;
  readonly nonce: string;
  readonly commitment: string | null;
}

/** Every node transition of a run as a trace of its own, however the run ended. */
export const sealRun = (
  facts: RunFacts,
  { engine, signer, nonce, commitment }: RunSeal,
): Promise<SealedTrace> =>
  sealTrace(
    {
      format: TRACE_FORMAT,
      kind: "run",
      engine,
      nonce,
      commitment,
      role: facts.role,
      outcome: facts.outcome,
      decision: facts.decision && { root: facts.decision.root, digest: facts.decision.digest },
      steps: facts.steps.map(toSealedStep),
    },
    signer,
  );

/** Steps and decision of a run by what its log says; the last event is how it ended. */
export function factsOf(events: readonly RunEvent[], role: RunBody["role"]): RunFacts {
  const steps: TraceStep[] = [];
  let decision: RunFacts["decision"] = null;
  let outcome: RunFacts["outcome"] = { status: "failed", code: null };
  for (const event of events) {
    if (event.type === "STEP_FINISHED") steps.push(event.trace);
    if (event.type === "CUSTOM" && event.name === "sealed")
      decision = { root: event.value.root, digest: event.value.digest };
    if (event.type === "RUN_FINISHED") outcome = { status: "finished", code: null };
    if (event.type === "RUN_ERROR")
      outcome = { status: event.code === "run/stopped" ? "stopped" : "failed", code: event.code };
  }
  return { role, steps, outcome, decision };
}
