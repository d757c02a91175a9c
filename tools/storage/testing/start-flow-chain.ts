import { sandboxFlow, sandboxMarket } from "@necto/contracts/abi/generated";
import { type Abi, createPublicClient, createWalletClient, getContractAddress, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { type Chain, openChain } from "../../sandbox/chain/open-chain.ts";
import { layoutOf } from "../../trace/merkle-layout.ts";
import { submissionNodesOf } from "../../trace/merkle-nodes.ts";
import { startBareAnvil } from "./start-bare-anvil.ts";

/** A chain with a Flow contract, for tests of storage. */
export interface FlowChain {
  readonly url: string;
  readonly chainId: number;
  readonly flow: string;
  /** Account with money of its own that has sent nothing. */
  readonly signerKey: string;
  readonly transactions: () => Promise<number>;
  /** Balance of the market in wei. */
  readonly paid: () => Promise<bigint>;
  /** Pays for a file from another account, as a stranger would. */
  readonly submit: (bytes: Uint8Array) => Promise<void>;
  readonly rpc: (method: string, params: unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

// The first accounts of the mnemonic that every anvil starts with.
const DEPLOYER = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const SIGNER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const SIGNER = privateKeyToAccount(SIGNER_KEY);
const RICH = 10n ** 22n;
/** Wei per sector, what 0G's turbo networks ask (observed 2026-09). */
const PRICE = 30_733_644_962n;

export interface FlowChainOptions {
  readonly chainId: number;
  /** Where the chain is kept; null keeps it in memory. */
  readonly folder: string | null;
}

/** The sandbox's chain. A chain that was kept has its Flow already. */
export async function startFlowChain(options: FlowChainOptions): Promise<FlowChain & Pick<Chain, "faults">> {
  const balances = { [DEPLOYER.address]: RICH, [SIGNER.address]: RICH };
  const chain = await openChain({ ...options, now: Date.now, balances });
  return { ...(await withFlow(chain)), faults: chain.faults };
}

/** The same on a chain that obeys tests: see `startBareAnvil`. */
export const startObedientFlowChain = async (chainId: number): Promise<FlowChain> =>
  withFlow({ ...(await startBareAnvil(chainId)), chainId });

async function withFlow({
  url,
  chainId,
  close,
}: Pick<Chain, "url" | "chainId" | "close">): Promise<FlowChain> {
  const transport = http(url);
  const options = { transport, pollingInterval: 20 } as const;
  const reader = createPublicClient(options);
  const writer = createWalletClient({ ...options, account: DEPLOYER });
  const deploy = async (
    nonce: bigint,
    { abi, bytecode }: { abi: Abi; bytecode: Hex },
    args: readonly unknown[],
  ) => {
    const address = getContractAddress({ from: DEPLOYER.address, nonce });
    if ((await reader.getCode({ address })) !== undefined) return address;
    const hash = await writer.deployContract({ abi, bytecode, args, chain: null });
    await reader.waitForTransactionReceipt({ hash });
    return address;
  };
  const market = await deploy(0n, sandboxMarket, [PRICE]);
  const flow = await deploy(1n, sandboxFlow, [market]);
  return {
    url,
    chainId,
    flow,
    signerKey: SIGNER_KEY,
    transactions: () => reader.getTransactionCount({ address: SIGNER.address }),
    paid: () => reader.getBalance({ address: market }),
    submit: async (bytes) => {
      const data = {
        length: BigInt(bytes.length),
        tags: "0x" as const,
        nodes: submissionNodesOf(bytes).map(({ root, height }) => ({ root, height: BigInt(height) })),
      };
      const hash = await writer.writeContract({
        address: flow,
        abi: sandboxFlow.abi,
        functionName: "submit",
        args: [{ data, submitter: DEPLOYER.address }],
        value: BigInt(layoutOf(bytes.length).sectors) * PRICE,
        chain: null,
      });
      await reader.waitForTransactionReceipt({ hash });
    },
    rpc: (method, params) => reader.request({ method, params } as never),
    close,
  };
}
