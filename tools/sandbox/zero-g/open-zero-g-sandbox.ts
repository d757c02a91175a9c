import { join } from "node:path";
import { sandboxFlow, sandboxMarket } from "@necto/contracts/abi/generated";
import { createPublicClient, createWalletClient, getContractAddress, http, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { openChain } from "../chain/open-chain.ts";
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

/** An id that no public chain uses (chainid.network, read 2026-11-26): a wallet or a setting cannot mistake it for 0G's. */
export const ZERO_G_SANDBOX_CHAIN_ID = 1_660_200;
/** Wei per sector, what 0G's turbo networks ask (observed 2026-09). */
const PRICE_PER_SECTOR = 30_733_644_962n;
// Keys of the sandbox: anybody can read them here, and they own nothing anywhere else.
const DEPLOYER = privateKeyToAccount("0x6e6563746f2073616e64626f78206465706c6f79657220000000000000000001");
const SIGNER_KEY = "0x6e6563746f2073616e64626f782075706c6f6164657220000000000000000002";

/**
 * A whole 0G network on this machine: a chain with Flow and market, and a storage node with indexer and gateway. With a
 * folder it goes on after a restart, or after a kill, where it was.
 */
export async function openZeroGSandbox({ folder, now, faults }: ZeroGSandboxOptions): Promise<ZeroGSandbox> {
  const chain = await openChain({
    folder: folder && join(folder, "chain"),
    chainId: ZERO_G_SANDBOX_CHAIN_ID,
    now,
    balances: {
      [DEPLOYER.address]: parseEther("1000"),
      [privateKeyToAccount(SIGNER_KEY).address]: parseEther("1000000"),
    },
  });
  try {
    const flow = await deployFlow(chain.url);
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
      signerKey: SIGNER_KEY,
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

/** Market and Flow are the deployer's first two transactions, so their addresses are known before and after. */
async function deployFlow(rpcUrl: string): Promise<string> {
  const transport = http(rpcUrl);
  const reader = createPublicClient({ transport, pollingInterval: 20 });
  const writer = createWalletClient({ transport, account: DEPLOYER });
  const [market, flow] = [0n, 1n].map((nonce) => getContractAddress({ from: DEPLOYER.address, nonce }));
  const deploy = async (
    address: `0x${string}`,
    contract: typeof sandboxMarket | typeof sandboxFlow,
    args: unknown[],
  ) => {
    if (await reader.getCode({ address })) return;
    const { abi, bytecode } = contract;
    const hash = await writer.deployContract({ abi, bytecode, args, chain: null } as never);
    await reader.waitForTransactionReceipt({ hash });
  };
  await deploy(market!, sandboxMarket, [PRICE_PER_SECTOR]);
  await deploy(flow!, sandboxFlow, [market]);
  return flow!;
}
