import { networkOf } from "@necto/tools/chain/networks";
import type { ExplorableChain } from "@necto/tools/protocol/explorer";
import type { OpenRegistry } from "./open-registry.ts";

/** The chain of 0G, where it may be asked by a page. */
export interface FlowChain {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly flow: string;
}

/**
 * The chains that the page's explorer reads: that of the escrow, and that of 0G in the sandbox. 0G's public networks have
 * an explorer of their own, and the node that is configured for them may be told to nobody.
 */
export function explorableChains(
  registry: Pick<OpenRegistry, "network"> | null,
  zeroG: FlowChain | null,
): ExplorableChain[] {
  const adi = registry && adiChain(registry);
  const flow = zeroG && {
    ...placeOf(zeroG.chainId),
    ...{ token: null, rpcUrl: zeroG.rpcUrl, fromBlock: 0 },
    contracts: [{ name: "flow" as const, address: zeroG.flow }],
  };
  return [adi, flow].filter((chain) => chain !== null);
}

function adiChain({ network }: Pick<OpenRegistry, "network">): ExplorableChain {
  const { chain, publicRpcUrl, fromBlock, escrow, registry, roles, token, tokenCapabilities } = network;
  return {
    ...placeOf(chain.chainId),
    ...{ token: tokenCapabilities.symbol, rpcUrl: publicRpcUrl, fromBlock: Number(fromBlock) },
    contracts: [
      { name: "escrow", address: escrow },
      { name: "registry", address: registry },
      ...(roles ? [{ name: "roles" as const, address: roles }] : []),
      { name: "token", address: token },
    ],
  };
}

function placeOf(chainId: number): Pick<ExplorableChain, "chainId" | "title" | "currency" | "explorerUrl"> {
  const network = networkOf(chainId);
  return {
    chainId,
    title: network?.title ?? `chain ${chainId}`,
    currency: network?.currency ?? "ETH",
    explorerUrl: network?.explorerUrl ?? null,
  };
}
