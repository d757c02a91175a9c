import { type AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { ChatOpenAICompletions } from "@langchain/openai";
import type { LanguageContext, Understanding } from "@necto/tools/language/understanding";
import type { ChatModelConfig } from "../config/config.ts";
import type { AgentModel } from "./agent-model.ts";
import { keepSaidNumbers } from "./keep-said-numbers.ts";
import { PHRASE_PROMPT, UNDERSTAND_PROMPT } from "./prompts.ts";
import { MODEL_TOOLS, OPENAI_TOOLS } from "./tools.ts";

/** A call that takes longer is not worth waiting for: the offline model takes over. */
const TIMEOUT_MS = 15_000;
const MAX_RETRIES = 1;

/**
 * A model behind any OpenAI-compatible endpoint, with the offline model to take over when it fails. It sees the
 * user's words to read them and finished facts to phrase them, never a listing's text; it never computes.
 */
export function chatModel({ apiKey, baseUrl, model }: ChatModelConfig, offline: AgentModel): AgentModel {
  const chat = new ChatOpenAICompletions({
    model,
    apiKey,
    temperature: 0,
    timeout: TIMEOUT_MS,
    maxRetries: MAX_RETRIES,
    ...(baseUrl !== null && { configuration: { baseURL: baseUrl } }),
  });
  const withTools = chat.withConfig({
    tools: OPENAI_TOOLS,
    tool_choice: "required",
    parallel_tool_calls: false,
  });
  return {
    name: model,
    async understand(text, context, signal) {
      try {
        const messages = [
          new SystemMessage(UNDERSTAND_PROMPT),
          new SystemMessage(contextText(context)),
          new HumanMessage(text),
        ];
        const answer = await withTools.invoke(messages, { signal });
        const read = readToolCall(answer);
        const parsed = await offline.understand(text, context, signal);
        return { understanding: keepSaidNumbers(read, parsed.understanding), model, fallbackReason: null };
      } catch (error) {
        signal.throwIfAborted();
        const reading = await offline.understand(text, context, signal);
        return { ...reading, model: "offline-fallback", fallbackReason: failureReason(error) };
      }
    },
    async phrase(facts, signal) {
      try {
        const answer = await chat.invoke([new SystemMessage(PHRASE_PROMPT), new HumanMessage(facts)], {
          signal,
        });
        return answer.text;
      } catch {
        // The facts are a complete reply already; a model that cannot reword them loses nothing.
        signal.throwIfAborted();
        return facts;
      }
    },
  };
}

const contextText = ({ role, now, memory }: LanguageContext): string =>
  JSON.stringify({
    role,
    now: new Date(now).toISOString(),
    frameSoFar: memory.requirements,
    offersShown: memory.shown.length,
  });

function readToolCall(answer: AIMessage): Understanding {
  const call = answer.tool_calls?.[0];
  const tool = MODEL_TOOLS.find(({ name }) => name === call?.name);
  if (!call || !tool) throw new Error("the model called no known tool");
  return tool.read(call.args);
}

/** One plain reason without the endpoint's text, which is not ours to repeat. */
function failureReason(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  const status = (error as { status?: unknown }).status;
  if (typeof status === "number") return `the endpoint answered ${status}`;
  if (/timeout|abort/i.test(name)) return "it took too long";
  return /connection/i.test(name) ? "the endpoint could not be reached" : "its answer could not be used";
}
