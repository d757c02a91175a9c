import type { OpenCall } from "@necto/tools/chain/escrow-call";
import { permit2NonceOf, toTerms } from "@necto/tools/protocol/checkout";
import type { Order } from "@necto/tools/protocol/order";
import type { PaymentWay } from "@necto/tools/protocol/payment";
import type { Hex } from "viem";
import type { SignedPayer } from "./approval-queries.ts";

/** The escrow takes these from the buyer only: whoever sends them is who pays. */
const SENT_BY_BUYER: readonly PaymentWay[] = ["permit", "approve"];

export const isSentByBuyer = ({ way }: Pick<SignedPayer, "way">): boolean => SENT_BY_BUYER.includes(way);

/** The call that opens the job of an approved order, the way its payer chose. It has yet to pass the gate. */
export function openCallOf(order: Order, payer: SignedPayer): OpenCall {
  const terms = toTerms(order, payer.address);
  const signature = payer.signature as Hex;
  const deadline = BigInt(order.validBefore);
  switch (payer.way) {
    case "permit2":
      return {
        call: "openWithPermit2",
        ...{ terms, nonce: permit2NonceOf(order, payer.address), deadline, signature },
      };
    case "authorization":
      return {
        ...{ call: "openWithAuthorization", terms, validAfter: BigInt(order.validAfter) },
        ...{ validBefore: deadline, signature },
      };
    case "permit":
      return { call: "openWithPermit", terms, deadline, signature };
    case "approve":
      return { call: "open", terms };
  }
}
