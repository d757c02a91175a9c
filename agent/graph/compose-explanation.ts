import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked, rejectionOf, unitsOf } from "@necto/tools/core/expand-decision";
import { describeReason, describeStep, describeWhy } from "@necto/tools/core/explain";
import { filterOffers } from "@necto/tools/core/filter";
import { expandOffer } from "@necto/tools/core/normalize-offer";
import { BIT } from "@necto/tools/core/reason-codes";
import { formatUsdMicros } from "@necto/tools/core/units";
import type { Pick, Understanding } from "@necto/tools/language/understanding";
import { offerName } from "./compose-reply.ts";
import { plain } from "./plain.ts";

/** Why an offer stands where it stands, from the recorded decision. */
export function explanation(decision: CodedDecision, target: Understanding["target"]): string {
  const pick = target?.pick ?? { kind: "ordinal", ordinal: 1 };
  const index = findPicked(decision, pick);
  if (index === null) return notInMarket(pick);
  const position = decision.ranking.order.indexOf(index);
  return position < 0 ? whyRejected(decision, index) : whyRanked(decision, position);
}

/**
 * The offer that is meant, as its place in the snapshot: a place of the list, or the best (else the nearest) offer of a
 * named seller or kind.
 */
export function findPicked(
  { ranking, snapshot, masks, decidedAt }: CodedDecision,
  pick: Pick,
): number | null {
  switch (pick.kind) {
    case "ordinal":
      return ranking.order.at(pick.ordinal > 0 ? pick.ordinal - 1 : pick.ordinal) ?? null;
    case "cheapest":
      return ranking.order.reduce<number | null>(
        (best, i) => (best === null || snapshot.prices[i]! < snapshot.prices[best]! ? i : best),
        null,
      );
    case "offer":
      return indexWhere(snapshot.offers.length, (i) => snapshot.offers[i]!.id === pick.offerId);
    case "with": {
      const fits = filterOffers(snapshot, pick.requirements, decidedAt);
      const isMeant = (i: number) => fits[i] === 0;
      return ranking.order.find(isMeant) ?? closestRejected(masks, snapshot.costOrder, isMeant);
    }
    case "named": {
      const name = pick.name.toLowerCase();
      const isNamed = (i: number) =>
        [snapshot.offers[i]!.source, snapshot.offers[i]!.provider.toLowerCase()].includes(name);
      return ranking.order.find(isNamed) ?? closestRejected(masks, snapshot.costOrder, isNamed);
    }
  }
}

/** The rejected offer that is nearest to what was asked, the cheapest of those. */
function closestRejected(
  masks: Uint32Array,
  costOrder: ArrayLike<number>,
  isMeant: (i: number) => boolean,
): number | null {
  let closest: number | null = null;
  for (const i of Array.from(costOrder))
    if (isMeant(i) && (closest === null || distance(masks[i]!) < distance(masks[closest]!))) closest = i;
  return closest ?? indexWhere(masks.length, isMeant);
}

/** Another GPU is further away than any number of other reasons. */
function distance(mask: number): number {
  let reasons = mask & BIT["gpuModels/violates"] ? 32 : 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) reasons++;
  return reasons;
}

function indexWhere(length: number, matches: (i: number) => boolean): number | null {
  for (let i = 0; i < length; i++) if (matches(i)) return i;
  return null;
}

function whyRanked(decision: CodedDecision, position: number): string {
  const index = decision.ranking.order[position]!;
  const [ranked] = expandRanked(decision, position, position + 1);
  const offer = decision.snapshot.offers[index]!;
  const place = `${offerName(offer, ranked!)} is number ${position + 1} at $${formatUsdMicros(ranked!.usdMicrosPerGpuHour, 4)} per GPU-hour.`;
  const { steps } = expandOffer(decision.snapshot, index, decision.decidedAt, unitsOf(decision, index));
  const sums = steps.map((step) => describeStep({ ...step, inputs: plainValues(step.inputs) }));
  return [place, ...neighbours(decision, position), `Its price: ${sums.join("; ")}.`].join(" ");
}

function neighbours(decision: CodedDecision, position: number): string[] {
  const before = position > 0 ? describeWhy(expandRanked(decision, position - 1, position)[0]!.why) : null;
  const after = describeWhy(expandRanked(decision, position, position + 1)[0]!.why);
  return [
    before === null ? "" : `Number ${position} stands before it because ${before}.`,
    after === null ? "" : `It stands before number ${position + 2} because ${after}.`,
  ].filter(Boolean);
}

function whyRejected(decision: CodedDecision, index: number): string {
  const offer = decision.snapshot.offers[index]!;
  const reasons = rejectionOf(decision, index).reasons.map((reason) =>
    describeReason({ ...reason, actual: plainValue(reason.actual) }),
  );
  return `${offerName(offer, { units: 1 })} was left out: ${reasons.join("; ")}.`;
}

/** Facts of a decision may quote a source (an unknown GPU, a fee's label); a sentence takes them as data. */
export const plainValue = <T>(value: T): T => (typeof value === "string" ? (plain(value) as T) : value);
export const plainValues = <T extends Readonly<Record<string, string>>>(values: T): T =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainValue(value)])) as T;

function notInMarket(pick: Pick): string {
  if (pick.kind === "named") return `No offer of ${plain(pick.name)} was in that market.`;
  return pick.kind === "with" ? "No such offer was in that market." : "That offer is not in the list.";
}
