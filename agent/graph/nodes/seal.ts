import { NectoError } from "@necto/tools/errors";
import { buildDecisionBody } from "@necto/tools/trace/build-decision-body";
import { sealTrace } from "@necto/tools/trace/seal-trace";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/**
 * Decision → trace that can no longer change, kept until it is on 0G. Its root is known at once; the upload goes on
 * behind the reply.
 */
export async function seal(
  { steps, readBy }: GraphState,
  { workbench, model, traces, emit }: RunContext,
): Promise<NodeOutcome> {
  const { decision } = workbench;
  if (!decision)
    throw new NectoError({
      code: "run/lost-decision",
      message: "The decision of this run is gone. Ask again.",
    });
  const body = buildDecisionBody(decision, {
    steps,
    model: { name: readBy, promptDigest: readBy === model.name ? model.promptDigest : null },
    nonce: traces.newNonce(),
    commitment: traces.commitment,
  });
  const trace = await sealTrace(body, await traces.signer());
  await traces.keep(trace, decision.id);
  workbench.trace = trace;
  const { kind, root, digest, bytes } = trace;
  emit({ type: "CUSTOM", name: "sealed", value: { kind, root, digest, size: bytes.length } });
  return { patch: {}, output: { root, digest }, summary: { root, bytes: bytes.length } };
}
