import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import type { TraceStorage } from "@necto/tools/storage/trace-storage";
import type { FastifyInstance } from "fastify";
import { type Agent, type AgentOptions, type Desks, newAccessBytes, newId, newNonce } from "../agent.ts";
import type { Config } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { openAccounts } from "../features/accounts/open-accounts.ts";
import { createApiKeys } from "../features/api-keys/api-key-service.ts";
import { createAudit } from "../features/audit/audit-service.ts";
import { createApprovalDesk } from "../features/booking/approval-desk.ts";
import { createBooking } from "../features/booking/create-booking.ts";
import { demoParties } from "../features/booking/demo-parties.ts";
import type { OpenBooking } from "../features/booking/open-booking.ts";
import {
  type NetworkBookingOptions,
  type NetworkKeys,
  openNetworkBooking,
} from "../features/booking/open-network-booking.ts";
import { openSandboxBooking } from "../features/booking/open-sandbox-booking.ts";
import { createChanges } from "../features/changes/create-changes.ts";
import { openChanges } from "../features/changes/open-changes.ts";
import { createEarnings } from "../features/earnings/earnings-service.ts";
import { createRouteCounter, type RouteCounter } from "../features/earnings/route-counter.ts";
import { createInbox } from "../features/inbox/inbox-service.ts";
import { openListings } from "../features/listings/open-listings.ts";
import { openSandboxListings } from "../features/listings/open-sandbox-listings.ts";
import { createMandates, onWatchFired } from "../features/mandates/create-mandates.ts";
import type { MandateReached } from "../features/mandates/failpoints.ts";
import { accessOf } from "../features/policy/access-of.ts";
import { createPolicies } from "../features/policy/policy-service.ts";
import { budgetsOfPolicy } from "../features/spend/budgets-of-policy.ts";
import { createSpendDesk } from "../features/spend/create-spend-desk.ts";
import { createSpend } from "../features/spend/spend-service.ts";
import { createTeams } from "../features/teams/create-teams.ts";
import { openWatches } from "../features/watches/open-watches.ts";
import type { AdiNetwork } from "../registry/open-adi-network.ts";
import type { Store } from "../store/open-store.ts";
import { joinProcesses } from "../store/processes.ts";
import { NO_FAILPOINT, type Reached } from "../traces/failpoints.ts";
import { createTraceService } from "../traces/trace-service.ts";
import { type AppOptions, buildApp } from "./app.ts";
import type { AppContext } from "./app-context.ts";
import { createDecisionArchive } from "./decision-archive.ts";
import { createFeedHub } from "./feed-hub.ts";
import { hearOthers } from "./hear-others.ts";
import { createLiveMarket } from "./live-market.ts";
import { createPriceRecorder, type PriceRecorder } from "./price-recorder.ts";
import { createRecentDecisions } from "./recent-decisions.ts";
import { createRunService } from "./run-service.ts";
import { createSessionSockets } from "./session-sockets.ts";

/** The chain that jobs are paid on. */
export interface ServerChain {
  readonly network: AdiNetwork;
  /** Null where it is not the sandbox's own. */
  readonly sandbox: AdiSandbox | null;
  /** Keys of ours on it; null in the sandbox, whose keys are known. */
  readonly keys: NetworkKeys | null;
}

/** How often a server does what nobody asks for, milliseconds. */
export interface Rhythm {
  /** Between two looks at the market while somebody watches it. */
  readonly marketMs: number;
  /** Between two looks at jobs and mandates; 0 for none. */
  readonly keeperMs: number;
  /** Looks at prices for watches while nobody watches the market, and further tries of webhooks; null for none. */
  readonly watches: { readonly lookMs: number; readonly deliverMs: number } | null;
  /** Between two looks for decisions of tracked jobs; null for none. */
  readonly decisionsMs: number | null;
  readonly inboxMs?: number;
  readonly beatMs?: number;
  readonly leaseMs?: number;
}

