import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import { createAgent, newId, newNonce } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { createRunner } from "../graph/run-graph.ts";
import { createMarket, type Scan } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { buildApp } from "../server/app.ts";
import type { AppContext } from "../server/app-context.ts";
import { createDecisionArchive } from "../server/decision-archive.ts";
import { createFeedHub } from "../server/feed-hub.ts";
import { hearOthers } from "../server/hear-others.ts";
import { createLiveMarket } from "../server/live-market.ts";
import { createPriceRecorder } from "../server/price-recorder.ts";
import { createRecentDecisions } from "../server/recent-decisions.ts";
import { createRunService } from "../server/run-service.ts";
import { openStore } from "../store/open-store.ts";
import { joinProcesses } from "../store/processes.ts";
import { createTraceService } from "../traces/trace-service.ts";
import { TEST_SIGNER } from "./conversation.ts";
import { sandboxScan } from "./sandbox-scan.ts";
import { scriptedModel } from "./scripted-model.ts";
import { databaseOf } from "./test-database.ts";

/** Nothing listens there; tests read 0G itself. */
const GATEWAY = "http://127.0.0.1:9";

const NEVER_MS = 24 * 3_600_000;

export interface TestServerOptions {
  /** Data folder; in memory unless given. */
  readonly home?: string;
  readonly scan?: Scan;
  readonly model?: AgentModel;
  readonly rateLimit?: number;
  readonly uiFolder?: string | null;
  readonly hosts?: readonly string[];
  readonly now?: () => number;
  /** Pause between two scans of the live market. */
  readonly marketIntervalMs?: number;
  readonly marketEpoch?: string;
  /** 0G, which outlives a server. */
  readonly zeroG?: InProcessNetwork;
  /** A database to share with other servers. */
  readonly database?: string;
  /** Without it a server sees to what is left over only when a test says so. */
  readonly beatMs?: number;
  readonly leaseMs?: number;
}

/** A whole server without a port: the real graph over sandbox sources in this process, and a real database. */
export async function startTestServer({
  home = ":memory:",
  scan = sandboxScan().scan,
  model = scriptedModel(),
  rateLimit = 100_000,
  uiFolder = null,
  hosts = [],
  now = Date.now,
  marketIntervalMs = 60_000,
  marketEpoch = newId("market"),
  zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} }),
  database,
  beatMs = NEVER_MS,
  leaseMs = NEVER_MS,
}: TestServerOptions = {}) {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const own = database === undefined ? await databaseOf(home) : null;
  const store = await openStore(own?.place ?? database!, () => newId("epoch"));
  const agent = await createAgent({
    config: readConfig({}, "/nowhere"),
    drift: "still",
    quotesMaxAgeMs: 60_000,
  });
  const market = createMarket({ scan, now, maxAgeMs: 60_000 });
  const durable = store.checkpointer;
  const signer = async () => TEST_SIGNER;
  const runner = createRunner({ market, model, now, newId, engine: ENGINE, signer, newNonce, durable });
  const hub = createFeedHub();
  const traceHub = createFeedHub<TraceStatus>();
  const storage = openInProcessStorage({
    network: zeroG,
    signer: "agent",
    chainId: zeroG.chainId,
    deadlineMs: 5_000,
  });
  const traces = createTraceService({ store, storage, gatewayUrl: GATEWAY, hub: traceHub, now, onFault });
  const decisions = createDecisionArchive(createRecentDecisions(), traces);
  const runs = createRunService({
    store,
    hub,
    runner,
    decisions,
    traces,
    engine: ENGINE,
    signer,
    newNonce,
    now,
    newId,
    onFault,
  });
  const membership = await joinProcesses(store, {
    onBeat: async () => {
      await runs.stopAsked();
      await runs.endInterrupted();
    },
    onFault,
    beatMs,
    leaseMs,
  });
  const stopHearing = await hearOthers({ store, hub, traceHub, traces, runs, onFault });
  await runs.endInterrupted();
  const status: AppContext["status"] = {
    version: ENGINE.version,
    prices: "sandbox",
    model: model.name,
    sources: ["necto", "lambda", "aws-spot"],
  };
  const recorder = createPriceRecorder(store, onFault);
  const scanned = createMarket({ scan, now, maxAgeMs: 0 });
  const liveMarket = createLiveMarket({
    snapshot: async () => scanned.snapshot(await scanned.quotes(() => {})),
    epoch: marketEpoch,
    now,
    intervalMs: marketIntervalMs,
    onSnapshot: recorder.record,
    onFault,
  });
  const witness: AppContext["witness"] = {
    zeroG: { network: "0G sandbox", chainId: zeroG.chainId, gateway: GATEWAY, explorer: null },
    agentKeys: [TEST_SIGNER.address],
    registry: null,
  };
  const context: AppContext = {
    agent,
    store,
    hub,
    liveMarket,
    runs,
    decisions,
    traces,
    traceHub,
    witness,
    status,
    now,
    newId,
    onFault,
  };
  const app = await buildApp(context, { uiFolder, hosts, rateLimit });
  return {
    app,
    store,
    runs,
    traces,
    zeroG,
    hub,
    traceHub,
    liveMarket,
    recorder,
    /** Faults of Necto itself; empty at the end of every good test. */
    faults,
    close: async () => {
      await runs.close();
      await traces.close();
      await storage.close();
      await app.close();
      liveMarket.close();
      await agent.close();
      await recorder.settled();
      await stopHearing();
      await membership.leave();
      await store.close();
      await own?.remove();
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** A scan that waits until it is let go, for tests that act while one is under way. */
export function heldScan() {
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const scan: Scan = async (onReport) => {
    started.resolve();
    await released.promise;
    return sandboxScan().scan(onReport);
  };
  return { scan, started: started.promise, release: released.resolve };
}
