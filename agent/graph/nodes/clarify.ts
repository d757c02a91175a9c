import { clarifyText } from "@necto/tools/language/wording";
import { cheaperText } from "../offer-cheaper.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Asks instead of guessing; the answer is the next message, read with the frame so far. */
export function clarify(state: GraphState, context: RunContext): NodeOutcome {
  const understanding = state.understanding!;
  const question = understanding.clarify!;
  const text = cheaperText(understanding, context.shownDecision) ?? clarifyText(question);
  context.emit({ type: "CUSTOM", name: "clarify", value: question });
  return {
    patch: { replyText: sendReply(context, state, text) },
    output: { code: question.code, field: question.field },
    summary: { asks: question.code },
  };
}
