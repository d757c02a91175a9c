import { type PaymentWay, paymentWays, type TokenCapabilities } from "@necto/contracts/abi/probe-token";

/** What is known of the buyer when it has to pay. */
export interface BuyerMeans {
  readonly deposit: bigint;
  /** Base units that Permit2 may take from the buyer, and that the escrow may. */
  readonly permit2Allowance: bigint;
  readonly escrowAllowance: bigint;
  /** Has the chain's coin for a transaction of its own; a fresh key of an untracked job has none. */
  readonly hasGas: boolean;
}

/** A transaction that the buyer sends itself. */
export type BuyerTransaction = "approvePermit2" | "approve" | "open" | "openWithPermit";

/** How a buyer pays. */
export interface PaymentPlan {
  readonly way: PaymentWay;
  /** What the wallet asks to sign, in order. */
  readonly signatures: readonly ("permit2-witness" | "receive-with-authorization" | "permit")[];
  /** Transactions that the buyer sends itself, in order; none means that a relayer sends, and the buyer needs no gas. */
  readonly transactions: readonly BuyerTransaction[];
}

/**
 * The ways to pay that work for this buyer with this token, best first: one signature that shows the terms (Permit2, for
 * those who gave it an allowance before), one signature (EIP-3009), one signature and one transaction (EIP-2612, or Permit2
 * after an allowance), two transactions. Empty when none works: a buyer without gas and a token that takes no signature, or
 * a paused token.
 *
 * @param capabilities of the token, probed now; never assumed
 */
export function choosePayment(capabilities: TokenCapabilities, means: BuyerMeans): readonly PaymentPlan[] {
  if (capabilities.paused === true) return [];
  const hasPermit2Allowance = means.permit2Allowance >= means.deposit;
  const isAllowed = means.escrowAllowance >= means.deposit;
  return paymentWays(capabilities, { hasPermit2Allowance })
    .flatMap((way): PaymentPlan[] => {
      if (way === "permit2") return [witness([])];
      if (way === "authorization")
        return [{ way, signatures: ["receive-with-authorization"], transactions: [] }];
      if (way === "permit") return [{ way, signatures: ["permit"], transactions: ["openWithPermit"] }];
      const approve: PaymentPlan = {
        ...{ way, signatures: [] },
        transactions: isAllowed ? ["open"] : ["approve", "open"],
      };
      return capabilities.hasPermit2 && !hasPermit2Allowance
        ? [witness(["approvePermit2"]), approve]
        : [approve];
    })
    .filter(({ transactions }) => means.hasGas || transactions.length === 0);
}

const witness = (transactions: PaymentPlan["transactions"]): PaymentPlan => ({
  ...{ way: "permit2", signatures: ["permit2-witness"], transactions },
});
