import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { Understanding } from "@necto/tools/language/understanding";
import type { AgentModel } from "./agent-model.ts";
import { OfflineChatModel } from "./offline-chat-model.ts";

/** Reads by the parser and leaves the templates' words as they are. Needs no key and no network. */
export function offlineModel(): AgentModel {
  const chat = new OfflineChatModel();
  return {
    name: "offline",
    promptDigest: null,
    async understand(text, context, signal) {
      const messages = [new SystemMessage(JSON.stringify(context)), new HumanMessage(text)];
      const answer = await chat.invoke(messages, { signal });
      return {
        understanding: Understanding.parse(answer.tool_calls![0]!.args),
        model: "offline",
        fallbackReason: null,
      };
    },
    phrase: async (facts) => facts,
  };
}
