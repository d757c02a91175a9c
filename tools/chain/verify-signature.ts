import { type Address, type Hex, type VerifyTypedDataParameters, verifyMessage, verifyTypedData } from "viem";
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

/** Whether an account signed a text (EIP-191 `personal_sign`): a key, or a contract as above where there is a chain to ask. */
export async function isTextSignedBy(
  client: ReadClient | null,
  { by, text, signature }: { readonly by: Address; readonly text: string; readonly signature: Hex },
): Promise<boolean> {
  const signed = { address: by, message: text, signature };
  if (await verifyMessage(signed).catch(() => false)) return true;
  return client?.verifyMessage(signed) ?? false;
}
