import { createAgent, newId } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { createRunner } from "../graph/run-graph.ts";
import { createMarket, type Scan } from "../market/market.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { buildApp } from "../server/app.ts";
import type { AppContext } from "../server/app-context.ts";
import { createFeedHub } from "../server/feed-hub.ts";
import { createLiveMarket } from "../server/live-market.ts";
import { createPriceRecorder } from "../server/price-recorder.ts";
import { createRecentDecisions } from "../server/recent-decisions.ts";
import { createRunService } from "../server/run-service.ts";
import { sqliteCheckpointer } from "../store/checkpointer.ts";
import { openStore } from "../store/open-store.ts";
import { sandboxScan } from "./sandbox-scan.ts";
import { scriptedModel } from "./scripted-model.ts";

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
}: TestServerOptions = {}) {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const store = await openStore(home, () => newId("epoch"));
  const agent = await createAgent({
    config: readConfig({}, "/nowhere"),
    drift: "still",
    quotesMaxAgeMs: 60_000,
  });
  const market = createMarket({ scan, now, maxAgeMs: 60_000 });
  const durable = sqliteCheckpointer(store.checkpoints);
  const runner = createRunner({ market, model, now, newId, engine: ENGINE, durable });
  const hub = createFeedHub();
  const decisions = createRecentDecisions();
  const runs = createRunService({ store, hub, runner, decisions, now, newId, onFault });
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
  const context: AppContext = { agent, store, hub, liveMarket, runs, decisions, status, now, newId, onFault };
  const app = await buildApp(context, { uiFolder, hosts, rateLimit });
  return {
    app,
    store,
    runs,
    hub,
    liveMarket,
    recorder,
    /** Faults of Necto itself; empty at the end of every good test. */
    faults,
    close: async () => {
      await runs.close();
      await app.close();
      liveMarket.close();
      await agent.close();
      await recorder.settled();
      await store.close();
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
