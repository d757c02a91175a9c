import { type AIMessageChunk, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { concat } from "@langchain/core/utils/stream";
import { ChatOpenAICompletions } from "@langchain/openai";
import { digestOf } from "@necto/tools/core/digest";
import type { LanguageContext, Understanding } from "@necto/tools/language/understanding";
import { untilAborted } from "@necto/tools/sources/until-aborted";
import type { ChatModelConfig } from "../config/config.ts";
import type { AgentModel } from "./agent-model.ts";
import { keepSaidNumbers } from "./keep-said-numbers.ts";
import { PHRASE_PROMPT, UNDERSTAND_PROMPT } from "./prompts.ts";
import { MODEL_TOOLS, OPENAI_TOOLS } from "./tools.ts";

/** For one answer with its retry, to its last byte. What takes longer is not worth waiting for. */
const DEADLINE_MS = 15_000;
const MAX_RETRIES = 1;

/** An endpoint, and how it is asked: by the machine's own fetch, or by one that records or replays. */
export interface ChatEndpoint extends ChatModelConfig {
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A model behind any OpenAI-compatible endpoint, with the offline model to take over when it fails. It sees the
 * user's words to read them and finished facts to phrase them, never a listing's text; it never computes.
 */
export function chatModel(
  { apiKey, baseUrl, model, fetch }: ChatEndpoint,
  offline: AgentModel,
  deadlineMs = DEADLINE_MS,
): AgentModel {
  // Answers are streamed by `.stream()`. The option `streaming: true` would make LangChain count tokens over the network.
  const chat = new ChatOpenAICompletions({
    model,
    apiKey,
    temperature: 0,
    streamUsage: false,
    timeout: deadlineMs,
    maxRetries: MAX_RETRIES,
    configuration: { ...(baseUrl !== null && { baseURL: baseUrl }), ...(fetch && { fetch }) },
  });
  const withTools = chat.withConfig({
    tools: OPENAI_TOOLS,
    tool_choice: "required",
    parallel_tool_calls: false,
  });

  /** The client's own timeout ends with the first byte; a stream that then stalls is cut off here. */
  function answerOf(asked: typeof chat | typeof withTools, messages: Messages, stop: AbortSignal) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]);
    return untilAborted(readStream(asked, messages, signal), signal);
  }

  return {
    name: model,
    promptDigest: digestOf([UNDERSTAND_PROMPT, PHRASE_PROMPT, OPENAI_TOOLS]),
    async understand(text, context, signal) {
      try {
        const messages = [
          new SystemMessage(UNDERSTAND_PROMPT),
          new SystemMessage(contextText(context)),
          new HumanMessage(text),
        ];
        const read = readToolCall(await answerOf(withTools, messages, signal));
        const parsed = await offline.understand(text, context, signal);
        return {
          understanding: keepSaidNumbers(read, parsed.understanding, context.memory.requirements),
          model,
          fallbackReason: null,
        };
      } catch (error) {
        signal.throwIfAborted();
        const reading = await offline.understand(text, context, signal);
        return { ...reading, model: "offline-fallback", fallbackReason: failureReason(error) };
      }
    },
    async phrase(facts, signal) {
      try {
        const messages = [new SystemMessage(PHRASE_PROMPT), new HumanMessage(facts)];
        return (await answerOf(chat, messages, signal)).text;
      } catch {
        // The facts are a complete reply already; a model that cannot reword them loses nothing.
        signal.throwIfAborted();
        return facts;
      }
    },
  };
}

type Messages = (SystemMessage | HumanMessage)[];

async function readStream(
  asked: Pick<ChatOpenAICompletions, "stream">,
  messages: Messages,
  signal: AbortSignal,
): Promise<AIMessageChunk> {
  let answer: AIMessageChunk | null = null;
  for await (const chunk of await asked.stream(messages, { signal }))
    answer = answer === null ? chunk : concat(answer, chunk);
  if (answer === null) throw new Error("the endpoint sent no message");
  return answer;
}

const contextText = ({ role, now, memory }: LanguageContext): string =>
  JSON.stringify({
    role,
    now: new Date(now).toISOString(),
    frameSoFar: memory.requirements,
    offersShown: memory.shown.length,
  });

/** LangChain closes the brackets of cut-off arguments; a frame with its end missing is no frame, so they are parsed here. */
function readToolCall({ tool_call_chunks: [call] = [] }: AIMessageChunk): Understanding {
  const tool = MODEL_TOOLS.find(({ name }) => name === call?.name);
  if (!call || !tool) throw new Error("the model called no known tool");
  return tool.read(JSON.parse(call.args || "{}"));
}

/** One plain reason without the endpoint's text, which is not ours to repeat. */
function failureReason(error: unknown): string {
  // The client's errors are all named Error; only their classes differ.
  const name = error instanceof Error ? `${error.name} ${error.constructor.name}` : "";
  const status = (error as { status?: unknown }).status;
  if (typeof status === "number") return `the endpoint answered ${status}`;
  if (/timeout|abort/i.test(name)) return "it took too long";
  return /connection/i.test(name) ? "the endpoint could not be reached" : "its answer could not be used";
}
