import { depositOf } from "@necto/contracts/abi/pricing";
import { type CodedDecision, decide } from "@necto/tools/core/decide";
import type { RankedOffer } from "@necto/tools/core/decision";
import { expandRanked, rejectionOf } from "@necto/tools/core/expand-decision";
import { describeReason } from "@necto/tools/core/explain";
import type { Offer } from "@necto/tools/core/offer";
import { sourceTitle } from "@necto/tools/core/source-title";
import { untilAborted } from "@necto/tools/sources/until-aborted";
import type { Hex } from "viem";
import { handOffFor } from "../../features/booking/hand-off.ts";
import type { BookingDesk, BookingState } from "../booking-desk.ts";
import { QUOTE_REFUSALS, refusalText } from "../compose-booking.ts";
import { toDecisionView } from "../decision-view.ts";
import { roleObjection } from "../role-objection.ts";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Asks again what the offer costs now, and its provider for a price that binds. Moved? Then it is a new decision. */
export async function requote(
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const asked = state.booking!;
  const objection = await roleObjection(context);
  if (objection !== null) return refuse(asked, [objection]);
  const listed = context.workbench.decision ?? context.shownDecision;
  const before = listed && findRanked(listed, asked.offerId);
  if (!listed || !before) return refuse(asked, ["The list it was on is gone. Search again."]);
  const { offer } = before;
  const durationSeconds = asked.durationSeconds!;
  if (offer.fulfilment.kind === "quote-only") return handOver(before);
  const desk = context.booking;
  if (desk === null || !isOf(desk, offer))
    return refuse(asked, ["Nothing can be paid here: there is no escrow."]);
  const now = context.workbench.decision ?? (await decideAgain(listed, durationSeconds, context, signal));
  const found = findRanked(now, offer.id);
  if (!found) return refuse(asked, whyGone(now, offer.id));
  const { ranked } = found;
  const wanted = {
    ...{ units: ranked.units, rateUsdMicrosPerHour: ranked.usdMicrosPerHour, durationSeconds },
  };
  // Its terms as the buyer saw them, the price aside; who brokers, as the registry has it now.
  const isOther = offer.fulfilment.kind === "listing" && !isSameMachine(offer, found.offer);
  const { fulfilment } = isOther ? offer : found.offer;
  if (fulfilment.kind === "quote-only") return handOver(found);
  const answer =
    fulfilment.kind === "broker"
      ? await desk.quoteBrokered({ ...wanted, ...fulfilment, source: offer.source, offerId: offer.id })
      : await desk.quote({ ...wanted, ...fulfilment, listingId: fulfilment.listingId as Hex });
  if (answer.kind === "refused" && fulfilment.kind === "broker") return handOver(found);
  if (answer.kind === "refused") return refuse(asked, [QUOTE_REFUSALS[answer.reason]]);
  const hasMoved = ranked.usdMicrosPerHour !== before.ranked.usdMicrosPerHour;
  const isNew = hasMoved || specsHashOf(found.offer) !== specsHashOf(offer);
  const decision = isNew ? now : listed;
  if (isNew) {
    context.workbench.decision = now;
    context.workbench.view = toDecisionView(now);
    context.emit({ type: "CUSTOM", name: "decision", value: context.workbench.view });
  }
  const booking: BookingState = {
    ...asked,
    ...{ offerId: offer.id, decisionId: decision.id, units: ranked.units, binding: answer.binding },
    previous: hasMoved ? priceOf(before.ranked, durationSeconds) : null,
  };
  const output = { offerId: offer.id, usdMicrosPerHour: ranked.usdMicrosPerHour, durationSeconds };
  return {
    patch: { booking, ...(isNew && { thread: shownNow(state, now) }) },
    output,
    summary: { offer: offer.id, usdMicrosPerHour: ranked.usdMicrosPerHour, moved: hasMoved },
  };

  /** Nobody here rents it: the buyer can, as shown. */
  function handOver({ ranked: { units }, offer: sold }: Found): NodeOutcome {
    const handOff = handOffFor(sold, { units, durationSeconds });
    context.emit({ type: "CUSTOM", name: "hand-off", value: handOff });
    return refuse({ ...asked, handOff }, [
      `It is sold by ${sourceTitle(sold.source)}, where Necto has no account: take it there, as shown. Necto moves no money for it.`,
    ]);
  }
}

