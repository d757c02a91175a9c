import { interrupt } from "@langchain/langgraph";
import { z } from "zod";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** What the approval's route answers with, and nothing else can. */
export const ConfirmAnswer = z.strictObject({
  approvalId: z.string(),
  decision: z.enum(["approve", "decline"]),
});
export type ConfirmAnswer = z.output<typeof ConfirmAnswer>;

/** Waits for consent, and does nothing else: this node runs again from its beginning when the answer comes. */
export function confirm({ booking, change }: GraphState): NodeOutcome {
  const approvalId = (change?.changeId ?? booking?.approvalId)!;
  const answer = interrupt({ approvalId }, { responseSchema: ConfirmAnswer }) as ConfirmAnswer;
  // An answer to another approval is none to this one.
  const decision = answer.approvalId === approvalId ? answer.decision : "decline";
  return {
    patch: {
      booking: booking && { ...booking, answer: decision },
      change: change && { ...change, answer: decision },
    },
    output: { decision },
    summary: { decision },
  };
}
