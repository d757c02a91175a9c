import { placeContract } from "@necto/contracts/abi/deploy-necto";
import { sandboxFlow, sandboxMarket } from "@necto/contracts/abi/generated";
import type { Account, Address } from "viem";
import { assertChainId } from "../../chain/assert-chain-id.ts";
import { type ChainAt, readClient, writeClient } from "../../chain/chain-clients.ts";
import { devAccount } from "../dev-accounts.ts";

/** Wei for a sector of 256 bytes: what 0G's turbo networks ask (observed 2026-09). */
export const PRICE_PER_SECTOR = 30_733_644_962n;

export interface FlowDeployment {
  readonly flow: Address;
  readonly market: Address;
  /** Null when both were there before. */
  readonly transactions: readonly string[] | null;
}

export interface DeployFlowOptions {
  /** The sandbox's deployer unless said. */
  readonly account?: Account;
  /** Wei. */
  readonly pricePerSector?: bigint;
}

/**
 * Deploys the stand-ins for 0G's Flow and market, or finds them: their addresses follow from their code and the price, so that
 * they are the same on every sandbox and after every restart.
 *
 * @throws NectoError `chain/wrong-network`, `chain/unreachable`
 * @example const { flow } = await deployFlow({ url: chain.url, chainId: chain.chainId });
 */
export async function deployFlow(
  at: ChainAt,
  { account = devAccount("deployer"), pricePerSector = PRICE_PER_SECTOR }: DeployFlowOptions = {},
): Promise<FlowDeployment> {
  await assertChainId(at);
  const clients = { publicClient: readClient(at), walletClient: writeClient(at, account) };
  const market = await placeContract(clients, sandboxMarket, [pricePerSector]);
  const flow = await placeContract(clients, sandboxFlow, [market.address]);
  const sent = [market, flow].map(({ transactionHash }) => transactionHash).filter((hash) => hash !== null);
  return { flow: flow.address, market: market.address, transactions: sent.length === 0 ? null : sent };
}
