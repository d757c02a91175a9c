import type { Order } from "@necto/tools/protocol/order";
import type { PaymentCallName, PaymentPlan } from "@necto/tools/protocol/payment";
import { permit2Address } from "@necto/tools/protocol/payment-call";
import { tokenText } from "../format/money.ts";

type Words = Pick<Order, "totalUsdMicros" | "token" | "escrow">;

const amountOf = ({ totalUsdMicros, token }: Words): string => `${tokenText(totalUsdMicros)} ${token.symbol}`;

/** What a way is called where there are several. */
export const wayTitle = ({ way, calls }: PaymentPlan): string =>
  ({
    permit2: calls.length === 0 ? "One signature, terms in words" : "One transaction and one signature",
    authorization: "One signature",
    permit: "One signature and one transaction",
    approve: calls.length === 1 ? "One transaction" : "Two transactions",
  })[way];

/** What is signed before the approval, in a sentence. */
export function signedWords({ way }: PaymentPlan, order: Words): string {
  const amount = amountOf(order);
  return {
    permit2: `You sign the terms of this order, written out: payee, rate, time. With them Permit2 pays exactly ${amount} into escrow, once.`,
    authorization: `You sign one payment of exactly ${amount} into escrow, good for this job only (EIP-3009).`,
    permit: `You sign that the escrow may take exactly ${amount} (EIP-2612).`,
    approve: "You sign nothing.",
  }[way];
}

/** Who sends, in a sentence. */
export const sentWords = ({ calls }: PaymentPlan): string =>
  calls.length === 0
    ? "Necto sends it: you need no gas."
    : `After you approve you send ${calls.length === 1 ? "one transaction" : "two transactions"}; each costs a little gas.`;

/** Why one signature is not enough, in a sentence; null where it is. */
export function whyWords({ way, calls }: PaymentPlan): string | null {
  if (calls.length === 0) return null;
  return {
    permit2: "One signature is not enough: Permit2 takes nothing of a token before its owner has allowed it.",
    authorization: null,
    permit:
      "One signature is not enough: what this token lets you sign names an amount and no terms, so the escrow takes it from you alone.",
    approve:
      calls.length === 1
        ? "The escrow may take the amount already, so one transaction is enough."
        : "Without a signature you tell it to the token and to the escrow yourself, a transaction each.",
  }[way];
}

/** What a transaction of the payer's does, in a sentence. */
export function callWords(name: PaymentCallName, order: Words): string {
  const amount = amountOf(order);
  return {
    approvePermit2: `Allows Permit2 (${permit2Address}) to take exactly ${amount}. It takes nothing yet: only with the terms that you sign, once.`,
    approve: `Allows the escrow (${order.escrow}) to take exactly ${amount}. It takes nothing yet.`,
    open: `Pays ${amount} into escrow and opens the job.`,
    openWithPermit: `Pays ${amount} into escrow, by the permit that you signed, and opens the job.`,
  }[name];
}

/** The label of the button that sends it. */
export const CALL_LABELS: Readonly<Record<PaymentCallName, string>> = {
  approvePermit2: "Allow Permit2",
  approve: "Allow the escrow",
  open: "Pay into escrow",
  openWithPermit: "Pay into escrow",
};
