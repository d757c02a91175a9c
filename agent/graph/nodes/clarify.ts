import { clarifyText } from "@necto/tools/language/wording";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Asks instead of guessing; the answer is the next message, read with the frame so far. */
export function clarify(state: GraphState, context: RunContext): NodeOutcome {
  const question = state.understanding!.clarify!;
  context.emit({ type: "CUSTOM", name: "clarify", value: question });
  return {
    patch: { replyText: sendReply(context, state, clarifyText(question)) },
    output: { code: question.code, field: question.field },
    summary: { asks: question.code },
  };
}
