import { NectoError } from "@necto/tools/errors";
import { toJobId } from "@necto/tools/protocol/checkout";
import { type Address, isAddressEqual } from "viem";
import type { Approval } from "./approval-queries.ts";
import { type GateContext, type GatedOrder, gateSpend, type MoneyPolicy } from "./gate-order.ts";
import { isSentByBuyer, openCallOf } from "./open-call.ts";

/** What an approval is held against. */
export interface ApprovalGate extends Pick<GateContext, "policy" | "verify"> {
  /** Sends what the buyer does not send itself. */
  readonly relayer: Address;
}

/**
 * The call that pays an approved order, through the gate, with where each of its values was read.
 *
 * @throws NectoError `policy/not-approved`, `policy/mismatch`, and what `gateSpend` refuses
 */
export async function gateApproval(
  approval: Approval,
  { policy, verify, relayer }: ApprovalGate,
): Promise<GatedOrder> {
  const { order, payer } = approval;
  if (payer === null || approval.status !== "approved")
    throw new NectoError({
      code: "policy/not-approved",
      message: "Nobody approved this payment. Nothing was sent; book again.",
    });
  requireOurs(approval, policy);
  // A mandate names no payee: then it is the registry's, whom the quote is of.
  const consent =
    payer.mandateId === null
      ? ({ payee: "user-approved", amount: "user-approved" } as const)
      : ({ payee: "chain-registry", amount: "mandate" } as const);
  return gateSpend(
    {
      payee: { v: order.payee as Address, src: consent.payee },
      amount: { v: BigInt(order.totalUsdMicros), src: consent.amount },
      token: { v: policy.token, src: "policy" },
      chain: { v: policy.chainId, src: "policy" },
      spender: { v: policy.escrow, src: "policy" },
      call: openCallOf(order, payer),
    },
    {
      ...{ policy, verify, job: null },
      account: isSentByBuyer(payer) ? (payer.address as Address) : relayer,
    },
  );
}

/** The card's struct, held against the deployment before anything is gated. */
function requireOurs({ order, payer }: Approval, policy: MoneyPolicy): void {
  const isOurs =
    order.chain.id === policy.chainId &&
    isAddressEqual(order.escrow as Address, policy.escrow) &&
    isAddressEqual(order.token.address as Address, policy.token);
  if (payer?.jobId && toJobId(order, payer.address) !== payer.jobId)
    throw new NectoError({
      code: "policy/mismatch",
      message: `This order is not the one that was approved: its job is not ${payer.jobId}. Nothing was sent; book again.`,
    });
  if (isOurs) return;
  throw new NectoError({
    code: "policy/mismatch",
    message: "This order is for another chain, escrow or token than Necto's. Nothing was sent; book again.",
  });
}
