import type { Address, Hex } from "viem";
import { depositOf, extensionOf } from "./pricing.ts";
import { type EscrowAt, extensionIdOf, jobIdOf, type Terms, termsFields, toAbiTerms } from "./terms.ts";

/** A token's EIP-712 domain, as probed on chain. */
export interface TokenDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** A provider's signed price. Money in base units per hour, times in Unix seconds. */
export interface Quote {
  readonly provider: Address;
  readonly listingId: Hex;
  readonly listingVersion: number;
  readonly units: number;
  readonly rate: number;
  readonly maxSecs: number;
  /** Who may use it; the zero address for anyone. */
  readonly buyer: Address;
  readonly expiry: number;
  readonly nonce: bigint;
}

/** When a signature may be used, Unix seconds: after `validAfter`, before `validBefore`. */
export interface Validity {
  readonly validAfter: bigint;
  readonly validBefore: bigint;
}

/**
 * What a buyer signs for `openWithAuthorization`: EIP-3009 `ReceiveWithAuthorization` of exactly the deposit, the nonce being the
 * job id. Give the result to `signTypedData`.
 */
export function openAuthorization(at: EscrowAt, token: TokenDomain, terms: Terms, validity: Validity) {
  const value = depositOf(BigInt(terms.rate), BigInt(terms.secs));
  return receiveWithAuthorization(token, {
    from: terms.buyer,
    to: at.escrow,
    value,
    ...validity,
    nonce: jobIdOf(at, terms),
  });
}

/** What a buyer signs for `extendWithAuthorization`. */
export function extendAuthorization(
  at: EscrowAt,
  token: TokenDomain,
  job: { readonly jobId: Hex; readonly buyer: Address; readonly rate: bigint; readonly secs: number },
  { extraSecs, ...validity }: Validity & { readonly extraSecs: number },
) {
  return receiveWithAuthorization(token, {
    from: job.buyer,
    to: at.escrow,
    value: extensionOf(job.rate, BigInt(job.secs), BigInt(extraSecs)),
    ...validity,
    nonce: extensionIdOf(at, { jobId: job.jobId, secs: job.secs, extraSecs }),
  });
}

/** EIP-3009 `ReceiveWithAuthorization`. */
export function receiveWithAuthorization(
  domain: TokenDomain,
  message: Validity & {
    readonly from: Address;
    readonly to: Address;
    readonly value: bigint;
    readonly nonce: Hex;
  },
) {
  return {
    domain,
    types: {
      ReceiveWithAuthorization: [
        { name: "from", type: "address" },
        { name: "to", type: "address" },
        { name: "value", type: "uint256" },
        { name: "validAfter", type: "uint256" },
        { name: "validBefore", type: "uint256" },
        { name: "nonce", type: "bytes32" },
      ],
    },
    primaryType: "ReceiveWithAuthorization",
    message,
  } as const;
}

/** What a buyer signs for `openWithPermit`, or (with Permit2 as spender) to prepare `openWithPermit2` without a transaction. */
export function permit(
  domain: TokenDomain,
  message: {
    readonly owner: Address;
    readonly spender: Address;
    readonly value: bigint;
    readonly nonce: bigint;
    readonly deadline: bigint;
  },
) {
  return {
    domain,
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message,
  } as const;
}

/** What a buyer signs for `openWithPermit2`: the terms are readable in the wallet. */
export function permit2Witness(
  at: EscrowAt,
  { permit2, token }: { readonly permit2: Address; readonly token: Address },
  terms: Terms,
  { nonce, deadline }: { readonly nonce: bigint; readonly deadline: bigint },
) {
  return {
    domain: { name: "Permit2", chainId: at.chainId, verifyingContract: permit2 },
    types: {
      PermitWitnessTransferFrom: [
        { name: "permitted", type: "TokenPermissions" },
        { name: "spender", type: "address" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
        { name: "witness", type: "Terms" },
      ],
      TokenPermissions: [
        { name: "token", type: "address" },
        { name: "amount", type: "uint256" },
      ],
      Terms: termsFields,
    },
    primaryType: "PermitWitnessTransferFrom",
    message: {
      permitted: { token, amount: depositOf(BigInt(terms.rate), BigInt(terms.secs)) },
      spender: at.escrow,
      nonce,
      deadline,
      witness: toAbiTerms(terms),
    },
  } as const;
}

/** The escrow's EIP-712 domain. */
export function escrowDomain({ chainId, escrow }: EscrowAt) {
  return { name: "Necto Escrow", version: "1", chainId, verifyingContract: escrow } as const;
}

/** What a provider (or its operator) signs so that `openAndStart` can start the job. */
export function acceptance(at: EscrowAt, message: { readonly jobId: Hex; readonly expiry: bigint }) {
  return {
    domain: escrowDomain(at),
    types: {
      Acceptance: [
        { name: "jobId", type: "bytes32" },
        { name: "expiry", type: "uint256" },
      ],
    },
    primaryType: "Acceptance",
    message,
  } as const;
}

/** The registry's EIP-712 domain. */
export function registryDomain({
  chainId,
  registry,
}: {
  readonly chainId: number;
  readonly registry: Address;
}) {
  return { name: "Necto ProviderRegistry", version: "1", chainId, verifyingContract: registry } as const;
}

/** What a provider (or its operator) signs to fix a price below its listing's ceiling. */
export function quote(at: { readonly chainId: number; readonly registry: Address }, message: Quote) {
  return {
    domain: registryDomain(at),
    types: {
      Quote: [
        { name: "provider", type: "address" },
        { name: "listingId", type: "bytes32" },
        { name: "listingVersion", type: "uint32" },
        { name: "units", type: "uint16" },
        { name: "rate", type: "uint48" },
        { name: "maxSecs", type: "uint24" },
        { name: "buyer", type: "address" },
        { name: "expiry", type: "uint40" },
        { name: "nonce", type: "uint256" },
      ],
    },
    primaryType: "Quote",
    message,
  } as const;
}
