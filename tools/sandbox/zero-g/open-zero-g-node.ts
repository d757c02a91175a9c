import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, hexToNumber } from "viem";
import { z } from "zod";
import { callJsonRpc } from "../../storage/call-json-rpc.ts";
import { PATIENT_SERVER } from "../patient-server.ts";
import { followFlow } from "./follow-flow.ts";
import { openSegmentStore } from "./segment-store.ts";
import { NO_ZERO_G_FAULTS, type ZeroGFaults } from "./zero-g-faults.ts";
import { createZeroGFiles } from "./zero-g-files.ts";
import { respond } from "./zero-g-http.ts";
import type { NodeState } from "./zero-g-methods.ts";

export interface ZeroGNodeOptions {
  /** The chain that plays 0G's. */
  readonly rpcUrl: string;
  /** Address of the Flow contract on it. */
  readonly flow: string;
  /** Where content is kept, or null for memory. */
  readonly folder: string | null;
  /** 0 or nothing for a free one. */
  readonly port?: number;
  readonly faults: Partial<ZeroGFaults>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ZeroGNode {
  /** Of the indexer, the gateway and, unless it is sharded, the node. */
  readonly url: string;
  readonly setFaults: (faults: Partial<ZeroGFaults>) => void;
  /** Why the chain could not be read when it was last tried, or null; what was read before is served all the same. */
  readonly chainError: () => unknown;
  /** Ends open requests too. */
  readonly close: () => Promise<void>;
}

/**
 * A 0G storage node, its indexer and its gateway on 127.0.0.1, for 0G's own SDK and for browsers. It reads the chain
 * when it is asked something, so it is never behind and does nothing while nobody asks.
 *
 * @throws NectoError `storage/unreachable` when the chain does not answer
 * @example const node = await openZeroGNode({ rpcUrl, flow, folder: null, faults: {}, now: Date.now });
 */
export async function openZeroGNode(options: ZeroGNodeOptions): Promise<ZeroGNode> {
  const { rpcUrl, flow, folder, port = 0, now } = options;
  const chainId = await readChainId(rpcUrl);
  const follower = followFlow({ rpcUrl, flow });
  const files = createZeroGFiles(follower.submissions, openSegmentStore(folder));
  let faults: ZeroGFaults = { ...NO_ZERO_G_FAULTS, ...options.faults };
  let chainError: unknown = null;

  const sync = async (): Promise<void> => {
    if (faults.paused) return;
    try {
      await follower.sync();
      chainError = null;
    } catch (cause) {
      chainError = cause;
    }
  };

  const server = createServer(PATIENT_SERVER);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: NodeState = {
    files,
    faults: () => faults,
    head: follower.head,
    submissions: follower.submissions,
    chainId,
    flow,
    url,
    since: Math.floor(now() / 1000),
  };
  server.on("request", async (request, response) => {
    if (faults.slowMs > 0) await sleep(faults.slowMs);
    if (faults.dropped) return request.socket.destroy();
    await respond(request, response, { state, sync });
  });
  await sync();

  return {
    url,
    setFaults: (changed) => {
      faults = { ...faults, ...changed };
    },
    chainError: () => chainError,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readChainId(rpcUrl: string): Promise<number> {
  const call = { url: rpcUrl, what: "The local 0G chain", method: "eth_chainId", params: [] };
  const answer = await callJsonRpc(call, new AbortController().signal);
  return hexToNumber(z.string().parse(answer) as Hex);
}
