import type { RunContext } from "./run-context.ts";

/** Streams one finished reply as the three events of a message. */
export function sendReply({ emit, newId }: RunContext, text: string): void {
  const messageId = newId("message");
  emit({ type: "TEXT_MESSAGE_START", messageId, role: "assistant" });
  emit({ type: "TEXT_MESSAGE_CONTENT", messageId, delta: text });
  emit({ type: "TEXT_MESSAGE_END", messageId });
}
