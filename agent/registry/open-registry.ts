import { join } from "node:path";
import { type Brokers, createBrokerReader } from "@necto/tools/chain/brokers";
import { readClient } from "@necto/tools/chain/chain-clients";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import type { Config } from "../config/config.ts";

/** The registry that knows Necto's listings and the agent's keys. */
export interface OpenRegistry {
  readonly at: NonNullable<WitnessView["registry"]>;
  /** The block that a market is taken at. */
  readonly now: () => Promise<NonNullable<MarketSnapshot["registry"]>>;
  /** Who brokered for which source at a block. */
  readonly brokers: (block: number) => Promise<Brokers>;
  /** Where jobs are paid. */
  readonly sandbox: AdiSandbox;
  readonly close: () => Promise<void>;
}

export interface RegistryEdge {
  /** Address of the key that signs traces; the sandbox's registry learns it. */
  readonly agentKey: string;
  readonly now: () => number;
  /** Hears what was damaged in the sandbox and got over. */
  readonly onFault: (error: unknown) => void;
}

/** Opens the sandbox's own chain; with live prices there is no registry yet. */
export async function openRegistry(
  { prices, home }: Pick<Config, "prices" | "home">,
  { agentKey, now, onFault }: RegistryEdge,
): Promise<OpenRegistry | null> {
  if (prices === "live") return null;
  const folder = join(home, "sandbox");
  const { chain, deployment } = await openAdi({ folder, now, agentKey: agentKey as `0x${string}` });
  for (const warning of chain.warnings) onFault(new Error(warning));
  return registryOf({ chain, deployment });
}

/** The registry of a chain that is open. */
export function registryOf({ chain, deployment }: AdiSandbox): OpenRegistry {
  const { address } = deployment.contracts.registry;
  const { chainId, url: rpcUrl } = chain;
  const client = readClient(chain);
  const readBrokers = createBrokerReader({ client, registry: address }, BigInt(deployment.fromBlock));
  return {
    at: { chainId, address, rpcUrl, fromBlock: Number(deployment.fromBlock) },
    async now() {
      const { number, hash } = await client.getBlock();
      return { chainId, address, block: Number(number), blockHash: hash };
    },
    brokers: (block) => readBrokers(BigInt(block)),
    sandbox: { chain, deployment },
    close: chain.close,
  };
}
