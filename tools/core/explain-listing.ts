import { describeConstraint } from "./explain.ts";
import type { ListingWarning } from "./listing-diff.ts";
import type { LossGroup } from "./lost-routes.ts";
import { formatBps, formatCount, formatRate } from "./units.ts";

const WARNING_WORDING: Readonly<Record<ListingWarning, string>> = {
  "over-50-percent": "The price moves by more than half.",
  "above-ceiling": "The price goes above the highest rate, which rises with it and is registered on chain.",
  "not-positive": "The price would be zero or less.",
  "pricing-model-changes": "The listing would be priced in another way.",
  "not-above-market": "A listing that follows the market cannot ask more than the market.",
  "not-whole-units": "That many GPUs are no whole number of units: one more unit is taken.",
  "fewer-than-asked": "There are fewer units than that: all there are is taken.",
  "several-listings": "It takes several listings to make up that many GPUs.",
  "one-by-one": "The GPUs are rented out one by one. Say how many make a unit if they are not.",
  "no-change": "It is so already.",
};

/** What somebody should look at before a change is applied, in words. */
export const describeListingWarning = (warning: ListingWarning): string => WARNING_WORDING[warning];

/** Why routes were lost together, in words: `6 routes: at most 2% too dear; $1.98 would have won at least half`. */
export function describeLoss(group: LossGroup): string {
  const price =
    group.usdMicrosToWin === null ? "" : `; ${formatRate(group.usdMicrosToWin)} would have won at least half`;
  return `${formatCount(group.routes, "route")}: ${causeText(group)}${price}`;
}

function causeText({ cause, gapUpToBps }: LossGroup): string {
  switch (cause) {
    case "price":
      return gapUpToBps === null ? "more than 25% too dear" : `at most ${formatBps(gapUpToBps)} too dear`;
    case "tie":
      return "as cheap as the first, which was nearer, more reliable or listed before";
    case "balanced":
    case "reliability":
    case "latency":
      return `others were ahead by ${cause === "balanced" ? "price, latency, uptime and rating together" : cause}`;
    case "several":
      return "several things kept it out";
    case "other":
      return "for reasons too few to be told apart";
    default:
      return `kept out: ${describeConstraint(cause)}`;
  }
}
