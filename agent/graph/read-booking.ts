import type { CodedDecision } from "@necto/tools/core/decide";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { EMPTY_UNDERSTANDING, type Understanding } from "@necto/tools/language/understanding";
import { type BookRequest, DURATION_LIMITS } from "@necto/tools/protocol/order";
import { type BookingState, NEW_BOOKING } from "./booking-desk.ts";
import { refusalText } from "./compose-booking.ts";
import { findPicked } from "./compose-explanation.ts";
import type { RunContext } from "./run-context.ts";
import type { GraphState, ThreadState } from "./state.ts";

/** A Book button as an understanding: the decision's own requirements, for the time that was chosen. */
export function bookOf(
  { offerId, durationSeconds }: BookRequest,
  decision: CodedDecision | null,
): Understanding {
  const requirements = decision?.requirements ?? NOTHING_SAID;
  return {
    ...EMPTY_UNDERSTANDING,
    intent: "book",
    requirements: { ...requirements, durationSeconds: durationSeconds ?? requirements.durationSeconds },
    target: { pick: { kind: "offer", offerId }, question: "why" },
  };
}

interface Asked {
  readonly understanding: Understanding;
  /** Null for everything that is no booking. */
  readonly booking: BookingState | null;
  /** What waits to hear for how long. */
  readonly toBook?: NonNullable<ThreadState["toBook"]>;
}

/** Which offer is to be booked, and for how long; how long is asked for when nobody said. */
export function readBooking(understanding: Understanding, state: GraphState, context: RunContext): Asked {
  const { intent, requirements, target, clarify } = understanding;
  if (intent !== "book" || clarify !== null) return { understanding, booking: null };
  if (context.isAwaitingConsent) return { understanding, booking: refused(NEW_BOOKING, WAITING) };
  const durationSeconds = requirements?.durationSeconds ?? null;
  const { shownDecision } = context;
  const isSearch = target === null || (target.pick.kind === "cheapest" && hasOwnTerms(understanding, state));
  const index = isSearch || !shownDecision ? null : findPicked(shownDecision, target.pick);
  const offerId = index === null ? null : shownDecision!.snapshot.offers[index]!.id;
  if (durationSeconds === null)
    return { understanding: askForHours(understanding, offerId, state), booking: null, toBook: { offerId } };
  const booking: BookingState = { ...NEW_BOOKING, offerId, isSearch, durationSeconds };
  if (!isSearch && offerId === null)
    return { understanding, booking: refused(booking, "The list it was on is gone. Search again.") };
  const { min, max } = DURATION_LIMITS;
  if (durationSeconds < min || durationSeconds > max)
    return {
      understanding,
      booking: refused(booking, "A job lasts a minute at least and 194 days at most."),
    };
  return { understanding, booking };
}

/** "The cheapest H100 in EU": a search of its own, unless it says nothing that the list's does not. */
const hasOwnTerms = ({ requirements }: Understanding, { thread }: GraphState): boolean =>
  JSON.stringify(requirements) !== JSON.stringify(thread.requirements) || thread.shown.length === 0;

const HOURS = ["1 hour", "6 hours", "1 day"];

function askForHours(
  understanding: Understanding,
  offerId: string | null,
  { thread }: GraphState,
): Understanding {
  const place = thread.shown.findIndex((shown) => shown.offerId === offerId);
  const what = place < 0 ? "book the cheapest" : `book #${place + 1}`;
  const options = HOURS.map((hours) => `${what} for ${hours}`);
  return { ...understanding, clarify: { code: "time", field: "durationSeconds", spans: [], options } };
}

const WAITING = "An order is waiting for your answer already. Approve or decline it on its card first.";

const refused = (booking: BookingState, reason: string): BookingState => ({
  ...booking,
  refusal: refusalText([reason]),
});
