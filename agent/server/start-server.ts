import { isIPv6 } from "node:net";
import { fileURLToPath } from "node:url";
import { NectoError } from "@necto/tools/errors";
import { createAgent, newId, newNonce } from "../agent.ts";
import type { Config } from "../config/config.ts";
import { openNetworkKeys } from "../features/booking/open-network-booking.ts";
import { seedDemoTeam } from "../features/teams/seed-demo-team.ts";
import { explorableChains } from "../registry/explorable-chains.ts";
import { openRegistry } from "../registry/open-registry.ts";
import { openStore } from "../store/open-store.ts";
import { agentSigner } from "../traces/agent-signer.ts";
import { killAt } from "../traces/failpoints.ts";
import { openTraceStorage } from "../traces/open-trace-storage.ts";
import { takeQueuedFiles } from "../traces/queued-files.ts";
import type { AppContext } from "./app-context.ts";
import { openServer, type Rhythm } from "./open-server.ts";
import { refuseSecondServer, removeLock, writeLock } from "./server-lock.ts";
import { toListenError } from "./to-listen-error.ts";

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
/** Prices of hours that are worked out of decisions are not kept for ever: `decisionsMs` is well below that. */
const RHYTHM: Rhythm = {
  ...{ marketMs: QUOTES_MAX_AGE_MS, keeperMs: 1_000, decisionsMs: 60_000 },
  watches: { lookMs: 15_000, deliverMs: 5_000 },
};
/** The history goes on while nobody looks. */
const SAMPLE_EVERY_MS = 10 * 60_000;
/** What has expired is deleted this often, and at the start. */
const ACCOUNT_SWEEP_MS = 60 * 60_000;
const UI_FOLDER = fileURLToPath(new URL("../../ui/dist", import.meta.url));

/**
 * Opens what a server stands on (sandbox upstreams, chain, database, 0G), puts the server there, and listens.
 *
 * @throws NectoError `config/port` when nothing can listen there, `config/home` when the data folder cannot be used,
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
  const server = await openServer({
    ...{ config, store, storage: zeroG.storage, rhythm: RHYTHM, now, onFault },
    chain: registry && { network: registry.network, sandbox: registry.sandbox, keys },
    openAgent: (desks) =>
      createAgent({ ...desks, config, registry, drift: "moving", quotesMaxAgeMs: QUOTES_MAX_AGE_MS }),
    witness: {
      ...{ zeroG: zeroG.network, registry: registry?.at ?? null, escrow: registry?.escrow ?? null },
      chains: explorableChains(registry, zeroG.chain),
    },
    app: {
      uiFolder: UI_FOLDER,
      hosts: [...config.hosts, isIPv6(config.host) ? `[${config.host}]` : config.host.toLowerCase()],
      rateLimit: config.rateLimit,
      keyRateLimit: config.keyRateLimit,
      signInLimit: config.signInLimit,
    },
    ...(config.failpoint && { reached: killAt(config.failpoint) }),
  });
  const { traces, liveMarket, accounts, teams } = server.context;
  await takeQueuedFiles(
    config.home,
    (trace, decisionId) => traces.keep({ trace, decisionId, salt: null, at: new Date(now()).toISOString() }),
    (path) => onFault(new Error(`${path} is not a trace; it is left where it is.`)),
  );
  await server.recover();
  await accounts.sweep();
  const timers = [
    setInterval(() => void liveMarket.body().catch(onFault), SAMPLE_EVERY_MS),
    setInterval(() => void accounts.sweep().catch(onFault), ACCOUNT_SWEEP_MS),
  ];
  const seeding = registry?.sandbox && seedTeam(server.context);
  const close = async () => {
    for (const timer of timers) clearInterval(timer);
    teams.close();
    await seeding;
    await server.close();
    await zeroG.close();
    await registry?.close();
    await removeLock(config);
  };
  try {
    const url = await server.app.listen({ host: config.host, port: config.port });
    await writeLock(config, url);
    // The first buyer should not be the one who waits for the first scan.
    await liveMarket.body();
    return { url, close };
  } catch (cause) {
    await close();
    throw toListenError(cause, config);
  }
}

/** The demo team, made while the server serves already; what was not done goes on at the next start. */
async function seedTeam({ store, teams, now, onFault }: AppContext): Promise<void> {
  if (teams.open === null) return;
  await seedDemoTeam({ store, teams: teams.open, now, newSecret: newNonce }).catch((error: unknown) => {
    if (!(error instanceof NectoError && error.code === "run/closing")) onFault(error);
  });
}
