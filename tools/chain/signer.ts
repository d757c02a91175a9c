import {
  type Address,
  getAddress,
  type HashTypedDataParameters,
  type Hex,
  hashTypedData,
  keccak256,
  type Signature,
  serializeSignature,
  serializeTransaction,
  type TransactionSerializableEIP1559,
} from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";

/**
 * Signs 32 bytes with a secp256k1 key, wherever the key is: in memory, or in a key management service that never gives it
 * out. Nothing else of a key is needed anywhere.
 */
export interface Signer {
  readonly address: Address;
  /** `s` in the lower half, as Ethereum wants it. */
  readonly signDigest: (digest: Hex) => Promise<Signature>;
}

/** A signer around a key in memory. The key is in no property: printing the signer shows its address. */
export function memorySigner(privateKey: Hex): Signer {
  const address = getAddress(privateKeyToAccount(privateKey).address);
  return { address, signDigest: (hash) => sign({ hash, privateKey }) };
}

/** A transaction as it is sent, and its hash. */
export interface SignedTransaction {
  readonly raw: Hex;
  readonly hash: Hex;
}

/** Signs a transaction. Equal transactions give equal bytes where signatures are deterministic (RFC 6979). */
export async function signTransaction(
  signer: Signer,
  transaction: TransactionSerializableEIP1559,
): Promise<SignedTransaction> {
  const unsigned = { ...transaction, type: "eip1559" } as const;
  const signature = await signer.signDigest(keccak256(serializeTransaction(unsigned)));
  const raw = serializeTransaction(unsigned, signature);
  return { raw, hash: keccak256(raw) };
}

/** EIP-712 data as `contracts/abi/typed-data` builds it. */
export interface TypedData {
  readonly domain: object;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly primaryType: string;
  readonly message: object;
}

/** Signs EIP-712 data. */
export async function signTypedData(signer: Signer, data: TypedData): Promise<Hex> {
  return serializeSignature(await signer.signDigest(hashTypedData(data as HashTypedDataParameters)));
}
