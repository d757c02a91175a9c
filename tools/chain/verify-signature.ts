import { type Address, type Hex, type VerifyTypedDataParameters, verifyTypedData } from "viem";
import type { ReadClient } from "./chain-clients.ts";
import type { TypedData } from "./signer.ts";

/** Who is said to have signed what. */
export interface Signed {
  readonly by: Address;
  readonly data: TypedData;
  readonly signature: Hex;
}

/** Whether an account signed: a key, or a contract that says so (ERC-1271, and ERC-6492 for one that is not deployed yet). */
export async function isSignedBy(client: ReadClient, { by, data, signature }: Signed): Promise<boolean> {
  const signed = { ...data, address: by, signature } as VerifyTypedDataParameters;
  // Recovering throws for what is no signature of a key at all; a contract may still take it.
  if (await verifyTypedData(signed).catch(() => false)) return true;
  return client.verifyTypedData(signed);
}
