import { clarifyText } from "@necto/tools/language/wording";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Asks instead of guessing; the answer is the next message, read with the frame so far. */
export function clarify({ understanding }: GraphState, context: RunContext): NodeOutcome {
  const question = understanding!.clarify!;
  context.emit({ type: "CUSTOM", name: "clarify", value: question });
  const reply = clarifyText(question);
  sendReply(context, reply);
  return {
    patch: { replyText: reply },
    output: { code: question.code, field: question.field },
    summary: { asks: question.code },
  };
}
