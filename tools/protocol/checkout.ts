import { permit2Address } from "@necto/contracts/abi/networks";
import { depositOf, feeOf } from "@necto/contracts/abi/pricing";
import { jobIdOf, type Terms } from "@necto/contracts/abi/terms";
import { openAuthorization, permit, permit2Witness, type TokenDomain } from "@necto/contracts/abi/typed-data";
import type { Address, Hex } from "viem";
import { NectoError } from "../errors.ts";
import type { Order } from "./order.ts";
import type { Checkout, PaymentCallName, PaymentPlan, PaymentWay } from "./payment.ts";
import { toPaymentCall } from "./payment-call.ts";
import { toTypedDataView } from "./typed-data-view.ts";

/** How one buyer can pay, as read from the chain. */
export interface PaymentFacts {
  /** Best first, each with what the buyer sends itself. */
  readonly ways: readonly { readonly way: PaymentWay; readonly calls: readonly PaymentCallName[] }[];
  readonly permitNonce: string | null;
}

/** What needs no look at the chain. */
const BY_AUTHORIZATION: PaymentFacts = {
  ways: [{ way: "authorization", calls: [] }],
  permitNonce: null,
};

/** The escrow's terms of an order for one buyer. */
export function toTerms(order: Order, buyer: string): Terms {
  return {
    buyer: buyer as Address,
    provider: order.payee as Address,
    listingId: order.listingId as Hex,
    listingVersion: order.listingVersion,
    rate: order.rateUsdMicrosPerHour,
    secs: order.durationSeconds,
    root: order.traceRoot as Hex,
    mode: order.mode as Hex,
    feeBps: order.feeBps,
    salt: order.salt as Hex,
  };
}

/** The job that an order opens for one buyer, whichever way it pays. */
export const toJobId = (order: Order, buyer: string): Hex => jobIdOf(escrowOf(order), toTerms(order, buyer));

/** What the buyer signs for EIP-3009, as `contracts/abi` builds it: bigints inside. */
export function toAuthorization(order: Order, buyer: string) {
  return openAuthorization(escrowOf(order), domainOf(order), toTerms(order, buyer), {
    validAfter: BigInt(order.validAfter),
    validBefore: BigInt(order.validBefore),
  });
}

/**
 * What the buyer signs to pay one way, bigints inside; null when it signs nothing. Permit2's nonce is the job id, so that the
 * signature is good once and for this job.
 *
 * @throws NectoError `escrow/no-signature` when nothing can be signed for the token
 */
export function toSigned(order: Order, buyer: string, way: PaymentWay, permitNonce: string | null) {
  const deadline = BigInt(order.validBefore);
  switch (way) {
    case "authorization":
      return toAuthorization(order, buyer);
    case "permit2": {
      const of = { permit2: permit2Address, token: order.token.address as Address };
      return permit2Witness(escrowOf(order), of, toTerms(order, buyer), {
        nonce: permit2NonceOf(order, buyer),
        deadline,
      });
    }
    case "permit":
      return permit(domainOf(order), {
        ...{ owner: buyer as Address, spender: order.escrow as Address },
        ...{ value: BigInt(order.totalUsdMicros), nonce: BigInt(permitNonce ?? 0), deadline },
      });
    case "approve":
      return null;
  }
}

export const permit2NonceOf = (order: Order, buyer: string): bigint => BigInt(toJobId(order, buyer));

/**
 * The job that an order opens for one buyer, and for each way to pay what is signed and what is sent. The server and the page
 * compute it from the same order; a page signs and sends only what it computed itself.
 *
 * @throws NectoError `policy/amounts-differ` when the order's total or fee does not follow from its rate and time
 */
export function toCheckout(order: Order, buyer: string, facts: PaymentFacts = BY_AUTHORIZATION): Checkout {
  requireAmounts(order);
  const { permitNonce } = facts;
  const plans = facts.ways.map(({ way, calls }): PaymentPlan => {
    const signed = toSigned(order, buyer, way, permitNonce);
    return {
      way,
      typedData: signed && toTypedDataView(signed),
      calls: calls.map((name) => {
        const call = toPaymentCall(order, toTerms(order, buyer), name, "0x");
        return name === "openWithPermit" ? { ...call, data: null } : call;
      }),
    };
  });
  return { buyer, jobId: toJobId(order, buyer), permitNonce, plans };
}

const escrowOf = ({ chain, escrow }: Order) => ({ chainId: chain.id, escrow: escrow as Address });

function domainOf({ token, chain }: Order): TokenDomain {
  const { domainName: name, domainVersion: version, address } = token;
  if (name !== null && version !== null)
    return { name, version, chainId: chain.id, verifyingContract: address as Address };
  throw new NectoError({
    code: "escrow/no-signature",
    message: `Nothing can be signed for the token ${address}: pay with Permit2 or an allowance.`,
  });
}

function requireAmounts(order: Order): void {
  const total = depositOf(BigInt(order.rateUsdMicrosPerHour), BigInt(order.durationSeconds));
  const fee = feeOf(total, BigInt(order.feeBps));
  if (total === BigInt(order.totalUsdMicros) && fee === BigInt(order.feeUsdMicros)) return;
  throw new NectoError({
    code: "policy/amounts-differ",
    message: `The total ${order.totalUsdMicros} and fee ${order.feeUsdMicros} do not follow from the rate: ${total} and ${fee} micro-USD do. Nothing is signed.`,
  });
}
