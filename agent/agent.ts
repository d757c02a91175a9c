import { randomBytes, randomUUID } from "node:crypto";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { DecisionStamp } from "@necto/tools/core/decide";
import { expandDecision } from "@necto/tools/core/expand-decision";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { Ask, AskResult } from "@necto/tools/protocol/api";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { Config } from "./config/config.ts";
import { ENGINE } from "./config/engine.ts";
import type { BookingDesk } from "./graph/booking-desk.ts";
import type { ListingDesk } from "./graph/listing-desk.ts";
import type { OpenSigner } from "./graph/run-context.ts";
import { createRunner, type Runner } from "./graph/run-graph.ts";
import type { SpendDesk } from "./graph/spend-desk.ts";
import { NEW_THREAD } from "./graph/state.ts";
import { createMarket, type Market } from "./market/market.ts";
import { type Clouds, openUpstreams } from "./market/open-upstreams.ts";
import { scanAt } from "./market/scan-at.ts";
import type { AgentModel } from "./models/agent-model.ts";
import { createModel } from "./models/create-model.ts";
import type { OpenRegistry } from "./registry/open-registry.ts";
import { agentSigner } from "./traces/agent-signer.ts";
import { sealRun } from "./traces/seal-run.ts";

/** The agent of one process: a market, a model and the graph between them. */
export interface Agent {
  readonly runner: Runner;
  readonly signer: OpenSigner;
  readonly modelName: string;
  /** Where brokers can rent machines, by source. */
  readonly clouds: Clouds;
  /** The market now, as one run would see it. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  /** Necto's listings have changed: they are read again before anybody sees the market. */
  readonly listingsChanged: () => void;
  /** A decision's id and time, for routings outside of a run. */
  readonly stamp: () => DecisionStamp;
  /** One question without a conversation. Of it only its traces are kept. */
  readonly ask: (question: Ask, by: Asker) => Promise<AskResult>;
  readonly close: () => Promise<void>;
}

/** Who asks one question. */
export interface Asker {
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
  /** Takes the trace of the decision, and then that of the run. */
  readonly keepTrace: (trace: SealedTrace, decisionId: string | null) => Promise<void>;
}

/** What conversations ask the rest of a server; each is null or absent where there is nothing to ask. */
export interface Desks {
  readonly booking?: BookingDesk | null;
  readonly listingDesk?: ListingDesk | null;
  readonly spendDesk?: SpendDesk | null;
}

export interface AgentOptions extends Desks {
  readonly config: Config;
  /** Whether prices of the sandbox move with time (a server) or stand still (one question). */
  readonly drift: "moving" | "still";
  /** How long several runs may share one scan of the sources. */
  readonly quotesMaxAgeMs: number;
  readonly durable?: BaseCheckpointSaver;
  /** Where Necto's listings are registered; without one they are quotes like any other. */
  readonly registry?: OpenRegistry | null;
  /** What providers list here; the sandbox's own listings unless given. */
  readonly listings?: () => Promise<readonly unknown[]>;
}

/** What an agent is made of. */
export interface AgentParts extends Desks, Pick<Agent, "signer" | "clouds" | "close"> {
  readonly market: Market;
  readonly model: AgentModel;
  readonly now: () => number;
  readonly durable?: BaseCheckpointSaver;
}

const NEVER = new AbortController().signal;

const randomHex = (): string => randomUUID().replaceAll("-", "");

/** Ids that nobody can guess: threads and runs are reached by them. */
export const newId = (kind: string): string => `${kind}-${randomHex()}`;

/** 32 random bytes. */
export const newNonce = (): string => `0x${randomBytes(32).toString("hex")}`;

/** 56 random bytes: what an access document is encrypted with. */
export const newAccessBytes = (): string => `0x${randomBytes(56).toString("hex")}`;

/** The agent that a configuration describes: its sources, its model, its key. */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { config, drift, quotesMaxAgeMs, registry = null, listings, ...rest } = options;
  const now = Date.now;
  const upstreams = await openUpstreams(config, {
    now,
    drift,
    nonce: randomHex,
    registry: registry?.at ?? null,
    ...(listings && { listings }),
  });
  const scan = registry === null ? upstreams.scan : scanAt(upstreams.scan, registry);
  const market = createMarket({ scan, now, maxAgeMs: quotesMaxAgeMs });
  const model = await createModel(config.chatModel);
  const { clouds, close } = upstreams;
  return joinAgent({ ...rest, market, model, now, signer: agentSigner(config), clouds, close });
}

/** Puts the graph between a market and a model. */
export function joinAgent(parts: AgentParts): Agent {
  const { market, model, signer, clouds, now, durable, close } = parts;
  const { booking = null, listingDesk = null, spendDesk = null } = parts;
  const runner = createRunner({
    ...{ market, model, now, newId, engine: ENGINE, signer, newNonce },
    ...{ booking, listings: listingDesk, spend: spendDesk },
    ...(durable && { durable }),
  });
  return {
    runner,
    signer,
    modelName: model.name,
    clouds,
    snapshot: async () => market.snapshot(await market.quotes(() => {})),
    listingsChanged: market.listingsChanged,
    stamp: () => ({ id: newId("decision"), parentId: null, decidedAt: now(), engine: ENGINE }),
    async ask({ text, role }, { onEvent = () => {}, signal = NEVER, keepTrace }) {
      const { understanding, decision, view, reply, trace, steps } = await runner.run({
        runId: newId("run"),
        threadId: newId("thread"),
        mode: "untracked",
        thread: NEW_THREAD,
        shownDecision: null,
        message: { text, role },
        frame: null,
        commitment: null,
        keepTrace,
        signal,
        emit: onEvent,
      });
      const facts = { role, steps, outcome: { status: "finished" as const, code: null }, decision: trace };
      await keepTrace(
        await sealRun(facts, { engine: ENGINE, signer: await signer(), nonce: newNonce(), commitment: null }),
        null,
      );
      const { intent, requirements, change, clarify } = understanding;
      return {
        intent,
        requirements,
        change,
        decision: decision && expandDecision(decision),
        top: view?.ranked ?? [],
        trace: trace && {
          kind: trace.kind,
          root: trace.root,
          digest: trace.digest,
          size: trace.bytes.length,
        },
        reply,
        clarify,
        sources: (decision?.snapshot.sources ?? []).map(({ bodySha256: _, ...report }) => report),
      };
    },
    close,
  };
}
