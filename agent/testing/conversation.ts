import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { CodedDecision } from "@necto/tools/core/decide";
import type { Requirements } from "@necto/tools/core/requirements";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { localSigner } from "@necto/tools/trace/local-signer";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { createRunner, type RunInput, type RunResult } from "../graph/run-graph.ts";
import { NEW_THREAD, type ThreadState } from "../graph/state.ts";
import { createMarket, type Scan } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { NOW, sandboxScan } from "./sandbox-scan.ts";
import { scriptedModel } from "./scripted-model.ts";

export interface Said extends RunResult {
  readonly events: RunEvent[];
}

export interface Conversation {
  readonly say: (message: string | Requirements, overrides?: Partial<RunInput>) => Promise<Said>;
  /** Events of the present run, also of one that failed. */
  readonly events: RunEvent[];
  /** Traces of decisions, oldest first. */
  readonly traces: SealedTrace[];
}

export interface ConversationOptions {
  readonly model?: AgentModel;
  readonly scan?: Scan;
  readonly now?: () => number;
  readonly mode?: RunInput["mode"];
  readonly durable?: BaseCheckpointSaver;
}

export const TEST_KEY = `0x${"11".repeat(32)}` as const;
export const TEST_SIGNER = localSigner(TEST_KEY);

/** One thread over the real graph: a fixed clock, counted ids, and what a server would remember between messages. */
export function startConversation({
  model = scriptedModel(),
  scan = sandboxScan().scan,
  now = () => NOW,
  mode = "untracked",
  durable,
}: ConversationOptions = {}): Conversation {
  let ids = 0;
  let thread: ThreadState = NEW_THREAD;
  let shownDecision: CodedDecision | null = null;
  const events: RunEvent[] = [];
  const traces: SealedTrace[] = [];
  const runner = createRunner({
    market: createMarket({ scan, now, maxAgeMs: 0 }),
    model,
    now,
    newId: (kind) => `${kind}-${++ids}`,
    engine: { version: "0.0.0", commit: null },
    signer: async () => TEST_SIGNER,
    newNonce: () => `0x${String(++ids).padStart(64, "0")}`,
    ...(durable && { durable }),
  });
  return {
    events,
    traces,
    async say(message, overrides) {
      events.length = 0;
      const result = await runner.run({
        runId: `run-${++ids}`,
        threadId: "thread-1",
        mode,
        thread,
        shownDecision,
        message: typeof message === "string" ? { text: message, role: "buyer" } : null,
        frame: typeof message === "string" ? null : message,
        signal: new AbortController().signal,
        emit: (event) => events.push(event),
        commitment: null,
        keepTrace: async (trace) => void traces.push(trace),
        ...overrides,
      });
      thread = result.thread;
      shownDecision = result.decision ?? shownDecision;
      return { ...result, events: [...events] };
    },
  };
}
