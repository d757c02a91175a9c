import type { CodedDecision } from "@necto/tools/core/decide";
import type { RankedOffer } from "@necto/tools/core/decision";
import { expandRanked } from "@necto/tools/core/expand-decision";
import { describeConstraint, describeRelaxation } from "@necto/tools/core/explain";
import type { Offer } from "@necto/tools/core/offer";
import type { SourceReport } from "@necto/tools/core/source-report";
import { sourceTitle } from "@necto/tools/core/source-title";
import { formatCount, formatDuration, formatTotal, formatUsdMicros } from "@necto/tools/core/units";
import { funnelOf } from "./funnel.ts";
import { plain, plainName } from "./plain.ts";

/** Replies are templates over facts of the decision: no sentence here computes anything or repeats a user's words. */

/** A reply in the two parts that a rewording treats differently. */
export interface ReplyParts {
  /** What the ranking says. A chat model may reword it. */
  readonly body: string;
  /** The one name in `body` that somebody else wrote; it is hidden from a model that rewords. */
  readonly seller: string | null;
  /** Which sources are missing, and why. Always said in these words. */
  readonly missing: string;
}

/** What the ranking says, in a few sentences. */
export function searchReply(decision: CodedDecision): string {
  const { body, missing } = searchReplyParts(decision);
  return [body, missing].filter(Boolean).join(" ");
}

export function searchReplyParts(decision: CodedDecision): ReplyParts {
  const { snapshot, ranking } = decision;
  const [first] = expandRanked(decision, 0, 1);
  const seen = formatCount(snapshot.offers.length, "offer");
  const sentences = first
    ? [bestSentence(decision, first), ...lowerQuote(decision), fitSentence(ranking.order.length, seen)]
    : [nothingFits(decision, seen)];
  const [relaxation] = decision.relaxations;
  if (!first && relaxation) sentences.push(`Nearest change: ${describeRelaxation(relaxation)}.`);
  return {
    body: sentences.join(" "),
    seller: first ? sellerName(snapshot.offers[ranking.order[0]!]!) : null,
    missing: sourceSentences(snapshot.sources).join(" "),
  };
}

const fitSentence = (fitting: number, seen: string): string =>
  `${fitting === 1 ? "1 fits" : `${fitting.toLocaleString("en")} fit`} of ${seen} seen.`;

function bestSentence(decision: CodedDecision, first: RankedOffer): string {
  const offer = decision.snapshot.offers[decision.ranking.order[0]!]!;
  const isBeaten = lowerQuote(decision).length > 0;
  const bookable = offer.fulfilment.kind === "listing" ? "Cheapest on Necto itself" : "Cheapest to book";
  const rank = isBeaten ? bookable : RANK_WORDS[decision.requirements.rankBy];
  const head = `${rank}: ${offerName(offer, first)}`;
  const price = `$${formatUsdMicros(first.usdMicrosPerGpuHour, 4)} per GPU-hour`;
  const bill = `$${formatUsdMicros(first.usdMicrosPerHour, 4)} per hour for ${formatCount(first.billedGpus, "GPU")}`;
  return `${head} at ${price} (${bill}${totalWords(decision, first)}). ${bookableWords(offer)}`;
}

/** What can be booked stands before cheaper quotes; the cheapest of those is told with its place. */
function lowerQuote({ requirements, ranking, snapshot }: CodedDecision): string[] {
  if (requirements.rankBy !== "cost") return [];
  let lowest = 0;
  for (const [place, index] of ranking.order.entries())
    if (snapshot.prices[index]! < snapshot.prices[ranking.order[lowest]!]!) lowest = place;
  const price = snapshot.prices[ranking.order[lowest]!]!;
  return lowest > 0
    ? [
        `A quote for comparison is lower: number ${lowest + 1}, at $${formatUsdMicros(price, 4)} per GPU-hour.`,
      ]
    : [];
}

const RANK_WORDS = {
  cost: "Cheapest",
  balanced: "Best balance",
  reliability: "Most reliable",
  latency: "Nearest",
} as const;

function totalWords({ requirements }: CodedDecision, { totalUsdMicros }: RankedOffer): string {
  if (totalUsdMicros === null || requirements.durationSeconds === null) return "";
  return `, ${formatTotal(totalUsdMicros)} for ${formatDuration(requirements.durationSeconds)}`;
}

/** `8× H100 SXM from Nordlys GPU (Necto) in FI`; names that others wrote are data, see `plain`. */
export function offerName(offer: Offer, { units }: Pick<RankedOffer, "units">): string {
  const { gpu, gpuCount, location } = offer;
  const model = [gpu.model ?? plain(gpu.raw), gpu.formFactor].filter(Boolean).join(" ");
  const shape = units > 1 ? `${units} × ${gpuCount}× ${model}` : `${gpuCount}× ${model}`;
  return `${shape} from ${sellerName(offer)}${location.country ? ` in ${location.country}` : ""}`;
}

/**
 * `Nordlys GPU (Necto)`, or one name when source and provider are the same. A name with a number in it is quoted, or
 * it could pass for the price.
 */
export function sellerName({ provider, source }: Offer): string {
  const name = plainName(provider);
  return name === "" || name === source ? sourceTitle(source) : `${name} (${sourceTitle(source)})`;
}

function bookableWords({ fulfilment, source, priceClass, observedAt }: Offer): string {
  if (fulfilment.kind !== "quote-only")
    return `It can be booked here${fulfilment.kind === "broker" ? ` through a broker at ${sourceTitle(source)}` : ""}: say “book it” with a duration, or use its Book button.`;
  return priceClass === "recorded"
    ? `It is a recorded price of ${observedAt.slice(0, 10)}, for comparison only.`
    : "It is a quote for comparison, not bookable here.";
}

function nothingFits(decision: CodedDecision, seen: string): string {
  if (decision.snapshot.offers.length === 0) return "No source gave an offer, so there is nothing to rank.";
  const steps = funnelOf(decision).map(
    ({ constraint, removed, left }) =>
      `${left.toLocaleString("en")} (${describeConstraint(constraint)}: ${removed.toLocaleString("en")} out)`,
  );
  return `None of ${seen} fits: ${[decision.snapshot.offers.length.toLocaleString("en"), ...steps].join(" → ")}.`;
}

/**
 * One sentence per source that is missing from the answer, or whose earlier prices stand in with their age; a source
 * that lost a few rows is on the page, not here.
 */
function sourceSentences(sources: readonly SourceReport[]): string[] {
  return sources.flatMap(({ source, status, code, message }) => {
    if (status === "failed" || status === "skipped")
      return `Without ${sourceTitle(source)}: ${message ?? "it did not answer"}`.replace(/[.]?$/, ".");
    return status === "partial" && code !== null ? (message ?? []) : [];
  });
}
