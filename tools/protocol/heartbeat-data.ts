import type { HeartbeatBody } from "./listings.ts";

/** Which registry the listings are of. */
export interface HeartbeatAt {
  readonly chainId: number;
  readonly registry: string;
}

const FIELDS = [
  { name: "listingId", type: "bytes32" },
  { name: "agent", type: "string" },
  { name: "units", type: "uint16" },
  { name: "signedAt", type: "uint64" },
  { name: "nonce", type: "uint256" },
] as const;

/**
 * What a provider's agent signs (EIP-712). The registry is in its domain, so that it is good for no other.
 *
 * @example account.signTypedData(heartbeatData({ chainId, registry }, { listingId, agent: "rack-7", units: 4, signedAt: Date.now(), nonce: "1" }))
 */
export const heartbeatData = (
  { chainId, registry }: HeartbeatAt,
  { listingId, agent, units, signedAt, nonce }: Omit<HeartbeatBody, "signature">,
) => ({
  domain: {
    ...{ name: "Necto heartbeat", version: "1", chainId },
    verifyingContract: registry as `0x${string}`,
  },
  types: { Heartbeat: FIELDS },
  primaryType: "Heartbeat" as const,
  message: {
    ...{ listingId: listingId as `0x${string}`, agent, units },
    ...{ signedAt: BigInt(signedAt), nonce: BigInt(nonce) },
  },
});
