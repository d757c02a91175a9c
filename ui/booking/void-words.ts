import type { ApprovalView } from "@necto/tools/protocol/approval";

/** Why an approval can no longer be given. */
export const VOID_WORDS: Readonly<Record<NonNullable<ApprovalView["voidReason"]>, string>> = {
  "quote-expired": "The provider's quote has expired.",
  "rate-moved": "The price has moved.",
  "listing-changed": "The provider has changed the listing.",
  "listing-unavailable": "The machine is no longer available.",
  "broker-changed": "Its broker no longer rents at this source.",
  "offer-gone": "Its source does not offer it any more.",
  "sold-out": "Others have booked the last free units.",
  superseded: "A newer booking has taken its place.",
  policy: "A limit of this installation forbids it now.",
};
