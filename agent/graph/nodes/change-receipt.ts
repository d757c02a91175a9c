import { resultText } from "../compose-change.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Says what was changed, from what is in force and what the chain has of it. */
export function changeReceipt(state: GraphState, context: RunContext): NodeOutcome {
  const { result, changeId } = state.change!;
  context.emit({ type: "CUSTOM", name: "change-progress", value: { changeId: changeId!, ...result! } });
  return {
    patch: { replyText: sendReply(context, state, resultText(result!)) },
    output: { state: result!.state },
    summary: { state: result!.state },
  };
}
