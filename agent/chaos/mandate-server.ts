import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChainAt } from "@necto/tools/chain/chain-clients";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devKey } from "@necto/tools/sandbox/dev-accounts";
import { createInProcessNetwork, type NetworkChange } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import { localSigner } from "@necto/tools/trace/local-signer";
import { newId, newNonce } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import { ENGINE } from "../config/engine.ts";
import { createApprovalAnswers } from "../features/booking/answer-approval.ts";
import { createApprovalDesk } from "../features/booking/approval-desk.ts";
import { demoAccounts } from "../features/booking/demo-parties.ts";
import { marketLapse } from "../features/booking/market-lapse.ts";
import { openSandboxBooking } from "../features/booking/open-sandbox-booking.ts";
import { createMandates, onWatchFired } from "../features/mandates/create-mandates.ts";
import { NO_TEAMS } from "../features/teams/team-roles.ts";
import { openWatches } from "../features/watches/open-watches.ts";
import { createRunner } from "../graph/run-graph.ts";
import { createMarket, type Scan } from "../market/market.ts";
import { offlineModel } from "../models/offline-model.ts";
import { createDecisionArchive } from "../server/decision-archive.ts";
import { createFeedHub } from "../server/feed-hub.ts";
import { createRecentDecisions } from "../server/recent-decisions.ts";
import { createRunService } from "../server/run-service.ts";
import type { Store } from "../store/open-store.ts";
import { joinProcesses } from "../store/processes.ts";
import { createTraceService } from "../traces/trace-service.ts";

export interface MandateServerOptions {
  readonly store: Store;
  readonly adi: Pick<AdiSandbox, "deployment"> & { readonly chain: ChainAt };
  /** Where its 0G is kept, which outlives it. */
  readonly folder: string;
  readonly scan: Scan;
  readonly reached: (point: string) => void;
  /** Something else in the place of Necto's watches shows that the check bites. */
  readonly openWatches?: typeof openWatches;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** How often a process of a shared database says that it is there, and how soon it counts as gone: lives are short here. */
const BEAT = { beatMs: 100, leaseMs: 600 };
const ZERO_G_CHAIN = 16_602;

/** The parts of a server that watch, and book what was watched for: joined as `start-server.ts` joins them, without its port. */
export async function openMandateServer(options: MandateServerOptions) {
  const { store, adi, folder, scan, reached, now, onFault } = options;
  const hub = createFeedHub();
  const traceHub = createFeedHub<TraceStatus>();
  const storage = openInProcessStorage({
    network: keptNetwork(join(folder, "zero-g.jsonl")),
    ...{ signer: "agent", chainId: ZERO_G_CHAIN, deadlineMs: 60_000 },
  });
  const traces = createTraceService({
    ...{ store, storage, gatewayUrl: null, hub: traceHub, now, reached, onFault },
  });
  const open = openSandboxBooking({
    ...{ store, traces, traceHub, now, newNonce, reached, onFault, adi },
    rules: readConfig({}, folder).booking,
  });
  const demo = demoAccounts();
  const approvals = createApprovalDesk({ store, booking: open, demo, now });
  const market = createMarket({ scan, now, maxAgeMs: 0 });
  const snapshot = async () => market.snapshot(await market.quotes(() => {}));
  const signer = async () => localSigner(devKey("agent"));
  const shared = { now, newId, newNonce, engine: ENGINE, signer };
  const runner = createRunner({
    ...{ ...shared, market, model: offlineModel(), durable: store.checkpointer, booking: open.desk },
  });
  const decisions = createDecisionArchive(createRecentDecisions(), traces);
  const runs = createRunService({
    ...{ ...shared, store, hub, runner, decisions, traces, approvals, reached, onFault },
  });
  await joinProcesses(store, { onBeat: () => runs.endInterrupted(), onFault, ...BEAT });
  const answers = createApprovalAnswers({
    ...{ store, booking: open, teams: NO_TEAMS, desk: approvals, runs, demo, now, onFault },
    marketLapse: async (order) => marketLapse(await snapshot(), order),
  });
  const mandates = createMandates({
    ...{ store, booking: { open, answers, demo }, runs, decisions, everyMs: 0, reached, newId, now, onFault },
  });
  const watches = (options.openWatches ?? openWatches)({
    ...{ store, now, newId, newSecret: newNonce, snapshot, reached, onFault, every: null },
    ...{ rules: { allowsLoopback: true }, look: snapshot, onFired: onWatchFired },
  });
  await runs.endInterrupted();
  await answers.recover();
  return { open, mandates, watches, scan };
}

/** 0G of files and payments that are written down before anybody hears of them, as the real one's are. */
function keptNetwork(path: string) {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  return createInProcessNetwork({
    chainId: ZERO_G_CHAIN,
    saved: lines.map((line) => JSON.parse(line) as NetworkChange),
    save: (change) => appendFileSync(path, `${JSON.stringify(change)}\n`),
  });
}
