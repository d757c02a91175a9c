import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { CodedDecision } from "@necto/tools/core/decide";
import type { Requirements } from "@necto/tools/core/requirements";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { localSigner } from "@necto/tools/trace/local-signer";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { ListingDesk } from "../graph/listing-desk.ts";
import type { ConfirmAnswer } from "../graph/nodes/confirm.ts";
import { createRunner, type RunInput, type RunResult } from "../graph/run-graph.ts";
import type { SpendDesk, Spender } from "../graph/spend-desk.ts";
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
  /** Answers what a run waits for, as its route does. */
  readonly answer: (asked: Said, decision: ConfirmAnswer["decision"]) => Promise<Said>;
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
  readonly listings?: ListingDesk;
  /** Address of the provider whose conversation it is. */
  readonly provider?: string;
  readonly spend?: SpendDesk;
  /** Whose tracked conversation it is. */
  readonly spender?: Spender;
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
  listings,
  provider,
  spend,
  spender,
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
    ...(listings && { listings }),
    ...(spend && { spend }),
  });
  const role = provider === undefined ? "buyer" : "provider";
  const frameOf = (runId: string) => ({
    ...{ runId, threadId: "thread-1", mode, thread, provider: provider ?? null, commitment: null },
    spender: spender ?? null,
    signal: new AbortController().signal,
    emit: (event: RunEvent) => void events.push(event),
    keepTrace: async (trace: SealedTrace) => void traces.push(trace),
  });
  let asking = "run-of-another-process";
  return {
    events,
    traces,
    async say(message, overrides) {
      events.length = 0;
      asking = `run-${++ids}`;
      const result = await runner.run({
        ...frameOf(asking),
        shownDecision,
        message: typeof message === "string" ? { text: message, role } : null,
        frame: typeof message === "string" ? null : message,
        ...overrides,
      });
      thread = result.thread;
      shownDecision = result.decision ?? shownDecision;
      return { ...result, events: [...events] };
    },
    async answer({ interrupt }, decision) {
      events.length = 0;
      const { kind, interruptId } = interrupt!;
      const approvalId = interrupt!.kind === "change" ? interrupt!.changeId : interrupt!.approvalId;
      const result = await runner.resume({
        ...frameOf(`run-${++ids}`),
        ...{ kind, answer: { approvalId, decision }, askedBy: { runId: asking, interruptId } },
      });
      return { ...result, events: [...events] };
    },
  };
}
