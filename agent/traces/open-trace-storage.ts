import { join } from "node:path";
import { NectoError } from "@necto/tools/errors";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { openZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { toZeroGFaults } from "@necto/tools/sandbox/zero-g/zero-g-faults";
import type { TraceStorage } from "@necto/tools/storage/trace-storage";
import {
  LOOPBACK_DEADLINE_MS,
  openZeroGStorage,
  PUBLIC_DEADLINE_MS,
} from "@necto/tools/storage/zero-g-storage";
import type { Config } from "../config/config.ts";
import type { ZeroGConfig } from "../config/read-zero-g.ts";
import type { FlowChain } from "../registry/explorable-chains.ts";

/** The 0G network that this installation keeps its traces on. */
export interface OpenTraceStorage {
  readonly storage: TraceStorage;
  readonly network: WitnessView["zeroG"];
  /** Its chain, for a page to ask; null for a public one. */
  readonly chain: FlowChain | null;
  readonly close: () => Promise<void>;
}

export interface TraceStorageEdge {
  readonly now: () => number;
  /** Hears what was damaged in the sandbox and got over, and that a public network does not answer. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Opens the configured 0G network, or the sandbox's own.
 *
 * @throws NectoError `storage/wrong-network` when chain, storage node and settings are not one network,
 *   `config/missing-key` without a key to pay with
 */
export const openTraceStorage = (config: Config, edge: TraceStorageEdge): Promise<OpenTraceStorage> =>
  config.zeroG ? openPublic(config.zeroG, edge) : openSandbox(config, edge);

async function openSandbox(
  { home, zeroGFaults }: Config,
  { now, onFault }: TraceStorageEdge,
): Promise<OpenTraceStorage> {
  const sandbox = await openZeroGSandbox({
    folder: join(home, "sandbox", "zero-g"),
    now,
    faults: toZeroGFaults(zeroGFaults),
  });
  for (const warning of sandbox.warnings) onFault(new Error(warning));
  const { rpcUrl, url, chainId, signerKey, flow } = sandbox;
  const storage = openZeroGStorage({
    rpcUrl,
    indexerUrl: url,
    chainId,
    signerKey,
    deadlineMs: LOOPBACK_DEADLINE_MS,
  });
  return {
    storage,
    network: { network: "0G sandbox", chainId, gateway: url, explorer: null },
    chain: { chainId, rpcUrl, flow },
    close: async () => {
      await storage.close();
      await sandbox.close();
    },
  };
}

const NETWORKS: Readonly<Record<number, { readonly name: string; readonly explorer: string }>> = {
  16602: { name: "0G Galileo", explorer: "https://chainscan-galileo.0g.ai" },
  16661: { name: "0G mainnet", explorer: "https://chainscan.0g.ai" },
};
/** A network that does not answer at the start is asked again with the first upload. */
const CHECK_MS = 10_000;

async function openPublic(
  { chainId, evmRpc, indexerUrl, privateKey }: ZeroGConfig,
  { onFault }: TraceStorageEdge,
): Promise<OpenTraceStorage> {
  if (privateKey === null)
    throw new NectoError({
      code: "config/missing-key",
      message: "ZG_PRIVATE_KEY is not set. Traces are paid for: set it to the key of an account with 0G.",
    });
  const storage = openZeroGStorage({
    rpcUrl: evmRpc,
    indexerUrl,
    chainId,
    signerKey: privateKey,
    deadlineMs: isLoopback(evmRpc) ? LOOPBACK_DEADLINE_MS : PUBLIC_DEADLINE_MS,
  });
  try {
    await storage.check(AbortSignal.timeout(CHECK_MS));
  } catch (error) {
    if (!(error instanceof NectoError) || error.code === "storage/wrong-network") {
      await storage.close();
      throw error;
    }
    onFault(error);
  }
  const known = NETWORKS[chainId];
  return {
    storage,
    network: {
      network: known?.name ?? `0G chain ${chainId}`,
      chainId,
      gateway: indexerUrl,
      explorer: known?.explorer ?? null,
    },
    chain: null,
    close: storage.close,
  };
}

const isLoopback = (url: string): boolean =>
  /^\/\/(127\.|localhost|\[::1\])/.test(url.slice(url.indexOf("//")));
