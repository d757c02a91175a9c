import { depositOf, feeOf } from "@necto/contracts/abi/pricing";
import { jobIdOf, type Terms } from "@necto/contracts/abi/terms";
import { openAuthorization } from "@necto/contracts/abi/typed-data";
import type { Address, Hex } from "viem";
import { NectoError } from "../errors.ts";
import type { Checkout, Order } from "./booking.ts";

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

/** What the buyer signs, as `contracts/abi` builds it: bigints inside. */
export function toAuthorization(order: Order, buyer: string) {
  const { token, chain, escrow } = order;
  return openAuthorization(
    { chainId: chain.id, escrow: escrow as Address },
    {
      ...{ name: token.domainName, version: token.domainVersion, chainId: chain.id },
      verifyingContract: token.address as Address,
    },
    toTerms(order, buyer),
    { validAfter: BigInt(order.validAfter), validBefore: BigInt(order.validBefore) },
  );
}

/**
 * What one buyer signs for an order, and the job that it opens. The server and the page compute it from the same order; a page
 * signs only what it computed itself.
 *
 * @throws NectoError `policy/amounts-differ` when the order's total or fee does not follow from its rate and time
 */
export function toCheckout(order: Order, buyer: string): Checkout {
  requireAmounts(order);
  const { domain, types, primaryType, message } = toAuthorization(order, buyer);
  const at = { chainId: order.chain.id, escrow: order.escrow as Address };
  return {
    buyer,
    jobId: jobIdOf(at, toTerms(order, buyer)),
    typedData: {
      domain: { ...domain },
      types: {
        EIP712Domain: EIP712_DOMAIN,
        ReceiveWithAuthorization: types.ReceiveWithAuthorization.map((field) => ({ ...field })),
      },
      primaryType,
      message: {
        ...message,
        ...{ value: message.value.toString(), validAfter: message.validAfter.toString() },
        validBefore: message.validBefore.toString(),
      },
    },
  };
}

/** Wallets want the domain's own type said. */
const EIP712_DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

function requireAmounts(order: Order): void {
  const total = depositOf(BigInt(order.rateUsdMicrosPerHour), BigInt(order.durationSeconds));
  const fee = feeOf(total, BigInt(order.feeBps));
  if (total === BigInt(order.totalUsdMicros) && fee === BigInt(order.feeUsdMicros)) return;
  throw new NectoError({
    code: "policy/amounts-differ",
    message: `The total ${order.totalUsdMicros} and fee ${order.feeUsdMicros} do not follow from the rate: ${total} and ${fee} micro-USD do. Nothing is signed.`,
  });
}
