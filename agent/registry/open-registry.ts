import { join } from "node:path";
import { type Brokers, createBrokerReader } from "@necto/tools/chain/brokers";
import { type ChainAt, readClient } from "@necto/tools/chain/chain-clients";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import type { Config } from "../config/config.ts";
import { type AdiNetwork, openAdiNetwork } from "./open-adi-network.ts";

/** The registry that knows Necto's listings and the agent's keys, and the escrow beside it. */
export interface OpenRegistry {
  readonly at: NonNullable<WitnessView["registry"]>;
  readonly escrow: NonNullable<WitnessView["escrow"]>;
  /** The block that a market is taken at. */
  readonly now: () => Promise<NonNullable<MarketSnapshot["registry"]>>;
  /** Who brokered for which source at a block. */
  readonly brokers: (block: number) => Promise<Brokers>;
  /** Where jobs are paid. */
  readonly network: AdiNetwork;
  /** Null where the chain is not the sandbox's own. */
  readonly sandbox: AdiSandbox | null;
  readonly close: () => Promise<void>;
}

export interface RegistryEdge {
  /** Address of the key that signs traces; the sandbox's registry learns it. */
  readonly agentKey: string;
  readonly now: () => number;
  /** Hears what was damaged in the sandbox and got over. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Opens the configured chain, else the sandbox's own; null with live prices and without a chain.
 *
 * @throws NectoError `chain/…` when the configured chain is not what the settings say
 */
export async function openRegistry(
  { prices, home, adi }: Pick<Config, "prices" | "home" | "adi">,
  edge: RegistryEdge,
): Promise<OpenRegistry | null> {
  if (adi !== null) return toRegistry(await openAdiNetwork(adi), null);
  if (prices === "live") return null;
  const agentKey = edge.agentKey as `0x${string}`;
  const sandbox = await openAdi({ folder: join(home, "sandbox"), now: edge.now, agentKey });
  for (const warning of sandbox.chain.warnings) edge.onFault(new Error(warning));
  return registryOf(sandbox);
}

/** The registry of a sandbox's chain that is open. */
export const registryOf = (sandbox: AdiSandbox): OpenRegistry =>
  toRegistry(networkOfSandbox(sandbox), sandbox);

/** The sandbox's chain as any other. */
export const networkOfSandbox = ({
  chain,
  deployment: { contracts, token, tokenCapabilities, fromBlock },
}: Pick<AdiSandbox, "deployment"> & { readonly chain: ChainAt }): AdiNetwork => ({
  ...{ chain, publicRpcUrl: chain.url },
  ...{ escrow: contracts.escrow.address, registry: contracts.registry.address },
  roles: contracts.roles.address,
  ...{ token, tokenCapabilities, fromBlock },
});

function toRegistry(network: AdiNetwork, sandbox: AdiSandbox | null): OpenRegistry {
  const { chain, registry: address, fromBlock, publicRpcUrl: rpcUrl } = network;
  const { chainId } = chain;
  const client = readClient(chain);
  const at = { chainId, address, rpcUrl, fromBlock: Number(fromBlock) };
  const readBrokers = createBrokerReader({ client, registry: address }, fromBlock);
  return {
    ...{ at, escrow: { ...at, address: network.escrow }, network, sandbox },
    async now() {
      const { number, hash } = await client.getBlock();
      return { chainId, address, block: Number(number), blockHash: hash };
    },
    brokers: (block) => readBrokers(BigInt(block)),
    close: async () => sandbox?.chain.close(),
  };
}
