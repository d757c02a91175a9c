import { depositOf } from "@necto/contracts/abi/pricing";
import { type Terms, zeroBytes32 } from "@necto/contracts/abi/terms";
import { openAuthorization, type TokenDomain } from "@necto/contracts/abi/typed-data";
import { readClient } from "@necto/tools/chain/chain-clients";
import type { EscrowDoor } from "@necto/tools/chain/escrow";
import { memorySigner, signTypedData } from "@necto/tools/chain/signer";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import { type Address, type Hex, keccak256, stringToBytes, verifyTypedData } from "viem";
import {
  type GateContext,
  gateSpend,
  type MoneyPolicy,
  type SpendOrder,
} from "../features/booking/gate-order.ts";
import { saltOf } from "../features/booking/salt-of.ts";

/** The escrow of a sandbox, in a shape that can be told to another process. */
export interface ChaosEscrow {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly escrow: Address;
  readonly token: Address;
  readonly tokenDomain: TokenDomain;
  readonly permit2: Address;
}

export function chaosEscrow(
  { chain, deployment }: Pick<AdiSandbox, "chain" | "deployment">,
  permit2: Address,
): ChaosEscrow {
  return {
    ...{ rpcUrl: chain.url, chainId: chain.chainId, escrow: deployment.contracts.escrow.address },
    ...{ token: deployment.token, tokenDomain: deployment.tokenCapabilities.domain!, permit2 },
  };
}

export const doorOf = ({ rpcUrl: url, chainId, escrow }: ChaosEscrow): EscrowDoor => ({
  ...{ client: readClient({ url, chainId }), escrow },
});

export const policyOf = (at: ChaosEscrow): MoneyPolicy => ({ ...at, maxAmount: null, isStopped: false });

/** Gate of a sandbox, whose accounts are keys. */
export const gateOf = (at: ChaosEscrow, account: Address): GateContext => ({
  ...{ policy: policyOf(at), account, job: null },
  verify: ({ by, data, signature }) => verifyTypedData({ ...data, address: by, signature } as never),
});

/** Names a booking on chain, so that a second job for it can be told from another booking's. */
export const rootOfBooking = (booking: string): Hex => keccak256(stringToBytes(booking));

/** Terms of a booking: a minute and a bit at a dollar an hour, each with a price of its own. */
export function bookingTerms(booking: string, salt: Hex = saltOf(booking)): Terms {
  const root = rootOfBooking(booking);
  const spread = Number(BigInt(root) % 9_973n);
  return {
    ...{ buyer: devAccount("buyer").address, provider: devAccount("provider-rheinwerk").address, salt },
    ...{ listingId: zeroBytes32, listingVersion: 0, rate: 1_000_000 + spread, secs: 60 + (spread % 240) },
    ...{ root, mode: zeroBytes32, feeBps: 250 },
  };
}

/** An order that the demo buyer has approved and signed. */
export async function signedOrder(at: ChaosEscrow, terms: Terms): Promise<SpendOrder> {
  const validity = { validAfter: 0n, validBefore: 2n ** 40n };
  const data = openAuthorization(at, at.tokenDomain, terms, validity);
  const signature = await signTypedData(memorySigner(devKey("buyer")), data);
  return {
    payee: { v: terms.provider, src: "user-approved" },
    amount: { v: depositOf(BigInt(terms.rate), BigInt(terms.secs)), src: "user-approved" },
    token: { v: at.token, src: "policy" },
    chain: { v: at.chainId, src: "policy" },
    spender: { v: at.escrow, src: "policy" },
    call: { call: "openWithAuthorization", terms, ...validity, signature },
  };
}

/** A booking that has passed the gate, to be sent by the relayer. */
export const gatedBooking = async (at: ChaosEscrow, booking: string, account: Address) =>
  gateSpend(await signedOrder(at, bookingTerms(booking)), gateOf(at, account));
