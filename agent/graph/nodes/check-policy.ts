import { zeroBytes32 } from "@necto/contracts/abi/terms";
import type { Order } from "@necto/tools/protocol/order";
import type { NeedsAdmin } from "@necto/tools/protocol/policy";
import { buildOrder } from "../../features/booking/build-order.ts";
import type { Objection } from "../booking-desk.ts";
import { askText, needsAdminText, objectionText, refusalText } from "../compose-booking.ts";
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
  const objections = await desk.objections(order, context.threadId);
  const needsAdmin = needsAdminOnly(objections, order, context);
  if (needsAdmin !== null) {
    context.emit({ type: "CUSTOM", name: "needs-admin", value: needsAdmin });
    return refuseFor(["needs-admin"], needsAdminText(objections[0]!));
  }
  if (objections.length > 0)
    return refuseFor(objections.map(reasonOf), refusalText(objections.map(objectionText)));
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
    return refuseFor(reasons, refusalText(reasons));
  }

  /** @param refused as the trace has them: no name of a team is in it, not even as a digest */
  function refuseFor(refused: readonly string[], refusal: string): NodeOutcome {
    return {
      patch: { booking: { ...booking, refusal } },
      output: { refused },
      summary: { allowed: false },
    };
  }
}

const reasonOf = (objection: Objection): string =>
  typeof objection === "string" ? objection : objection.reason;

/** What an Admin is asked for, when nothing else stands against it. */
function needsAdminOnly(
  objections: readonly Objection[],
  order: Order,
  { threadId }: RunContext,
): NeedsAdmin | null {
  const [only, ...others] = objections;
  if (only === undefined || typeof only === "string" || others.length > 0) return null;
  if (only.reason !== "needs-admin") return null;
  const { decisionId, offerId, durationSeconds, source, provider, gpu, totalUsdMicros } = order;
  return {
    ...{ org: only.org, team: only.team, threadId, decisionId, offerId, durationSeconds },
    ...{ source, provider, gpu, totalUsdMicros, limitUsdMicros: only.limitUsdMicros! },
  };
}
