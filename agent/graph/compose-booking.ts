import { sourceTitle } from "@necto/tools/core/source-title";
import { formatDuration, formatTokens, formatTotal, formatUsdMicros } from "@necto/tools/core/units";
import { isBrokered } from "@necto/tools/protocol/brokered";
import type { Order } from "@necto/tools/protocol/order";
import type { PolicyReason } from "../features/booking/check-policy.ts";
import type { QuoteRefusal } from "../features/booking/quote-desk.ts";
import { objectionText as teamText } from "../features/policy/team-words.ts";
import type { BookingState, Funding, Objection } from "./booking-desk.ts";
import { plain, plainName } from "./plain.ts";

/** Words of booking: templates over an order's facts. */

const NOTHING = "Nothing was paid.";

export const QUOTE_REFUSALS: Readonly<Record<QuoteRefusal, string>> = {
  "unknown-listing":
    "The registry on chain does not know this listing. Search again: the list will be of now.",
  unavailable: "The provider has taken this listing off. Take another offer.",
  "terms-changed": "The provider has changed what this listing offers. Search again to see its new terms.",
  "above-ceiling":
    "Its price is above the most that the provider registered. Take another offer, or ask again later.",
  "not-delegated": "Its provider signs its own quotes and has not let Necto sign for it. Take another offer.",
  refused: "The registry on chain does not take the provider's quote. Search again, or take another offer.",
  "no-broker":
    "The registry on chain names no broker for its source any more. Search again: the list then says how to rent it there.",
};

const POLICY_OBJECTIONS: Readonly<Record<PolicyReason, string>> = {
  "switched-off": "Booking is switched off here. Searching goes on; to book, ask whoever runs this server.",
  source:
    "Offers of this source cannot be booked here. Take one of another source, or rent it there yourself.",
  amount: "Its total is no amount that can be paid. Book it for another time.",
  "order-cap": "It is above what one order may cost here. Book fewer hours, or a cheaper offer.",
  "day-cap": "It is above what all orders of a day may cost here. Book less, or again after midnight UTC.",
};

/** Why an order may not be put before its buyer: by the rules here, or by those of the buyer's team. */
export const objectionText = (objection: Objection): string =>
  typeof objection === "string" ? POLICY_OBJECTIONS[objection] : teamText(objection);

/** What takes an Admin's word is no refusal for good. */
export const needsAdminText = (objection: Objection): string =>
  `${objectionText(objection)} Ask for it here. ${NOTHING}`;

export const refusalText = (reasons: readonly string[]): string =>
  ["This cannot be booked.", ...reasons, NOTHING].join(" ");

const shapeOf = (order: Order): string => {
  const { units, gpuCount, gpu, provider, fulfilledBy, source } = order;
  const who = isBrokered(order)
    ? `through ${plain(sourceTitle(source))}, fulfilled by ${plainName(fulfilledBy)}`
    : `from ${plainName(provider) || sourceTitle(source)}`;
  return `${units > 1 ? `${units} × ` : ""}${gpuCount}× ${plain(gpu)} ${who}`;
};

const usd = (usdMicros: number): string => `$${formatUsdMicros(usdMicros, 4)}`;

/** What the card will say, and what changed since the list. */
export function askText(order: Order, previous: BookingState["previous"]): string {
  const { rateUsdMicrosPerHour: rate, durationSeconds, totalUsdMicros } = order;
  const moved =
    previous === null
      ? ""
      : ` Its price has moved: ${usd(previous.rateUsdMicrosPerHour)} → ${usd(rate)} per hour.`;
  return `${shapeOf(order)}: ${usd(rate)} per hour, ${formatTotal(totalUsdMicros)} for ${formatDuration(durationSeconds)}.${moved} Approve it on the card; until then nothing is paid.`;
}

export const DECLINED = "You declined. Nothing was paid.";

/** The problem of a payment says whether anything was paid, and what to do. */
export function fundingText({ state, problem, order }: Funding): string {
  if (state === "failed") {
    const words = problem?.message ?? NOTHING;
    return problem?.code === "escrow/stopped" ? words : `The payment did not go through: ${words}`;
  }
  const { totalUsdMicros, durationSeconds, token } = order;
  return `Booked: ${shapeOf(order)} for ${formatDuration(durationSeconds)}. ${formatTokens(totalUsdMicros, token.symbol)} is in escrow; what is not used comes back.`;
}
