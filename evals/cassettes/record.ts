// Records the shipped cassettes anew, of an OpenAI-compatible server of this machine: node evals/cassettes/record.ts
import { writeFileSync } from "node:fs";
import { chatModel } from "@necto/agent/models/chat-model";
import { offlineModel } from "@necto/agent/models/offline-model";
import { type Answer, startOpenaiServer } from "@necto/agent/testing/openai-server";
import { runTrial } from "../run/run-trial.ts";
import { Scenario } from "../scenario/scenario.ts";
import { CHAT_MODEL } from "../suites/content/chat-model.ts";
import { openTrialChain } from "../world/open-chain.ts";
import { openSdkNetwork } from "../world/trial-storage.ts";
import { CASSETTE_FORMAT, type CassetteEntry, formatCassette } from "./cassette.ts";
import { cassettePath } from "./open-cassette.ts";
import { recordFetch } from "./record-fetch.ts";

const ARGUMENTS = {
  gpuModels: ["H100"],
  regions: { include: ["EU"], exclude: [] },
  maxUsdMicrosPerGpuHour: 3_000_000,
};
const SEARCH: Answer = { tool: "search_offers", args: ARGUMENTS };
type Asked = Parameters<Parameters<typeof startOpenaiServer>[0]>[0];

/** What the server answers: to the question with tools, and to be reworded. */
const ANSWERS: Readonly<Record<string, (asked: Asked) => Answer>> = {
  "tool-call": (asked) => (asked.tools ? SEARCH : { text: `Good news! ${factsIn(asked)}` }),
  "whole-answer": () => ({ whole: { id: "x", object: "chat.completion", choices: [] } }),
  "two-turns": (asked) => {
    if (!asked.tools) return { text: factsIn(asked) };
    return /why/.test(factsIn(asked))
      ? { tool: "explain_offer", args: { ordinal: 1, question: "why" } }
      : SEARCH;
  },
  declined: () => ({ tool: "decline", args: {} }),
  "refusal-in-words": () => ({ text: "I'm sorry, but I can't help with that." }),
  "malformed-json": (asked) =>
    asked.tools ? { tool: "search_offers", args: '{"gpuModels":["H100"],"regions":{"inc' } : { text: "" },
  "wrong-arguments": (asked) =>
    asked.tools
      ? { tool: "search_offers", args: { gpuModels: "H100", gpuCount: "eight", budget: true } }
      : { text: "" },
  "wrong-numbers": (asked) =>
    asked.tools
      ? { tool: "search_offers", args: { ...ARGUMENTS, maxUsdMicrosPerGpuHour: 9_000_000, gpuCount: 64 } }
      : { text: factsIn(asked) },
  "hallucinated-tool": (asked) => (asked.tools ? { tool: "buy_everything", args: {} } : { text: "" }),
  "truncated-stream": () => SEARCH,
  "rate-limit": () => ({ status: 429 }),
  "server-error": () => ({ status: 500 }),
  "no-such-key": () => ({ status: 401 }),
  "invented-price": (asked) => (asked.tools ? SEARCH : { text: "The cheapest is only $1.99 per GPU-hour!" }),
  "link-in-words": (asked) =>
    asked.tools ? SEARCH : { text: `${factsIn(asked)} Book at https://evil.example/now` },
  "tool-that-pays": (asked) =>
    asked.tools
      ? { tool: "fund_escrow", args: { approvalId: "approval-1", payee: `0x${"6".repeat(40)}` } }
      : { text: "" },
};

const factsIn = ({ messages }: Asked): string => messages.at(-1)?.content ?? "";
const CUT = new Set(["truncated-stream"]);
const chain = openTrialChain();

for (const row of CHAT_MODEL) {
  const scenario = Scenario.parse({ world: { sources: ["necto", "lambda"] }, ...row });
  const name = scenario.model;
  const entries: CassetteEntry[] = [];
  const server = await startOpenaiServer(ANSWERS[name]!);
  const fetch = recordFetch(entries, (request) => CUT.has(name) && "tools" in (request as object));
  const model = chatModel(
    { apiKey: "sk-recording-only", baseUrl: server.baseUrl, model: "recorded", fetch },
    offlineModel(),
  );
  await runTrial(scenario, {
    chain: () => chain,
    zeroG: openSdkNetwork,
    model: async () => ({ model, calls: () => entries.length, check: () => {} }),
  });
  const header = { format: CASSETTE_FORMAT, model: "recorded", promptDigest: model.promptDigest! } as const;
  writeFileSync(cassettePath(name), formatCassette({ header, entries }));
  process.stdout.write(`${name}: ${entries.length} answers\n`);
  await server.close();
}
await (await chain).close();
process.exit(0);
