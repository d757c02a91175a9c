import type { Checkout, Order, TypedDataView } from "@necto/tools/protocol/booking";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { hashTypedData } from "viem";

/** Why nothing is signed although the user wanted to. */
export class CheckoutMismatch extends Error {}

const digestOf = (typedData: TypedDataView): string => hashTypedData(typedData as never);

/**
 * What `buyer` signs for the order on the card, computed by this page. What a server says beside it must be the same to the
 * last bit: the page never signs data that it was given.
 *
 * @throws CheckoutMismatch when job id or typed data differ
 * @throws NectoError `policy/amounts-differ` when the order's total does not follow from its rate
 */
export function agreeCheckout(
  order: Order,
  buyer: string,
  said: Pick<Checkout, "jobId"> & Partial<Pick<Checkout, "typedData">>,
): Checkout {
  const own = toCheckout(order, buyer);
  if (said.jobId !== own.jobId)
    throw new CheckoutMismatch(
      `Nothing was signed: the server's job id ${said.jobId} is not that of the order on this card, ${own.jobId}.`,
    );
  if (said.typedData && digestOf(said.typedData) !== digestOf(own.typedData))
    throw new CheckoutMismatch(
      "Nothing was signed: the server asked to sign something else than this card shows.",
    );
  return own;
}
