import { providerTitle, sourceTitle } from "@necto/tools/core/source-title";
import type { MatchView } from "@necto/tools/protocol/match-view";
import { rateText } from "../format/money.ts";
import { countOf, countryText, countText } from "../format/text.ts";
import type { Matching } from "./match-controller.ts";

const matches = (count: number): string => `${countOf(count, "offer")} ${count === 1 ? "matches" : "match"}`;

/** The count in one line; never a number that is not of now. */
export function matchLine(matching: Matching, isLive: boolean): string {
  if (matching.kind === "unsound") return "Not counted: something in the form is to be mended.";
  if (!isLive) return "Not counted: no connection to the server.";
  if (matching.kind === "counting") return "Counting…";
  if (matching.kind === "failed") return `Not counted: ${matching.words}`;
  const { rankedTotal, offersSeen, cheapest } = matching.view;
  if (cheapest === null) return `None of ${countOf(offersSeen, "offer")} matches.`;
  return `${matches(rankedTotal)}, cheapest $${rateText(cheapest.usdMicrosPerGpuHour)} per GPU-hour`;
}

/** Who offers the cheapest: `H100 SXM from Fjordlys in Norway, bookable here`. */
export function cheapestText({ offer, isBookable }: NonNullable<MatchView["cheapest"]>): string {
  const { provider, source, gpu, location } = offer;
  const name = [gpu.model ?? gpu.raw, gpu.formFactor].filter(Boolean).join(" ");
  const where = location.country === null ? "" : ` in ${countryText(location)}`;
  const through = provider.toLowerCase() === source.toLowerCase() ? "" : ` (${sourceTitle(source)})`;
  return `${name} from ${providerTitle(offer)}${through}${where}, ${isBookable ? "bookable here" : "a quote to compare with"}`;
}

/** The constraint that leaves out most of what was still there, when nothing matches. */
export function worstStep({ funnel }: MatchView): MatchView["funnel"][number] | null {
  return funnel.reduce<MatchView["funnel"][number] | null>(
    (worst, step) => (worst === null || step.removed > worst.removed ? step : worst),
    null,
  );
}

/** `214 of 1,532 offers match`. */
export const countLine = ({ rankedTotal, offersSeen }: MatchView): string =>
  `${countText(rankedTotal)} of ${countOf(offersSeen, "offer")} ${rankedTotal === 1 ? "matches" : "match"}`;
