import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { Address, Bytes32 } from "./chain-values.ts";

export const FaucetRequest = z.strictObject({
  address: Address,
  /** Also coins for gas, so that a fresh key can end its job itself. */
  gas: z.boolean().default(false),
});
export type FaucetRequest = z.output<typeof FaucetRequest>;
export const FaucetResult = z.object({
  address: Address,
  balanceUsdMicros: Count,
  txHash: Bytes32.nullable(),
});
export type FaucetResult = z.output<typeof FaucetResult>;
