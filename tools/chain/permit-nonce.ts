import { testUSDC } from "@necto/contracts/abi/generated";
import type { Address } from "viem";
import type { ReadClient } from "./chain-clients.ts";

/** The nonce that an account's next EIP-2612 permit must carry. */
export const readPermitNonce = (client: ReadClient, token: Address, owner: Address): Promise<bigint> =>
  client.readContract({ address: token, abi: testUSDC.abi, functionName: "nonces", args: [owner] });