/** What a server stands on. Whoever opened it closes it, after the server; only the database is the server's to close. */
export interface ServerParts {
  readonly config: Pick<Config, "prices" | "sources" | "booking" | "webhooks">;
  readonly store: Store;
  readonly storage: TraceStorage;
  /** Without one nothing can be booked or listed. */
  readonly chain: ServerChain | null;
  /** Makes the agent, once what conversations ask is there. */
  readonly openAgent: (desks: Desks & Pick<AgentOptions, "durable" | "listings">) => Agent | Promise<Agent>;
  readonly witness: Omit<WitnessView, "agentKeys">;
  readonly rhythm: Rhythm;
  readonly app: AppOptions;
  /** Of the market's channel; a new one unless given. */
  readonly marketEpoch?: string;
  readonly reached?: Reached;
  readonly mandateReached?: MandateReached;
  readonly now: () => number;
  /** Hears faults of Necto itself, one line each; never a user's words. */
  readonly onFault: (error: unknown) => void;
}

/** A whole server that does not listen. */
export interface OpenServer {
  readonly app: FastifyInstance;
  readonly context: AppContext;
  readonly recorder: PriceRecorder;
  readonly routes: RouteCounter;
  /** Ends or goes on with what a process before it left. */
  readonly recover: () => Promise<void>;
  /** Finishes what it owes: stops runs and writes their ends, tells pages to come back, closes the database. */
  readonly close: () => Promise<void>;
}

