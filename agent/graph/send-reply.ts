import type { RunContext } from "./run-context.ts";
import type { GraphState } from "./state.ts";

/**
 * Streams one finished reply as the three events of a message, and returns it as it was said: with a note when the
 * chat model failed and the parser read the message.
 */
export function sendReply(
  { emit, newId }: RunContext,
  { fallbackReason }: Pick<GraphState, "fallbackReason">,
  text: string,
): string {
  const messageId = newId("message");
  const delta =
    fallbackReason === null
      ? text
      : `${text} (The chat model did not answer, so the built-in parser read this: ${fallbackReason}.)`;
  emit({ type: "TEXT_MESSAGE_START", messageId, role: "assistant" });
  emit({ type: "TEXT_MESSAGE_CONTENT", messageId, delta });
  emit({ type: "TEXT_MESSAGE_END", messageId });
  return delta;
}
