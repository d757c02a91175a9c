import { isBrokered } from "@necto/tools/protocol/brokered";
import { fundingText } from "../compose-booking.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Says what was done, from what the chain shows. */
export function receipt(state: GraphState, context: RunContext): NodeOutcome {
  const { funding, approvalId } = state.booking!;
  const { state: end, order, org, jobId, txHash, at: fundedAt } = funding!;
  if (end === "funded") {
    const { provider, payee, gpu, gpuCount, units, rateUsdMicrosPerHour, durationSeconds } = order;
    const { totalUsdMicros, feeUsdMicros, traceRoot, escrow } = order;
    const value = {
      broker: isBrokered(order) ? { title: order.fulfilledBy, source: order.source } : null,
      ...{ approvalId: approvalId!, org, jobId, txHash, provider, payee, gpu, gpuCount, units },
      ...{ rateUsdMicrosPerHour, durationSeconds, totalUsdMicros, feeUsdMicros, escrow, traceRoot, fundedAt },
      ...{ token: order.token.symbol, chainId: order.chain.id },
    };
    context.emit({ type: "CUSTOM", name: "receipt", value });
  }
  return {
    patch: { replyText: sendReply(context, state, fundingText(funding!)) },
    output: { state: end },
    summary: { state: end },
  };
}
