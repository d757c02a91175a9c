import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/** All that buyer and provider agree on, as the escrow's `Terms` struct. Money in token base units (1e-6 USD). */
export interface Terms {
  readonly buyer: Address;
  readonly provider: Address;
  /** The provider's listing, zero bytes if there is none. */
  readonly listingId: Hex;
  readonly listingVersion: number;
  /** Base units per hour for the whole job, below 2^48. */
  readonly rate: bigint | number;
  /** Seconds paid for in advance, 60 to 16,761,600 (194 days). */
  readonly secs: number;
  /** 0G Merkle root of the routing decision. */
  readonly root: Hex;
  /** Commitment to the tracked identity, zero bytes for an untracked job. */
  readonly mode: Hex;
  /** The fee in force when opening, basis points. */
  readonly feeBps: number;
  /** Makes equal terms different jobs; derive it from an idempotency key to find a job again after a crash. */
  readonly salt: Hex;
}

/** The struct's fields, in order: the one list that ABI encoding and EIP-712 share. */
export const termsFields = [
  { name: "buyer", type: "address" },
  { name: "provider", type: "address" },
  { name: "salt", type: "bytes32" },
  { name: "listingId", type: "bytes32" },
  { name: "listingVersion", type: "uint32" },
  { name: "secs", type: "uint24" },
  { name: "feeBps", type: "uint16" },
  { name: "rate", type: "uint48" },
  { name: "root", type: "bytes32" },
  { name: "mode", type: "bytes32" },
] as const;

/** 32 zero bytes. */
export const zeroBytes32 = `0x${"0".repeat(64)}` as const;

/** An escrow on a chain. */
export interface EscrowAt {
  readonly chainId: number;
  readonly escrow: Address;
}

/** Terms as the ABI wants them: uint48 is a bigint or a number in viem's eyes, and always a number here. */
export function toAbiTerms(terms: Terms): Omit<Terms, "rate"> & { readonly rate: number } {
  return { ...terms, rate: Number(terms.rate) };
}

/**
 * The job id: keccak256 of chain id, escrow and all terms. It is known before anything is sent, and it is the EIP-3009 nonce.
 * @example jobIdOf({ chainId: 36900, escrow: "0x…" }, terms) // "0x…", 32 bytes
 */
export function jobIdOf({ chainId, escrow }: EscrowAt, terms: Terms): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: "uint256" }, { type: "address" }, { type: "tuple", components: termsFields }],
      [BigInt(chainId), escrow, toAbiTerms(terms)],
    ),
  );
}

/** The EIP-3009 nonce that extends a job from `secs` by `extraSecs`. */
export function extensionIdOf(
  { chainId, escrow }: EscrowAt,
  { jobId, secs, extraSecs }: { readonly jobId: Hex; readonly secs: number; readonly extraSecs: number },
): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        { type: "uint256" },
        { type: "address" },
        { type: "bytes32" },
        { type: "uint256" },
        { type: "uint256" },
      ],
      [BigInt(chainId), escrow, jobId, BigInt(secs), BigInt(extraSecs)],
    ),
  );
}
