import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { ExplorableChain } from "./explorer.ts";

/** Where a verifier finds what it checks against. It may use other endpoints of the same networks instead. */
export const WitnessView = z.object({
  zeroG: z.object({
    /** `0G sandbox`, `0G Galileo`, … */
    network: z.string(),
    chainId: Count,
    /** Gateway of an indexer: `GET <gateway>/file?root=0x…`. */
    gateway: z.string(),
    /** Explorer of its chain; null in the sandbox. */
    explorer: z.string().nullable(),
  }),
  /** Addresses of the agent's keys as this server states them. */
  agentKeys: z.array(z.string()),
  /** The registry that knows the keys and listings on chain; null without one. */
  registry: z
    .object({
      chainId: Count,
      address: z.string(),
      rpcUrl: z.string(),
      /** Where it was deployed, or any block before that. */
      fromBlock: Count,
    })
    .nullable(),
  /** The escrow whose jobs name decisions; null or absent where nothing can be booked. */
  escrow: z.object({ chainId: Count, address: z.string(), rpcUrl: z.string(), fromBlock: Count }).nullish(),
  /** Chains that the page's explorer reads; none or absent where it reads none. */
  chains: z.array(ExplorableChain).nullish(),
});
export type WitnessView = z.output<typeof WitnessView>;
