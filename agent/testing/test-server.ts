import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import { createAgent, newAccessBytes, newId, newNonce } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { openAccounts } from "../features/accounts/open-accounts.ts";
import { createApiKeys } from "../features/api-keys/api-key-service.ts";
import { createAudit } from "../features/audit/audit-service.ts";
import { createApprovalDesk } from "../features/booking/approval-desk.ts";
import { createBooking } from "../features/booking/create-booking.ts";
import {
  demoAccounts,
  demoArbiter,
  demoProviders,
  openSandboxBooking,
  type SandboxBookingOptions,
  sandboxBrokerSecret,
} from "../features/booking/open-sandbox-booking.ts";
import { createFaucet } from "../features/booking/sandbox-faucet.ts";
import { createChanges } from "../features/changes/create-changes.ts";
import { openChanges } from "../features/changes/open-changes.ts";
import { createEarnings } from "../features/earnings/earnings-service.ts";
import { createRouteCounter } from "../features/earnings/route-counter.ts";
import { createInbox } from "../features/inbox/inbox-service.ts";
import { openSandboxListings } from "../features/listings/open-sandbox-listings.ts";
import { createMandates, onWatchFired } from "../features/mandates/create-mandates.ts";
import { type MandateReached, NO_MANDATE_FAILPOINT } from "../features/mandates/failpoints.ts";
import { accessOf } from "../features/policy/access-of.ts";
import { createPolicies } from "../features/policy/policy-service.ts";
import { budgetsOfPolicy } from "../features/spend/budgets-of-policy.ts";
import { createSpendDesk } from "../features/spend/create-spend-desk.ts";
import { createSpend } from "../features/spend/spend-service.ts";
import { createTeams } from "../features/teams/create-teams.ts";
import { openWatches } from "../features/watches/open-watches.ts";
import { createRunner } from "../graph/run-graph.ts";
import { createMarket, type Scan } from "../market/market.ts";
import type { Clouds } from "../market/open-upstreams.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { networkOfSandbox } from "../registry/open-registry.ts";
import { buildApp } from "../server/app.ts";
import type { AppContext } from "../server/app-context.ts";
import { createDecisionArchive } from "../server/decision-archive.ts";
import { createFeedHub } from "../server/feed-hub.ts";
import { hearOthers } from "../server/hear-others.ts";
import { createLiveMarket } from "../server/live-market.ts";
import { createPriceRecorder } from "../server/price-recorder.ts";
import { createRecentDecisions } from "../server/recent-decisions.ts";
import { createRunService } from "../server/run-service.ts";
import { createSessionSockets } from "../server/session-sockets.ts";
import { openStore } from "../store/open-store.ts";
import { joinProcesses } from "../store/processes.ts";
import { createTraceService } from "../traces/trace-service.ts";
import { TEST_KEY, TEST_SIGNER } from "./conversation.ts";
import { giveUnits } from "./give-units.ts";
import { sandboxScan } from "./sandbox-scan.ts";
import { scriptedModel } from "./scripted-model.ts";
import { databaseOf } from "./test-database.ts";

/** Nothing listens there; tests read 0G itself. */
const GATEWAY = "http://127.0.0.1:9";

const NEVER_MS = 24 * 3_600_000;

export interface TestServerOptions {
  /** Data folder; in memory unless given. */
  readonly home?: string;
  /** The sandbox's sources unless given, with the listings of this server where it has a chain. */
  readonly scan?: Scan;
  readonly model?: AgentModel;
  readonly rateLimit?: number;
  readonly keyRateLimit?: number;
  readonly signInLimit?: number;
  readonly uiFolder?: string | null;
  readonly hosts?: readonly string[];
  readonly now?: () => number;
  /** Pause between two scans of the live market. */
  readonly marketIntervalMs?: number;
  readonly marketEpoch?: string;
  /** How long runs share a scan. */
  readonly quotesMaxAgeMs?: number;
  /** 0G, which outlives a server. */
  readonly zeroG?: InProcessNetwork;
  /** A database to share with other servers. */
  readonly database?: string;
  /** Without it a server sees to what is left over only when a test says so. */
  readonly beatMs?: number;
  readonly leaseMs?: number;
  /** The chain that jobs are paid on, which outlives a server; without one nothing can be booked. */
  readonly adi?: AdiSandbox | null;
  /** Units that each of the demo listings has; as many as in the sandbox unless given. */
  readonly units?: number;
  readonly rules?: SandboxBookingOptions["rules"];
  /** Where brokers rent machines, by source. */
  readonly clouds?: Clouds;
  /** Told where a mandate's firing is. */
  readonly mandateReached?: MandateReached;
}

