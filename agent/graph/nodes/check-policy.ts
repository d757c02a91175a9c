import { zeroBytes32 } from "@necto/contracts/abi/terms";
import { buildOrder } from "../../features/booking/build-order.ts";
import { askText, POLICY_OBJECTIONS, refusalText } from "../compose-booking.ts";
import { roleObjection } from "../role-objection.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Makes the order of a binding price, holds it against the policy, and says what the card will ask. */
export async function checkPolicy(state: GraphState, context: RunContext): Promise<NodeOutcome> {
  const booking = state.booking!;
  const desk = context.booking!;
  const { decision, trace } = context.workbench;
  const listed = decision ?? context.shownDecision!;
  const offer = listed.snapshot.offers.find(({ id }) => id === booking.offerId)!;
  const traceRoot = trace?.root ?? (await desk.rootOf(booking.decisionId!));
  if (traceRoot === null) return refuse(["Its decision has no trace here. Search again."]);
  const approvalId = context.newId("approval");
  const order = buildOrder({
    ...{ offer, traceRoot, binding: booking.binding!, units: booking.units },
    ...{ decisionId: booking.decisionId!, durationSeconds: booking.durationSeconds! },
    facts: await desk.facts(),
    mode: context.traces.commitment ?? zeroBytes32,
    salt: desk.saltOf(approvalId),
  });
  const objection = await roleObjection(context);
  if (objection !== null) return refuse([objection]);
  const objections = await desk.objections(order);
  if (objections.length > 0) return refuse(objections.map((reason) => POLICY_OBJECTIONS[reason]));
  const { rateUsdMicrosPerHour, durationSeconds, totalUsdMicros } = order;
  return {
    patch: {
      booking: { ...booking, order, approvalId },
      replyText: sendReply(context, state, askText(order, booking.previous)),
    },
    output: { rateUsdMicrosPerHour, durationSeconds, totalUsdMicros, traceRoot },
    summary: { totalUsdMicros, allowed: true },
  };

  function refuse(reasons: readonly string[]): NodeOutcome {
    return {
      patch: { booking: { ...booking, refusal: refusalText(reasons) } },
      output: { refused: reasons },
      summary: { allowed: false },
    };
  }
}
