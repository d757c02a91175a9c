import { join } from "node:path";
import { networkNamed } from "../../chain/networks.ts";
import { deployFlow } from "../chain/deploy-flow.ts";
import { openChain } from "../chain/open-chain.ts";
import { devBalances, devKey } from "../dev-accounts.ts";
import { openZeroGNode, type ZeroGNode } from "./open-zero-g-node.ts";
import type { ZeroGFaults } from "./zero-g-faults.ts";

export interface ZeroGSandboxOptions {
  /** Chain and content are kept here; null keeps them in memory. */
  readonly folder: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly faults: Partial<ZeroGFaults>;
}

export interface ZeroGSandbox {
  readonly rpcUrl: string;
  /** Indexer, gateway and node. */
  readonly url: string;
  readonly chainId: number;
  readonly flow: string;
  /** Pays for uploads; worth nothing outside of this chain. */
  readonly signerKey: string;
  /** What was damaged and how it was got over, in sentences. */
  readonly warnings: readonly string[];
  readonly setFaults: ZeroGNode["setFaults"];
  readonly close: () => Promise<void>;
}

/**
 * A whole 0G network on this machine: a chain with Flow and market, and a storage node with indexer and gateway. With a
 * folder it goes on after a restart, or after a kill, where it was.
 */
export async function openZeroGSandbox({ folder, now, faults }: ZeroGSandboxOptions): Promise<ZeroGSandbox> {
  const chain = await openChain({
    folder: folder && join(folder, "chain"),
    chainId: networkNamed("0g-sandbox").chainId,
    now,
    balances: devBalances(),
  });
  try {
    const { flow } = await deployFlow(chain);
    const node = await openZeroGNode({
      rpcUrl: chain.url,
      flow,
      folder: folder && join(folder, "files"),
      faults,
      now,
    });
    return {
      rpcUrl: chain.url,
      url: node.url,
      chainId: chain.chainId,
      flow,
      signerKey: devKey("agent"),
      warnings: chain.warnings,
      setFaults: node.setFaults,
      close: async () => {
        await node.close();
        await chain.close();
      },
    };
  } catch (error) {
    await chain.close();
    throw error;
  }
}
