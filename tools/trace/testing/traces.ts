import type { CodedDecision } from "../../core/decide.ts";
import type { TraceStep } from "../../protocol/run-event.ts";
import { buildDecisionBody } from "../build-decision-body.ts";
import { localSigner } from "../local-signer.ts";
import { sealTrace } from "../seal-trace.ts";
import type { DecisionBody } from "../trace.ts";
import { verifyTrace } from "../verify-trace.ts";
import type { Subject, Witnesses } from "../witnesses.ts";

// Traces for tests: a key of the agent, a key of somebody else, and a 0G that is a map.

export const AGENT = localSigner(`0x${"11".repeat(32)}`);
export const STRANGER = localSigner(`0x${"22".repeat(32)}`);

export const NONCE = `0x${"ab".repeat(32)}`;

const digest = (n: number): string => `0x${String(n).repeat(64)}`;

/** The steps of a search up to its ranking. */
export const STEPS: readonly TraceStep[] = (
  ["understand", "fetch-quotes", "normalise", "filter", "rank"] as const
).map((node, seq) => ({
  seq,
  node,
  inputDigest: seq === 0 ? null : digest(seq - 1),
  outputDigest: digest(seq),
  summary: { offers: seq },
  error: null,
}));

export const bodyOf = (decision: CodedDecision): DecisionBody =>
  buildDecisionBody(decision, {
    steps: STEPS,
    model: { name: "offline", promptDigest: null },
    nonce: NONCE,
    commitment: null,
  });

export const sealed = (decision: CodedDecision) => sealTrace(bodyOf(decision), AGENT);

/** A 0G that has these files, and a list that knows the agent's key. */
export function witnesses(files: readonly { root: string; bytes: Uint8Array }[]): Witnesses {
  const byRoot = new Map(files.map(({ root, bytes }) => [root, bytes]));
  return {
    storage: { from: "a map", fetch: async (root) => byRoot.get(root) ?? null },
    agentKeys: { from: "a list", isValid: async (signer) => signer === AGENT.address },
    registry: null,
  };
}

/** Verdicts by check. */
export async function verdictsOf(subject: Subject, given: Witnesses) {
  const { overall, checks } = await verifyTrace(subject, given);
  return { overall, ...Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict])) };
}