/** Wires everything of a server but what it stands on: a new feature is wired here, for servers and tests alike. */
export async function openServer(parts: ServerParts): Promise<OpenServer> {
  const { config, store, storage, chain, rhythm, now, onFault } = parts;
  const { reached = NO_FAILPOINT } = parts;
  const sandbox = chain?.sandbox ?? null;
  const snapshot = () => agent.snapshot();
  const hub = createFeedHub();
  const traceHub = createFeedHub<TraceStatus>();
  const traces = createTraceService({
    ...{ store, storage, gatewayUrl: parts.witness.zeroG.gateway, hub: traceHub, now, reached, onFault },
  });

  const teamAccess = accessOf({ store, teams: () => teams });
  const showListings = () => {
    agent.listingsChanged();
    liveMarket.changed();
  };
  let telling: Promise<void> = Promise.resolve();
  const onListings = () => {
    showListings();
    telling = telling.then(() => store.notices.send(store.db, { kind: "listings" })).catch(onFault);
  };
  const open = openChain(chain, {
    ...{ store, traces, traceHub, now, newNonce, onFault, teamAccess },
    ...{ rules: config.booking, onUnits: onListings },
  });
  const teams = createTeams({
    ...{ store, network: chain?.network ?? null, booking: open, now, newSecret: newNonce },
  });
  const listed = open && {
    ...{ store, booking: open, now, newSalt: newNonce, onFault, onChange: onListings, snapshot },
  };
  const listings =
    listed &&
    (sandbox
      ? await openSandboxListings({ ...listed, adi: sandbox })
      : openListings({ ...listed, fromBlock: listed.booking.fromBlock, nameOf: () => null }));
  const changing = open && listings && openChanges({ store, listings, booking: open, now, snapshot });
  const parties = demoParties(sandbox);
  const approvals = open && createApprovalDesk({ store, booking: open, demo: parties.demo, now });

  const agent = await parts.openAgent({
    ...{ durable: store.checkpointer, booking: open?.desk ?? null, listingDesk: changing?.desk ?? null },
    spendDesk: open && createSpendDesk({ store, indexer: open.indexer, teams, now }),
    ...(listings && { listings: listings.forMarket }),
  });
  const { runner, signer } = agent;
  const recorder = createPriceRecorder(store, onFault);
  const liveMarket = createLiveMarket({
    ...{ snapshot, epoch: parts.marketEpoch ?? newId("market"), now, intervalMs: rhythm.marketMs, onFault },
    onSnapshot: (taken) => {
      recorder.record(taken);
      watches.loop.judge(taken);
    },
  });
  const watches = openWatches({
    ...{ store, now, newId, newSecret: newNonce, onFired: onWatchFired, onFault },
    ...{ every: rhythm.watches, rules: config.webhooks, snapshot, look: liveMarket.body },
  });
  const { inboxMs } = rhythm;
  const inbox = createInbox({ store, now, onFault, ...(inboxMs !== undefined && { everyMs: inboxMs }) });

  const routes = createRouteCounter(store, onFault);
  const decisions = createDecisionArchive(createRecentDecisions(), traces, routes.count);
  const runs = createRunService({
    ...{ store, hub, runner, decisions, traces, engine: ENGINE, signer, newNonce, reached, now, newId },
    ...{ approvals, changes: changing?.cards ?? null, teams, onFault },
  });
  const { beatMs, leaseMs } = rhythm;
  /** Known once bookings are open. */
  let goOnWithLeft = async (): Promise<void> => {};
  const membership = await joinProcesses(store, {
    async onBeat() {
      await runs.stopAsked();
      await runs.endInterrupted();
      await goOnWithLeft();
    },
    onFault,
    ...(beatMs !== undefined && { beatMs }),
    ...(leaseMs !== undefined && { leaseMs }),
  });
  const stopHearing = await hearOthers({
    ...{ store, hub, traceHub, traces, runs, onListings: showListings, onFault },
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
      ...{ store, teams, open, approvals, runs, snapshot, now, onFault, newAccessBytes, ...parties },
      ...{ keeperMs: rhythm.keeperMs, clouds: agent.clouds },
      sandboxProvider: config.booking.sandboxProvider,
      ...(policies && { alsoKeep: policies.requests.askCards }),
    });
  if (booking) goOnWithLeft = booking.answers.recoverLeft;
  const changes =
    changing &&
    listings &&
    createChanges({ store, cards: changing.cards, listings: listings.service, runs, now, onFault });
  const mandates =
    booking &&
    createMandates({
      ...{ store, booking, runs, decisions, everyMs: rhythm.keeperMs, newId, now, onFault },
      ...(parts.mandateReached && { reached: parts.mandateReached }),
    });
  const earnings = booking && createEarnings({ store, booking: booking.open, indexer: booking.indexer, now });
  const spend =
    booking &&
    createSpend({
      ...{ store, booking: booking.open, teams, budgets: budgetsOfPolicy(store), now, onFault },
      ...{ everyMs: rhythm.decisionsMs, findDecision: decisions.find },
    });

  const sessionSockets = createSessionSockets();
  const accounts = openAccounts({
    ...{ store, booking: open, isSandbox: open?.isSandbox ?? config.prices === "sandbox", now },
    ...{ newSecret: newNonce, onEnded: sessionSockets.end },
  });
  const apiKeys = createApiKeys({
    ...{ store, demo: accounts.demo, onRevoked: sessionSockets.end, now, newId, newSecret: newNonce },
  });
  const context: AppContext = {
    ...{ agent, store, hub, liveMarket, runs, decisions, traces, traceHub, now, newId, onFault },
    ...{ accounts, apiKeys, sessionSockets, teams, booking, listings, changes, earnings, policies },
    ...{ inbox, watches, spend, mandates },
    audit: createAudit({ store, roles: teams, chain: open?.chain ?? null, now }),
    witness: { ...parts.witness, agentKeys: [(await signer()).address] },
    status: {
      ...{ version: ENGINE.version, prices: config.prices, model: agent.modelName },
      sources: [...config.sources],
    },
  };
  const app = await buildApp(context, parts.app);

  return {
    ...{ app, context, recorder, routes },
    async recover() {
      await runs.endInterrupted();
      await booking?.answers.recover();
      await listings?.service.registrar.recover();
      await changes?.answers.recover();
    },
    async close() {
      teams.close();
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
      await stopHearing();
      await telling;
      await membership.leave();
      await store.close();
    },
  };
}

/** Bookings on a chain, as far as there are keys for it. */
function openChain(
  chain: ServerChain | null,
  options: Omit<NetworkBookingOptions, "keys" | "network">,
): OpenBooking | null {
  if (chain?.sandbox) return openSandboxBooking({ ...options, adi: chain.sandbox });
  return chain?.keys ? openNetworkBooking({ ...options, keys: chain.keys, network: chain.network }) : null;
}
