import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { understand } from "@necto/tools/language/understand";
import type { LanguageContext } from "@necto/tools/language/understanding";

/**
 * A chat model without a network: the deterministic parser behind LangChain's model interface. It reads the last
 * human message with the context of the system message before it, and answers with one tool call that carries the
 * whole understanding. Same messages, same bytes.
 */
export class OfflineChatModel extends BaseChatModel {
  constructor() {
    super({});
  }

  override _llmType(): string {
    return "necto-offline";
  }

  override async _generate(
    messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    _runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const context = JSON.parse(messages[0]!.text) as LanguageContext;
    const understanding = understand(messages.at(-1)!.text, context);
    const message = new AIMessage({
      content: "",
      tool_calls: [{ id: "read", name: UNDERSTOOD, args: understanding, type: "tool_call" }],
    });
    return { generations: [{ message, text: "" }] };
  }
}

/** The one tool of the offline model: its arguments are an `Understanding`. */
export const UNDERSTOOD = "understood";
