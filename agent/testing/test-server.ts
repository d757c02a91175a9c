import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import { joinAgent, newId } from "../agent.ts";
import { readConfig } from "../config/config.ts";
import type { SandboxBookingOptions } from "../features/booking/open-sandbox-booking.ts";
import { type MandateReached, NO_MANDATE_FAILPOINT } from "../features/mandates/failpoints.ts";
import { createMarket, type Market, type Scan } from "../market/market.ts";
import type { Clouds } from "../market/open-upstreams.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { networkOfSandbox } from "../registry/open-registry.ts";
import { openServer } from "../server/open-server.ts";
import { openStore } from "../store/open-store.ts";
import { TEST_SIGNER } from "./conversation.ts";
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
  const own = database === undefined ? await databaseOf(home) : null;
  const store = await openStore(own?.place ?? database!, () => newId("epoch"));
  const storage = openInProcessStorage({
    network: zeroG,
    signer: "agent",
    chainId: zeroG.chainId,
    deadlineMs: 5_000,
  });
  const defaults = readConfig({ NECTO_SOURCES: "necto,lambda,aws-spot" }, "/nowhere");
  const network = adi && networkOfSandbox(adi);
  let market: Market | undefined;
  const server = await openServer({
    ...{ store, storage, mandateReached, marketEpoch, now },
    config: {
      ...{ prices: "sandbox", sources: defaults.sources, webhooks: { allowsLoopback: true } },
      booking: { ...rules, sandboxProvider: "auto" },
    },
    chain: network && { network, sandbox: adi, keys: null },
    openAgent({ listings, ...desks }) {
      const scan = givenScan ?? sandboxScan(listings ? { now, listings } : {}).scan;
      market = createMarket({ scan, now, maxAgeMs: quotesMaxAgeMs });
      const signer = async () => TEST_SIGNER;
      return joinAgent({ ...desks, market, model, signer, clouds, now, close: async () => {} });
    },
    witness: {
      zeroG: { network: "0G sandbox", chainId: zeroG.chainId, gateway: GATEWAY, explorer: null },
      registry: null,
    },
    rhythm: {
      ...{ marketMs: marketIntervalMs, keeperMs: 0, watches: null, decisionsMs: null },
      ...{ inboxMs: 50, beatMs, leaseMs },
    },
    app: { uiFolder, hosts, rateLimit, keyRateLimit, signInLimit },
    onFault: (error) => void faults.push(error),
  });
  if (units !== undefined) await giveUnits(store, units);
  await server.recover();
  const { context, recover: _, ...rest } = server;
  return {
    ...{ ...rest, ...context, zeroG, market: market! },
    snapshot: async () => market!.snapshot(await market!.quotes(() => {})),
    /** Faults of Necto itself; empty at the end of every good test. */
    faults,
    async close() {
      await server.close();
      await storage.close();
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
