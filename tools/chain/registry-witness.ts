import type { Address } from "viem";
import type { AgentKeys, ListingRegistry } from "../trace/witnesses.ts";
import { assertChainId } from "./assert-chain-id.ts";
import { brokersAt } from "./brokers.ts";
import { type ChainAt, readClient } from "./chain-clients.ts";
import { activeListingsAt, agentKeyAt, blockHashAt } from "./registry.ts";

export interface RegistryWitnessOptions extends ChainAt {
  readonly address: string;
  /** Where the registry was deployed, or any block before that. */
  readonly fromBlock: number;
}

/** What the registry on chain testifies: whose keys sign, and what was on offer. A node of another chain is not believed. */
export function registryWitness(options: RegistryWitnessOptions): {
  readonly agentKeys: AgentKeys;
  readonly registry: ListingRegistry;
} {
  const { address, chainId, fromBlock } = options;
  const client = readClient(options);
  const at = { client, registry: address as Address };
  const from = `the registry ${address} on chain ${chainId}`;
  let checked: Promise<void> | null = null;
  const onChain = async <T>(read: () => Promise<T>): Promise<T> => {
    await (checked ??= assertChainId(options));
    return read();
  };
  return {
    agentKeys: {
      from,
      isValid: (signer, block) =>
        onChain(async () => {
          const number = block === null ? await client.getBlockNumber() : BigInt(block);
          return (await agentKeyAt(at, signer as Address, number)).isValid;
        }),
    },
    registry: {
      from,
      chainId,
      address,
      blockHash: (block) => onChain(() => blockHashAt(client, BigInt(block))),
      activeListings: (block) =>
        onChain(async () => {
          const query = { block: BigInt(block), fromBlock: BigInt(fromBlock) };
          return (await activeListingsAt(at, query)).map(({ listingId }) => listingId);
        }),
      brokers: (block) =>
        onChain(() => brokersAt(at, { block: BigInt(block), fromBlock: BigInt(fromBlock) })),
    },
  };
}
