import type { Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { rootOfNodes, submissionNodesOf } from "../trace/merkle-nodes.ts";
import { createTurns, createTurnsByKey } from "./create-turns.ts";
import { fetchFile } from "./fetch-file.ts";
import { createSdkUploader } from "./sdk-uploader.ts";
import { deadlinePassed, unreachable, wrongNetwork } from "./storage-errors.ts";
import { storeOnZeroG } from "./store-on-zero-g.ts";
import { identityOf } from "./submission.ts";
import type { NetworkIdentity, TraceStorage } from "./trace-storage.ts";
import { withinDeadline } from "./within-deadline.ts";
import { createZeroGChain } from "./zero-g-chain.ts";
import { fetchFileState, fetchNodes, fetchStatuses, type StorageNode } from "./zero-g-nodes.ts";

export interface ZeroGStorageOptions {
  /** The chain that 0G runs on. */
  readonly rpcUrl: string;
  /** Indexer and gateway; the rest of the network is discovered from it. */
  readonly indexerUrl: string;
  /** The chain that is expected. */
  readonly chainId: number;
  /** Private key of the account that pays, with 0x. One storage per account: it keeps nonces in order. */
  readonly signerKey: string;
  /** For one call, from the moment it has its turn. */
  readonly deadlineMs: number;
}

/** For 0G's public networks, where an upload took 12 s (observed 2026-09). */
export const PUBLIC_DEADLINE_MS = 60_000;
/** For a network on this machine, where it takes 2.5 s. */
export const LOOPBACK_DEADLINE_MS = 10_000;

/** How often is asked for what only time brings. */
const POLL_MS = 250;

/**
 * Traces on 0G Storage, uploaded by 0G's own SDK. What the SDK leaves open is closed here: the root is known before
 * anything is sent, time is limited, a payment is found again, and what is downloaded is proved.
 *
 * @example openZeroGStorage({ rpcUrl, indexerUrl, chainId: 16602, signerKey, deadlineMs: PUBLIC_DEADLINE_MS })
 */
export function openZeroGStorage(options: ZeroGStorageOptions): TraceStorage {
  const { rpcUrl, indexerUrl, chainId, signerKey, deadlineMs } = options;
  const address = privateKeyToAddress(signerKey as Hex);
  const chain = createZeroGChain({ rpcUrl, pollMs: POLL_MS });
  const uploader = createSdkUploader({ rpcUrl, indexerUrl, chainId, signerKey });
  const payInTurn = createTurns();
  const oneAtATime = createTurnsByKey();
  const taken = new Set<number>();
  const closing = new AbortController();

  const within = <T>(root: string | null, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) =>
    withinDeadline(
      {
        signal: AbortSignal.any([signal, closing.signal]),
        deadlineMs,
        onDeadline: () => deadlinePassed("0G", root, deadlineMs),
      },
      work,
    );

  const check = async (nodes: readonly StorageNode[], signal: AbortSignal): Promise<NetworkIdentity> => {
    const [rpc, statuses] = await Promise.all([chain.fetchChainId(signal), fetchStatuses(nodes, signal)]);
    const stranger = statuses.find((status) => status.chainId !== chainId || rpc !== chainId);
    if (stranger !== undefined) throw wrongNetwork({ expected: chainId, rpc, node: stranger.chainId });
    return { chainId, flow: statuses[0]!.flow };
  };

  const context = { chain, uploader, indexerUrl, address, taken, pollMs: POLL_MS, check };

  return {
    store: async ({ signal, ...request }) => {
      signal.throwIfAborted();
      // One pass over the bytes: the root follows from the subtrees.
      const nodes = submissionNodesOf(request.bytes);
      const [root, identity] = [rootOfNodes(nodes), identityOf(nodes)];
      return oneAtATime(root, signal, () =>
        payInTurn(signal, (onPaid) =>
          within(root, signal, (either) =>
            storeOnZeroG({ ...request, root, identity, onPaid }, context, either),
          ),
        ),
      );
    },
    fetch: (root, signal) => within(root, signal, (either) => fetchFile(indexerUrl, root, either)),
    find: (root, signal) =>
      within(root, signal, async (either) =>
        fetchFileState(await fetchNodes(indexerUrl, either), root, either),
      ),
    check: (signal) =>
      within(null, signal, async (either) => check(await fetchNodes(indexerUrl, either), either)),
    close: async () => {
      closing.abort(unreachable("Closed storage", null));
      await uploader.close();
    },
  };
}
