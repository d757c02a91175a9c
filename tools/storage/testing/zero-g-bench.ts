import { openZeroGNode } from "../../sandbox/zero-g/open-zero-g-node.ts";
import { NO_ZERO_G_FAULTS } from "../../sandbox/zero-g/zero-g-faults.ts";
import type { StorageBench } from "../conformance.ts";
import { openZeroGStorage } from "../zero-g-storage.ts";
import { startFlowChain } from "./start-flow-chain.ts";

const CHAIN = 16602;

/** A chain and a storage node on this machine, and 0G's SDK to talk to them. */
export async function openZeroGBench(shards: 1 | 2): Promise<StorageBench> {
  const chain = await startFlowChain({ chainId: CHAIN, folder: null });
  const faults = { ...NO_ZERO_G_FAULTS, shards };
  const node = await openZeroGNode({
    rpcUrl: chain.url,
    flow: chain.flow,
    folder: null,
    faults,
    now: () => 0,
  });
  return {
    chainId: CHAIN,
    open: (options) =>
      openZeroGStorage({
        rpcUrl: chain.url,
        indexerUrl: node.url,
        signerKey: chain.signerKey,
        ...options,
      }),
    setFaults: node.setFaults,
    transactions: chain.transactions,
    paid: chain.paid,
    close: async () => {
      await node.close();
      await chain.close();
    },
  };
}
