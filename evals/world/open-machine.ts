import { setTimeout as sleep } from "node:timers/promises";
import { createApprovalDesk } from "@necto/agent/features/booking/approval-desk";
import { createBooking } from "@necto/agent/features/booking/create-booking";
import {
  demoAccounts,
  demoArbiter,
  demoProviders,
  sandboxBrokerSecret,
} from "@necto/agent/features/booking/demo-parties";
import {
  openSandboxBooking,
  type SandboxBookingOptions,
} from "@necto/agent/features/booking/open-sandbox-booking";
import { createChangeCards } from "@necto/agent/features/changes/change-cards";
import { createChanges } from "@necto/agent/features/changes/create-changes";
import { createListingDesk } from "@necto/agent/features/changes/create-listing-desk";
import { openListings } from "@necto/agent/features/listings/open-listings";
import { createMandates, onWatchFired } from "@necto/agent/features/mandates/create-mandates";
import { accessOf } from "@necto/agent/features/policy/access-of";
import { createPolicies } from "@necto/agent/features/policy/policy-service";
import { createSpendDesk } from "@necto/agent/features/spend/create-spend-desk";
import { createTeams } from "@necto/agent/features/teams/create-teams";
import { openWatches } from "@necto/agent/features/watches/open-watches";
import { createRunner, type Runner } from "@necto/agent/graph/run-graph";
import type { Market } from "@necto/agent/market/market";
import type { AgentModel } from "@necto/agent/models/agent-model";
import { createDecisionArchive } from "@necto/agent/server/decision-archive";
import { createFeedHub } from "@necto/agent/server/feed-hub";
import { createRecentDecisions } from "@necto/agent/server/recent-decisions";
import { createRunService } from "@necto/agent/server/run-service";
import type { Store } from "@necto/agent/store/open-store";
import { createTraceService } from "@necto/agent/traces/trace-service";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { Determinism } from "./clock.ts";
import type { TrialChain } from "./open-chain.ts";
import { ENGINE, SIGNER } from "./open-talk.ts";
import { PowerCut, powered } from "./power.ts";
import type { TrialStorage } from "./trial-storage.ts";

const LOOK_MS = 3;

export interface MachineOptions extends Determinism {
  readonly store: Store;
  readonly market: Market;
  readonly model: AgentModel;
  readonly chain: TrialChain;
  readonly zeroG: TrialStorage;
  readonly rules: SandboxBookingOptions["rules"];
  /** Sees every run with its result. */
  readonly onRun: (run: Promise<unknown>, runId: string) => void;
  readonly onFault: (error: unknown) => void;
}

/** Everything of a server that books, without its port: one life of it, from a start to a stop or a power cut. */
export type Machine = Awaited<ReturnType<typeof openMachine>>;

export async function openMachine(options: MachineOptions) {
  const { market, chain, zeroG, now, newId, newNonce, rules, onRun } = options;
  const power = powered(options.store, newId("process"));
  const { store } = power;
  const onFault = (error: unknown) => {
    if (!isPowerCut(error)) options.onFault(error);
  };
  const hub = createFeedHub();
  const traceHub = createFeedHub<TraceStatus>();
  const storage = zeroG.open();
  const traces = createTraceService({ store, storage, gatewayUrl: null, hub: traceHub, now, onFault });
  const teamAccess = accessOf({ store, teams: () => teams });
  const open = openSandboxBooking({
    ...{ store, traces, traceHub, now, newNonce, onFault, rules, teamAccess },
    adi: { chain, deployment: chain.deployment },
  });
  const fromBlock = BigInt(chain.deployment.fromBlock);
  const network = { chain, roles: chain.deployment.contracts.roles.address, fromBlock };
  const teams = createTeams({ store, network, booking: open, now, newSecret: newNonce });
  const demo = demoAccounts();
  const approvals = createApprovalDesk({ store, booking: open, demo, now });
  const signer = async () => SIGNER;
  const snapshot = async () => market.snapshot(await market.quotes(() => {}));
  const listings = openListings({
    ...{ store, booking: open, snapshot, onChange: () => {}, now, newSalt: newNonce, onFault },
    ...{ fromBlock, nameOf: () => null },
  });
  const cards = createChangeCards(store, now);
  const listingDesk = createListingDesk({
    ...{ store, listings: listings.service, snapshot, now, pause: () => sleep(LOOK_MS) },
    indexer: open.indexer,
  });
  const inner = createRunner({
    ...{ market, model: options.model, now, newId, engine: ENGINE, signer, newNonce },
    ...{ durable: store.checkpointer, booking: open.desk, listings: listingDesk },
    spend: createSpendDesk({ store, indexer: open.indexer, teams, now }),
  });
  const seen = <T>(run: Promise<T>, runId: string): Promise<T> => {
    onRun(run, runId);
    return run;
  };
  const runner: Runner = {
    run: (input) => seen(inner.run(input), input.runId),
    resume: (input) => seen(inner.resume(input), input.runId),
  };
  const decisions = createDecisionArchive(createRecentDecisions(), traces);
  const runs = createRunService({
    ...{ store, hub, runner, traces, engine: ENGINE, signer, newNonce, now, newId, approvals, onFault },
    ...{ changes: cards, decisions, teams },
  });
  const booking = createBooking({
    ...{ store, teams, open, approvals, runs, demo, now, onFault, faucet: null, keeperMs: 0 },
    ...{ providers: demoProviders(), sandboxProvider: "manual" as const, newAccessBytes: newNonce },
    ...{ clouds: {}, brokerSecret: sandboxBrokerSecret(), arbiter: demoArbiter() },
    snapshot,
  });
  const changes = createChanges({ store, cards, runs, listings: listings.service, now, onFault });
  const policies = createPolicies({
    ...{ store, access: teamAccess, decisions, runs, now, newId, isPending: approvals.isPending },
    ...{ rootOf: open.desk.rootOf, bookableSources: open.rules.sources },
  });
  const watches = openWatches({
    ...{ store, now, newId, newSecret: newNonce, onFault, onFired: onWatchFired, every: null, snapshot },
    ...{ look: snapshot, rules: { allowsLoopback: false } },
  });
  const mandates = createMandates({ store, booking, runs, decisions, everyMs: 0, newId, now, onFault });
  await runs.endInterrupted();
  await booking.answers.recover();
  await listings.service.registrar.recover();
  await changes.answers.recover();

  async function close(): Promise<void> {
    await watches.close();
    await mandates.close();
    teams.close();
    await runs.close();
    await booking.keeper.close();
    await listings.close();
    await open.close();
    await traces.close();
    await storage.close();
  }
  return {
    ...{ store, storage, runs, traces, booking, open, hub, power, close, changes },
    ...{ teams, policies, watches, mandates, snapshot },
    listings: listings.service,
    /** The power goes; what was running fails at its next write. */
    async crash(): Promise<void> {
      power.cut();
      await close().catch((error: unknown) => {
        if (!isPowerCut(error)) throw error;
      });
    },
  };
}

/** Also as the reason of something else. */
export function isPowerCut(error: unknown): boolean {
  return (
    error instanceof PowerCut ||
    // A run tells of what went wrong in it by its name only.
    (error instanceof Error && error.message.startsWith("PowerCut in a run;")) ||
    (error instanceof Error && error.cause !== undefined && isPowerCut(error.cause))
  );
}
