import { randomUUID } from "node:crypto";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { DecisionStamp } from "@necto/tools/core/decide";
import { expandDecision } from "@necto/tools/core/expand-decision";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { Ask, AskResult } from "@necto/tools/protocol/api";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Config } from "./config/config.ts";
import { ENGINE } from "./config/engine.ts";
import { createRunner, type Runner } from "./graph/run-graph.ts";
import { NEW_THREAD } from "./graph/state.ts";
import { createMarket } from "./market/market.ts";
import { openUpstreams } from "./market/open-upstreams.ts";
import { createModel } from "./models/create-model.ts";

/** The agent of one process: a market, a model and the graph between them. */
export interface Agent {
  readonly runner: Runner;
  readonly modelName: string;
  /** The market now, as one run would see it. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  /** A decision's id and time, for routings outside of a run. */
  readonly stamp: () => DecisionStamp;
  /** One question without a conversation. Nothing of it is kept. */
  readonly ask: (
    question: Ask,
    onEvent?: (event: RunEvent) => void,
    signal?: AbortSignal,
  ) => Promise<AskResult>;
  readonly close: () => Promise<void>;
}

export interface AgentOptions {
  readonly config: Config;
  /** Whether prices of the sandbox move with time (a server) or stand still (one question). */
  readonly drift: "moving" | "still";
  /** How long several runs may share one scan of the sources. */
  readonly quotesMaxAgeMs: number;
  readonly durable?: BaseCheckpointSaver;
}

const randomHex = (): string => randomUUID().replaceAll("-", "");

/** Ids that nobody can guess: threads and runs are reached by them. */
export const newId = (kind: string): string => `${kind}-${randomHex()}`;

export async function createAgent({ config, drift, quotesMaxAgeMs, durable }: AgentOptions): Promise<Agent> {
  const now = Date.now;
  const upstreams = await openUpstreams(config, { now, drift, nonce: randomHex });
  const market = createMarket({ scan: upstreams.scan, now, maxAgeMs: quotesMaxAgeMs });
  const model = await createModel(config.chatModel);
  const runner = createRunner({ market, model, now, newId, engine: ENGINE, ...(durable && { durable }) });
  return {
    runner,
    modelName: model.name,
    snapshot: async () => market.snapshot(await market.quotes(() => {})),
    stamp: () => ({ id: newId("decision"), parentId: null, decidedAt: now(), engine: ENGINE }),
    async ask({ text, role }, onEvent = () => {}, signal = new AbortController().signal) {
      const { understanding, decision, view, reply } = await runner.run({
        runId: newId("run"),
        threadId: newId("thread"),
        mode: "untracked",
        thread: NEW_THREAD,
        shownDecision: null,
        message: { text, role },
        frame: null,
        signal,
        emit: onEvent,
      });
      const { intent, requirements, change, clarify } = understanding;
      return {
        intent,
        requirements,
        change,
        decision: decision && expandDecision(decision),
        top: view?.ranked ?? [],
        reply,
        clarify,
        sources: (decision?.snapshot.sources ?? []).map(({ bodySha256: _, ...report }) => report),
      };
    },
    close: upstreams.close,
  };
}