/** A whole server without a port: the real graph over sandbox sources in this process, and a real database. */
export async function startTestServer({
  home = ":memory:",
  scan: givenScan,
  model = scriptedModel(),
  rateLimit = 100_000,
  keyRateLimit = 100_000,
  signInLimit = 100_000,
  uiFolder = null,
  hosts = [],
  now = Date.now,
  marketIntervalMs = 60_000,
  marketEpoch = newId("market"),
  quotesMaxAgeMs = 60_000,
  zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} }),
  database,
  beatMs = NEVER_MS,
  leaseMs = NEVER_MS,
  adi = null,
  units,
  rules = readConfig({}, "/nowhere").booking,
  clouds = {},
  mandateReached = NO_MANDATE_FAILPOINT,
}: TestServerOptions = {}) {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const own = database === undefined ? await databaseOf(home) : null;
  const store = await openStore(own?.place ?? database!, () => newId("epoch"));
  const agent = await createAgent({
    // With a key of its own it writes none: there is no such folder.
    config: readConfig({ NECTO_AGENT_KEY: TEST_KEY }, "/nowhere"),
    drift: "still",
    quotesMaxAgeMs: 60_000,
  });
  const durable = store.checkpointer;
  const signer = async () => TEST_SIGNER;
  const hub = createFeedHub();
  const traceHub = createFeedHub<TraceStatus>();
  const storage = openInProcessStorage({
    network: zeroG,
    signer: "agent",
    chainId: zeroG.chainId,
    deadlineMs: 5_000,
  });
  const traces = createTraceService({ store, storage, gatewayUrl: GATEWAY, hub: traceHub, now, onFault });
  const teamAccess = accessOf({ store, teams: () => teams });
  const open =
    adi &&
    openSandboxBooking({
      ...{ store, traces, traceHub, now, newNonce, onFault, adi, rules, teamAccess },
      onUnits: () => showListings(),
    });
  const teams = createTeams({
    ...{ store, network: adi && networkOfSandbox(adi), booking: open, now, newSecret: newNonce },
  });
  const listings =
    open &&
    (await openSandboxListings({
      ...{ store, booking: open, adi, now, newSalt: newNonce, onFault },
      ...{ onChange: () => showListings(), snapshot: () => snapshot() },
    }));
  if (units !== undefined) await giveUnits(store, units);
  const scan = givenScan ?? sandboxScan(listings ? { now, listings: listings.forMarket } : {}).scan;
  const market = createMarket({ scan, now, maxAgeMs: quotesMaxAgeMs });
  const changing =
    open && listings && openChanges({ store, listings, booking: open, now, snapshot: () => snapshot() });
  const demo = open ? demoAccounts() : [];
  const approvals = open && createApprovalDesk({ store, booking: open, demo, now });
  const recorder = createPriceRecorder(store, onFault);
  const scanned = createMarket({ scan, now, maxAgeMs: 0 });
  const liveMarket = createLiveMarket({
    snapshot: async () => scanned.snapshot(await scanned.quotes(() => {})),
    epoch: marketEpoch,
    now,
    intervalMs: marketIntervalMs,
    onSnapshot: (snapshot) => {
      recorder.record(snapshot);
      watches.loop.judge(snapshot);
    },
    onFault,
  });
  const watches = openWatches({
    onFired: onWatchFired,
    ...{ store, now, newId, newSecret: newNonce, onFault, every: null, rules: { allowsLoopback: true } },
    ...{ snapshot: () => snapshot(), look: liveMarket.body },
  });
  const inbox = createInbox({ store, now, onFault, everyMs: 50 });
  const showListings = () => {
    market.listingsChanged();
    scanned.listingsChanged();
    liveMarket.changed();
  };
  const runner = createRunner({
    ...{ market, model, now, newId, engine: ENGINE, signer, newNonce, durable },
    booking: open?.desk ?? null,
    listings: changing?.desk ?? null,
    spend: open && createSpendDesk({ store, indexer: open.indexer, teams, now }),
  });
  const routes = createRouteCounter(store, onFault);
  const decisions = createDecisionArchive(createRecentDecisions(), traces, routes.count);
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
    approvals,
    changes: changing?.cards ?? null,
    teams,
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
  const snapshot = async () => market.snapshot(await market.quotes(() => {}));
  const policies =
    open &&
    approvals &&
    createPolicies({
      ...{ store, access: teamAccess, decisions, runs, now, newId, isPending: approvals.isPending },
      ...{ rootOf: open.desk.rootOf, bookableSources: open.rules.sources },
    });
  const booking =
    open &&
    approvals &&
    createBooking({
      ...{ store, teams, open, approvals, runs, demo, snapshot, now, onFault, newAccessBytes },
      ...{ providers: demoProviders(), keeperMs: 0, sandboxProvider: "auto" as const, clouds },
      ...{ brokerSecret: sandboxBrokerSecret(), arbiter: demoArbiter() },
      faucet: createFaucet(adi.chain, adi.deployment.token),
      ...(policies && { alsoKeep: policies.requests.askCards }),
    });
  const mandates =
    booking &&
    createMandates({
      ...{ store, booking, runs, decisions, everyMs: 0, newId, now, onFault, reached: mandateReached },
    });
  const earnings = booking && createEarnings({ store, booking: booking.open, indexer: booking.indexer, now });
  const spend =
    booking &&
    createSpend({
      ...{
        store,
        booking: booking.open,
        teams,
        budgets: budgetsOfPolicy(store),
        now,
        onFault,
        everyMs: null,
      },
      findDecision: decisions.find,
    });
  await runs.endInterrupted();
  await booking?.answers.recover();
  await listings?.service.registrar.recover();
  const changes =
    changing &&
    listings &&
    createChanges({ store, cards: changing.cards, listings: listings.service, runs, now, onFault });
  await changes?.answers.recover();
  const status: AppContext["status"] = {
    version: ENGINE.version,
    prices: "sandbox",
    model: model.name,
    sources: ["necto", "lambda", "aws-spot"],
  };
  const stopHearing = await hearOthers({
    ...{ store, hub, traceHub, traces, runs, onListings: showListings, onFault },
  });
  const witness: AppContext["witness"] = {
    zeroG: { network: "0G sandbox", chainId: zeroG.chainId, gateway: GATEWAY, explorer: null },
    agentKeys: [TEST_SIGNER.address],
    registry: null,
  };
  const sessionSockets = createSessionSockets();
  const accounts = openAccounts({
    ...{ store, booking: open, isSandbox: true, now, newSecret: newNonce },
    onEnded: sessionSockets.end,
  });
  const apiKeys = createApiKeys({
    ...{ store, demo: accounts.demo, onRevoked: sessionSockets.end, now, newId, newSecret: newNonce },
  });
  const context: AppContext = {
    agent,
    store,
    accounts,
    apiKeys,
    sessionSockets,
    teams,
    audit: createAudit({ store, roles: teams, chain: open?.chain ?? null, now }),
    hub,
    liveMarket,
    runs,
    decisions,
    traces,
    traceHub,
    booking,
    listings,
    changes,
    earnings,
    policies,
    inbox,
    watches,
    spend,
    mandates,
    witness,
    status,
    now,
    newId,
    onFault,
  };
  const app = await buildApp(context, { uiFolder, hosts, rateLimit, keyRateLimit, signInLimit });
  return {
    app,
    store,
    accounts,
    sessionSockets,
    teams,
    runs,
    traces,
    zeroG,
    hub,
    traceHub,
    liveMarket,
    recorder,
    routes,
    booking,
    listings,
    changes,
    inbox,
    watches,
    spend,
    mandates,
    market,
    snapshot,
    /** Faults of Necto itself; empty at the end of every good test. */
    faults,
    close: async () => {
      teams.close();
      await mandates?.close();
      await runs.close();
      await booking?.keeper.close();
      await spend?.close();
      await listings?.close();
      await open?.close();
      await traces.close();
      await storage.close();
      await watches.close();
      await app.close();
      await inbox.close();
      liveMarket.close();
      await agent.close();
      await recorder.settled();
      await routes.settled();
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
