import { isIPv6 } from "node:net";
import { fileURLToPath } from "node:url";
import { NectoError } from "@necto/tools/errors";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { createAgent, newAccessBytes, newId, newNonce } from "../agent.ts";
import type { Config } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { openAccounts } from "../features/accounts/open-accounts.ts";
import { createApiKeys } from "../features/api-keys/api-key-service.ts";
import { createAudit } from "../features/audit/audit-service.ts";
import { createApprovalDesk } from "../features/booking/approval-desk.ts";
import { createBooking } from "../features/booking/create-booking.ts";
import { openNetworkBooking, openNetworkKeys } from "../features/booking/open-network-booking.ts";
import {
  demoAccounts,
  demoArbiter,
  demoProviders,
  openSandboxBooking,
  sandboxBrokerSecret,
} from "../features/booking/open-sandbox-booking.ts";
import { createFaucet } from "../features/booking/sandbox-faucet.ts";
import { createChanges } from "../features/changes/create-changes.ts";
import { openChanges } from "../features/changes/open-changes.ts";
import { createEarnings } from "../features/earnings/earnings-service.ts";
import { createRouteCounter } from "../features/earnings/route-counter.ts";
import { createInbox } from "../features/inbox/inbox-service.ts";
import { openListings } from "../features/listings/open-listings.ts";
import { openSandboxListings } from "../features/listings/open-sandbox-listings.ts";
import { createMandates, onWatchFired } from "../features/mandates/create-mandates.ts";
import { accessOf } from "../features/policy/access-of.ts";
import { createPolicies } from "../features/policy/policy-service.ts";
import { budgetsOfPolicy } from "../features/spend/budgets-of-policy.ts";
import { createSpendDesk } from "../features/spend/create-spend-desk.ts";
import { createSpend } from "../features/spend/spend-service.ts";
import { createTeams } from "../features/teams/create-teams.ts";
import { seedDemoTeam } from "../features/teams/seed-demo-team.ts";
import { openWatches } from "../features/watches/open-watches.ts";
import { explorableChains } from "../registry/explorable-chains.ts";
import { openRegistry } from "../registry/open-registry.ts";
import { openStore } from "../store/open-store.ts";
import { joinProcesses } from "../store/processes.ts";
import { agentSigner } from "../traces/agent-signer.ts";
import { killAt, NO_FAILPOINT } from "../traces/failpoints.ts";
import { openTraceStorage } from "../traces/open-trace-storage.ts";
import { takeQueuedFiles } from "../traces/queued-files.ts";
import { createTraceService } from "../traces/trace-service.ts";
import { buildApp } from "./app.ts";
import type { AppContext } from "./app-context.ts";
import { createDecisionArchive } from "./decision-archive.ts";
import { createFeedHub } from "./feed-hub.ts";
import { hearOthers } from "./hear-others.ts";
import { createLiveMarket } from "./live-market.ts";
import { createPriceRecorder } from "./price-recorder.ts";
import { createRecentDecisions } from "./recent-decisions.ts";
import { createRunService } from "./run-service.ts";
import { refuseSecondServer, removeLock, writeLock } from "./server-lock.ts";
import { createSessionSockets } from "./session-sockets.ts";

export interface RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Finishes what it owes: stops runs and writes their ends, tells pages to come back, closes the database. */
  readonly close: () => Promise<void>;
}

export interface StartOptions {
  /** Hears faults of Necto itself, one line each; never a user's words. */
  readonly onFault: (error: unknown) => void;
}

/** Runs of one market share a scan for this long. */
const QUOTES_MAX_AGE_MS = 5_000;
/** The history goes on while nobody looks. */
const SAMPLE_EVERY_MS = 10 * 60_000;
/** Jobs are looked after this often. */
const KEEPER_MS = 1_000;
/** Prices are looked at for watches this often while nobody looks at them; webhooks that wait for another try, this often. */
const WATCH_EVERY = { lookMs: 15_000, deliverMs: 5_000 };
/** Decisions of tracked jobs are read this often: prices of their hours are not kept for ever. */
const DECISIONS_MS = 60_000;
/** What has expired is deleted this often, and at the start. */
const ACCOUNT_SWEEP_MS = 60 * 60_000;
const UI_FOLDER = fileURLToPath(new URL("../../ui/dist", import.meta.url));

