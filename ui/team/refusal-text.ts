import type { ASK_REFUSALS } from "@necto/tools/protocol/policy";

/** Why an Admin refused an order. */
export const REFUSAL_TEXT: Readonly<Record<(typeof ASK_REFUSALS)[number], string>> = {
  "too-expensive": "Too expensive",
  "other-provider": "Use another provider",
  shorter: "Book it for a shorter time",
  "no-budget": "No budget for it",
  "not-now": "Not now",
  "not-needed": "Not needed",
};
