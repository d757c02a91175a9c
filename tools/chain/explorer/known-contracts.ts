import {
  nectoEscrow,
  providerRegistry,
  sandboxFlow,
  teamRoles,
  testUSDC,
} from "@necto/contracts/abi/generated";
import type { Abi } from "viem";
import type { ContractName, ExplorableChain } from "../../protocol/explorer.ts";

/** What each contract understands and tells. 0G's own Flow has the same `submit` and `Submit` as the sandbox's. */
export const ABIS: Readonly<Record<ContractName, Abi>> = {
  escrow: nectoEscrow.abi,
  registry: providerRegistry.abi,
  roles: teamRoles.abi,
  token: testUSDC.abi,
  flow: sandboxFlow.abi,
};

/** The contract at an address; null for every other account. */
export const nameOf = (
  { contracts }: Pick<ExplorableChain, "contracts">,
  address: string | null,
): ContractName | null =>
  contracts.find((known) => known.address.toLowerCase() === address?.toLowerCase())?.name ?? null;