/**
 * Starts everything a server needs: sandbox upstreams, database, agent, HTTP and the feed.
 *
 * @throws NectoError `config/port` when the port is taken, `config/home` when the data folder cannot be used,
 *   `config/home-in-use` when another server has it, `config/…` and `chain/…` when keys or chain of `ADI_*` cannot be used, `config/database` when PostgreSQL cannot be used
 */
export async function startServer(config: Config, { onFault }: StartOptions): Promise<RunningServer> {
  const now = Date.now;
  await refuseSecondServer(config);
  // What can be refused is refused before anything else is opened.
  const keys = config.adi && (await openNetworkKeys(config.adi));
  const edge = { agentKey: (await agentSigner(config)()).address, now, onFault };
  const early = config.adi && (await openRegistry(config, edge));
  const store = await openStore(config.databaseUrl ?? config.home, () => newId("epoch"));
  const zeroG = await openTraceStorage(config, { now, onFault });
  const registry = early ?? (await openRegistry(config, edge));
  const hub = createFeedHub();
  const reached = config.failpoint ? killAt(config.failpoint) : NO_FAILPOINT;
  const traceHub = createFeedHub<TraceStatus>();
  const traces = createTraceService({
    store,
    storage: zeroG.storage,
    gatewayUrl: zeroG.network.gateway,
    hub: traceHub,
    now,
    reached,
    onFault,
  });
  const sandbox = registry?.sandbox ?? null;
  const teamAccess = accessOf({ store, teams: () => teams });
  const common = { store, traces, traceHub, now, newNonce, onFault, teamAccess, rules: config.booking };
  const onUnits = () => onListings();
  const open = sandbox
    ? openSandboxBooking({ ...common, onUnits, adi: sandbox })
    : registry && keys && openNetworkBooking({ ...common, onUnits, ...{ keys, network: registry.network } });
  const teams = createTeams({
    ...{ store, network: registry?.network ?? null, booking: open, now, newSecret: newNonce },
  });
  const listed = open && {
    ...{ store, booking: open, now, newSalt: newNonce, onFault },
    ...{ onChange: onUnits, snapshot: () => agent.snapshot() },
  };
  const listings =
    listed &&
    (sandbox
      ? await openSandboxListings({ ...listed, adi: sandbox })
      : openListings({ ...listed, fromBlock: listed.booking.fromBlock, nameOf: () => null }));
  const changing =
    open &&
    listings &&
    openChanges({ store, listings, booking: open, now, snapshot: () => agent.snapshot() });
  const demo = sandbox ? demoAccounts() : [];
  const approvals = open && createApprovalDesk({ store, booking: open, demo, now });
  const agent = await createAgent({
    config,
    registry,
    drift: "moving",
    quotesMaxAgeMs: QUOTES_MAX_AGE_MS,
    durable: store.checkpointer,
    booking: open?.desk ?? null,
    listingDesk: changing?.desk ?? null,
    spendDesk: open && createSpendDesk({ store, indexer: open.indexer, teams, now }),
    ...(listings && { listings: listings.forMarket }),
  });
  const recorder = createPriceRecorder(store, onFault);
  const liveMarket = createLiveMarket({
    snapshot: agent.snapshot,
    epoch: newId("market"),
    now,
    intervalMs: QUOTES_MAX_AGE_MS,
    onSnapshot: (snapshot) => {
      recorder.record(snapshot);
      watches.loop.judge(snapshot);
    },
    onFault,
  });
  const watches = openWatches({
    onFired: onWatchFired,
    ...{ store, now, newId, newSecret: newNonce, onFault, every: WATCH_EVERY, rules: config.webhooks },
    ...{ snapshot: agent.snapshot, look: liveMarket.body },
  });
  const inbox = createInbox({ store, now, onFault });
  const showListings = () => {
    agent.listingsChanged();
    liveMarket.changed();
  };
  const onListings = () => {
    showListings();
    store.notices.send(store.db, { kind: "listings" }).catch(onFault);
  };
  const routes = createRouteCounter(store, onFault);
  const decisions = createDecisionArchive(createRecentDecisions(), traces, routes.count);
  const { runner, signer } = agent;
  const runs = createRunService({
    store,
    hub,
    runner,
    decisions,
    traces,
    engine: ENGINE,
    signer,
    newNonce,
    reached,
    now,
    newId,
    approvals,
    changes: changing?.cards ?? null,
    teams,
    onFault,
  });
  const onBeat = async () => {
    await runs.stopAsked();
    await runs.endInterrupted();
  };
  const membership = await joinProcesses(store, { onBeat, onFault });
  const stopHearing = await hearOthers({
    store,
    hub,
    traceHub,
    traces,
    runs,
    onListings: showListings,
    onFault,
  });
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
      ...{
        store,
        teams,
        open,
        approvals,
        runs,
        demo,
        now,
        onFault,
        snapshot: agent.snapshot,
        newAccessBytes,
      },
      ...{ providers: sandbox ? demoProviders() : {}, keeperMs: KEEPER_MS, clouds: agent.clouds },
      ...{ brokerSecret: sandboxBrokerSecret(), arbiter: sandbox ? demoArbiter() : null },
      sandboxProvider: config.booking.sandboxProvider,
      ...(policies && { alsoKeep: policies.requests.askCards }),
      faucet: sandbox && createFaucet(sandbox.chain, sandbox.deployment.token),
    });
  const changes =
    changing &&
    listings &&
    createChanges({ store, cards: changing.cards, listings: listings.service, runs, now, onFault });
  const mandates =
    booking && createMandates({ store, booking, runs, decisions, everyMs: KEEPER_MS, newId, now, onFault });
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
        everyMs: DECISIONS_MS,
      },
      findDecision: decisions.find,
    });
  await takeQueuedFiles(
    config.home,
    (trace, decisionId) => traces.keep({ trace, decisionId, salt: null, at: new Date(now()).toISOString() }),
    (path) => onFault(new Error(`${path} is not a trace; it is left where it is.`)),
  );
  await runs.endInterrupted();
  await booking?.answers.recover();
  await listings?.service.registrar.recover();
  await changes?.answers.recover();
  const status: AppContext["status"] = {
    version: ENGINE.version,
    prices: config.prices,
    model: agent.modelName,
    sources: [...config.sources],
  };
  const sampling = setInterval(() => void liveMarket.body().catch(onFault), SAMPLE_EVERY_MS);
  const witness: AppContext["witness"] = {
    zeroG: zeroG.network,
    agentKeys: [(await signer()).address],
    registry: registry?.at ?? null,
    escrow: registry?.escrow ?? null,
    chains: explorableChains(registry, zeroG.chain),
  };
  const sessionSockets = createSessionSockets();
  const accounts = openAccounts({
    ...{
      store,
      booking: open,
      isSandbox: open?.isSandbox ?? config.prices === "sandbox",
      now,
      newSecret: newNonce,
    },
    onEnded: sessionSockets.end,
  });
  const apiKeys = createApiKeys({
    ...{ store, demo: accounts.demo, onRevoked: sessionSockets.end, now, newId, newSecret: newNonce },
  });
  await accounts.sweep();
  const sweeping = setInterval(() => void accounts.sweep().catch(onFault), ACCOUNT_SWEEP_MS);
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
  const seeding =
    sandbox && teams.open
      ? seedDemoTeam({ store, teams: teams.open, now, newSecret: newNonce }).catch((error: unknown) => {
          // It goes on at the next start.
          if (!(error instanceof NectoError && error.code === "run/closing")) onFault(error);
        })
      : null;
  const app = await buildApp(context, {
    uiFolder: UI_FOLDER,
    hosts: [...config.hosts, isIPv6(config.host) ? `[${config.host}]` : config.host.toLowerCase()],
    rateLimit: config.rateLimit,
    keyRateLimit: config.keyRateLimit,
    signInLimit: config.signInLimit,
  });
  const close = async () => {
    clearInterval(sampling);
    clearInterval(sweeping);
    teams.close();
    await seeding;
    await mandates?.close();
    await runs.close();
    await booking?.keeper.close();
    await spend?.close();
    await listings?.close();
    await open?.close();
    await traces.close();
    await watches.close();
    await app.close();
    await inbox.close();
    liveMarket.close();
    await agent.close();
    await recorder.settled();
    await routes.settled();
    await zeroG.close();
    await registry?.close();
    await stopHearing();
    await membership.leave();
    await store.close();
    await removeLock(config);
  };
  try {
    const url = await app.listen({ host: config.host, port: config.port });
    await writeLock(config, url);
    // The first buyer should not be the one who waits for the first scan.
    await liveMarket.body();
    return { url, close };
  } catch (cause) {
    await close();
    throw toListenError(cause, config);
  }
}

function toListenError(cause: unknown, { host, port }: Config): unknown {
  if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") return cause;
  return new NectoError({
    code: "config/port",
    message: `Port ${port} on ${host} is taken. Stop what uses it, or set PORT to another one (0 picks a free one).`,
    cause,
  });
}
