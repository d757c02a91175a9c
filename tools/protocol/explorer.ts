import { z } from "zod";
import { Count } from "../core/decimal.ts";

/** Contracts that the explorer knows by name. */
export const ContractName = z.enum(["escrow", "registry", "roles", "token", "flow"]);
export type ContractName = z.output<typeof ContractName>;

/** A chain that the page's own explorer reads, from the browser and without this server. */
export const ExplorableChain = z.object({
  chainId: Count,
  /** As people know it. */
  title: z.string(),
  /** What gas is paid in; 18 decimals. */
  currency: z.string(),
  /** Unit of the escrow's money, six decimals; null on a chain without an escrow. */
  token: z.string().nullable(),
  rpcUrl: z.string(),
  /** The public explorer; null on a chain that has none. */
  explorerUrl: z.string().nullable(),
  /** Where its contracts were deployed, or any block before that. */
  fromBlock: Count,
  contracts: z.array(z.object({ name: ContractName, address: z.string() })),
});
export type ExplorableChain = z.output<typeof ExplorableChain>;