interface Found {
  readonly offer: Offer;
  readonly ranked: RankedOffer;
}

/** An offer of the ranking; the first when none is named. */
function findRanked(decision: CodedDecision, offerId: string | null): Found | null {
  const { order } = decision.ranking;
  const { offers } = decision.snapshot;
  const place = offerId === null ? 0 : order.findIndex((index) => offers[index]!.id === offerId);
  const [ranked] = place < 0 ? [] : expandRanked(decision, place, place + 1);
  return ranked ? { ranked, offer: offers[order[place]!]! } : null;
}

async function decideAgain(
  listed: CodedDecision,
  durationSeconds: number,
  { market, now, newId, engine, workbench }: RunContext,
  signal: AbortSignal,
): Promise<CodedDecision> {
  workbench.quotes = await untilAborted(
    market.quotes(() => {}),
    signal,
  );
  const snapshot = market.snapshot(workbench.quotes);
  workbench.snapshot = snapshot;
  const stamp = { id: newId("decision"), parentId: listed.id, decidedAt: now(), engine };
  return decide(snapshot, { ...listed.requirements, durationSeconds }, stamp);
}

function whyGone(decision: CodedDecision, offerId: string): string[] {
  const { offers } = decision.snapshot;
  const index = offers.findIndex(({ id }) => id === offerId);
  if (index < 0) return ["Its source does not offer it any more."];
  return rejectionOf(decision, index).reasons.map((reason) => `${describeReason(reason)}.`);
}

const specsHashOf = ({ fulfilment }: Offer): string =>
  fulfilment.kind === "listing" ? fulfilment.specsHash : "";

/** Whether a listing promises what it did, whatever it costs: then only its price is asked anew. */
const isSameMachine = (before: Offer, now: Offer): boolean => promised(before) === promised(now);

const promised = ({
  gpu,
  gpuCount,
  location,
  extras,
  minDurationSeconds,
  maxDurationSeconds,
}: Offer): string =>
  JSON.stringify([gpu, gpuCount, location, extras, minDurationSeconds, maxDurationSeconds]);

/** A listing of the registry here. Which brokers there are is read from it anyway. */
const isOf = (desk: BookingDesk, { fulfilment }: Offer): boolean =>
  fulfilment.kind === "broker" ||
  (fulfilment.kind === "listing" &&
    fulfilment.registry !== null &&
    fulfilment.registry.chainId === desk.chainId &&
    fulfilment.registry.address.toLowerCase() === desk.registry.toLowerCase());

const priceOf = ({ usdMicrosPerHour }: RankedOffer, seconds: number): BookingState["previous"] => ({
  rateUsdMicrosPerHour: usdMicrosPerHour,
  totalUsdMicros: Number(depositOf(BigInt(usdMicrosPerHour), BigInt(seconds))),
});

const shownNow = ({ thread }: GraphState, decision: CodedDecision): GraphState["thread"] => ({
  ...thread,
  decisionId: decision.id,
  shown: expandRanked(decision, 0, thread.shown.length || 1).map((_, place) => {
    const { id, provider, source } = decision.snapshot.offers[decision.ranking.order[place]!]!;
    return { offerId: id, provider, source };
  }),
});

const refuse = (booking: BookingState, reasons: readonly string[]): NodeOutcome => ({
  patch: { booking: { ...booking, refusal: refusalText(reasons) } },
  output: { refused: reasons },
  summary: { refused: reasons.length },
});
