import { UNKNOWN } from "./columns.ts";
import type { CodedDecision } from "./decide.ts";
import type { Decision, RankedOffer, RankKey, Reason, Rejection, Why } from "./decision.ts";
import { totalUsdMicros, unitsFor } from "./filter.ts";
import { judgeTokenFeeds } from "./judge-token-feeds.ts";
import type { Offer } from "./offer.ts";
import { priceOffer } from "./price.ts";
import { codesOf, type ReasonCode } from "./reason-codes.ts";
import type { Requirements } from "./requirements.ts";
import { hourlyUsdMicros, priceContextOf } from "./snapshot.ts";
import type { TokenPrice } from "./token-price.ts";

/** The whole decision in words and numbers; `|ranked| + |rejected| = offersSeen`. */
export function expandDecision(decision: CodedDecision): Decision {
  const { snapshot, ranking, masks } = decision;
  const ranked = expandRanked(decision, 0, ranking.order.length);
  return {
    id: decision.id,
    parentId: decision.parentId,
    snapshotDigest: snapshot.digest,
    requirements: decision.requirements,
    ranked,
    rejected: expandRejections(decision, () => true, 0, masks.length),
    relaxations: [...decision.relaxations],
    chosen: ranked[0]?.offerId ?? null,
    offersSeen: snapshot.offers.length,
    decidedAt: new Date(decision.decidedAt).toISOString(),
    rulesVersion: snapshot.rulesVersion,
    engine: decision.engine,
  };
}

/** Places `from` to `to` (exclusive, from 0) of the ranking. */
export function expandRanked(decision: CodedDecision, from: number, to: number): RankedOffer[] {
  const { order } = decision.ranking;
  return Array.from(order.subarray(from, to), (_, offset) => rankedOffer(decision, from + offset));
}

/** Rejections whose mask passes `isWanted`, in the order of offer ids, `limit` of them after `offset`. */
export function expandRejections(
  decision: CodedDecision,
  isWanted: (mask: number) => boolean,
  offset: number,
  limit: number,
): Rejection[] {
  const rejections: Rejection[] = [];
  let skipped = 0;
  for (let i = 0; i < decision.masks.length && rejections.length < limit; i++) {
    const mask = decision.masks[i]!;
    if (mask === 0 || !isWanted(mask) || skipped++ < offset) continue;
    rejections.push(rejectionOf(decision, i));
  }
  return rejections;
}

/** Every reason against one offer; an offer of the ranking has none. */
export function rejectionOf(decision: CodedDecision, index: number): Rejection {
  return {
    offerId: decision.snapshot.offers[index]!.id,
    reasons: codesOf(decision.masks[index]!).map((code) => reasonOf(decision, index, code)),
  };
}

/** Units that make up the asked count; 1 when no count was asked. */
export function unitsOf({ snapshot, requirements }: CodedDecision, index: number): number {
  const { gpuCount, unitsAvailable } = snapshot.columns;
  const units = unitsFor(gpuCount[index]!, unitsAvailable[index]!, requirements.gpuCount);
  return typeof units === "number" ? units : 1;
}

function rankedOffer(decision: CodedDecision, position: number): RankedOffer {
  const { snapshot, requirements, ranking } = decision;
  const index = ranking.order[position]!;
  const units = unitsOf(decision, index);
  const billedGpus = units * snapshot.columns.gpuCount[index]!;
  const usdMicrosPerHour = hourlyUsdMicros(snapshot, index, billedGpus);
  const { durationSeconds } = requirements;
  return {
    rank: position + 1,
    offerId: snapshot.offers[index]!.id,
    units,
    billedGpus,
    usdMicrosPerGpuHour: snapshot.prices[index]!,
    usdMicrosPerHour,
    totalUsdMicros: durationSeconds === null ? null : totalUsdMicros(usdMicrosPerHour, durationSeconds),
    scoreBps: ranking.scoreBps?.[position] ?? null,
    latencyMsEstimate: known(latencyAt(decision, index)),
    why: whyAhead(decision, position),
  };
}

/** The criteria of each ranking, most important first; every one ends with the id. */
const CRITERIA: Readonly<Record<Requirements["rankBy"], readonly RankKey[]>> = {
  cost: ["bookable", "price", "latency", "uptime", "rating", "id"],
  balanced: ["bookable", "score", "price", "latency", "uptime", "rating", "id"],
  reliability: ["bookable", "uptime", "interruption", "rating", "price", "latency", "id"],
  latency: ["bookable", "latency", "price", "uptime", "rating", "id"],
};

function whyAhead(decision: CodedDecision, position: number): Why {
  const { ranking, snapshot, requirements } = decision;
  if (position + 1 >= ranking.order.length) return null;
  for (const by of CRITERIA[requirements.rankBy]) {
    const own = criterion(decision, position, by);
    const next = criterion(decision, position + 1, by);
    if (own !== next) return { aheadOf: snapshot.offers[ranking.order[position + 1]!]!.id, by, own, next };
  }
  return null;
}

function criterion(decision: CodedDecision, position: number, by: RankKey): string | number | boolean | null {
  const { snapshot, ranking } = decision;
  const { columns, prices, offers } = snapshot;
  const index = ranking.order[position]!;
  switch (by) {
    case "bookable":
      return columns.bookable[index] === 1;
    case "score":
      return ranking.scoreBps?.[position] ?? null;
    case "price":
      return prices[index]!;
    case "latency":
      return known(latencyAt(decision, index));
    case "uptime":
      return known(columns.uptimeBps[index]!);
    case "interruption":
      return known(columns.interruptionBps[index]!);
    case "rating":
      return known(columns.ratingBps[index]!);
    case "id":
      return offers[index]!.id;
  }
}

const known = (value: number): number | null => (value === UNKNOWN ? null : value);
const latencyAt = ({ snapshot, ranking }: CodedDecision, index: number): number =>
  ranking.latencyMs[snapshot.columns.location[index]!]!;

function reasonOf(decision: CodedDecision, index: number, { constraint, reason }: ReasonCode): Reason {
  const { requirements, snapshot } = decision;
  const { prices, medians, groups } = snapshot;
  const offer = snapshot.offers[index]!;
  const because = (required: Reason["required"], actual: Reason["actual"]): Reason => ({
    constraint,
    required,
    actual,
    reason,
  });
  switch (constraint) {
    case "gpu":
      return because("a known GPU", offer.gpu.raw);
    case "price":
      return reason === "unpriced"
        ? because({ missing: priceOffer(offer, priceContextOf(snapshot, offer)).missing }, null)
        : because({ medianUsdMicrosPerGpuHour: medians.get(groups[index]!) ?? null }, prices[index]!);
    case "tokenPrice":
      return offer.pricing.model === "token"
        ? because(offer.pricing.coinId, tokenPriceFacts(snapshot.tokenPrices.get(offer.pricing.coinId)))
        : because(null, null);
    case "availability":
      return because(
        { startAt: requirements.startAt, durationSeconds: requirements.durationSeconds },
        availabilityOf(offer),
      );
    case "gpuModels":
      return because(
        requirements.gpuModels,
        [offer.gpu.model, offer.gpu.formFactor].filter((part) => part !== null).join(" "),
      );
    case "minVramGib":
      return because(requirements.minVramGib, offer.gpu.memoryGib);
    case "gpuCount":
      return because(requirements.gpuCount, {
        gpusPerUnit: offer.gpuCount,
        unitsAvailable: offer.unitsAvailable,
      });
    case "maxUsdMicrosPerGpuHour":
      return because(requirements.maxUsdMicrosPerGpuHour, prices[index]!);
    case "maxTotalUsdMicros":
      return because(requirements.maxTotalUsdMicros, jobTotal(decision, index));
    case "durationSeconds":
      return because(requirements.durationSeconds, {
        minSeconds: offer.minDurationSeconds,
        maxSeconds: offer.maxDurationSeconds,
      });
    case "regions":
      return because(requirements.regions, offer.location.country ?? (offer.location.raw || null));
    case "pricingModels":
      return because(requirements.pricingModels, offer.pricing.model);
    case "sources":
      return because(requirements.sources, sellerOf(offer));
    case "minUptimeBps":
      return because(requirements.minUptimeBps, offer.uptimeBps);
    case "minRatingBps":
      return because(requirements.minRatingBps, offer.ratingBps);
    case "maxLatencyMs":
      return because(requirements.maxLatencyMs, known(latencyAt(decision, index)));
  }
}

/** A text, so that who quotes it can quote it as data: `lambda`, `aws by catalog`. */
const sellerOf = ({ source, provider }: Offer): string =>
  provider === "" || provider === source ? source : `${provider} by ${source}`;

function availabilityOf({ unitsAvailable, fulfilment }: Offer): Reason["actual"] {
  if (unitsAvailable === 0) return { unitsAvailable };
  return fulfilment.kind === "listing"
    ? { status: fulfilment.spec.status, windows: fulfilment.spec.windows }
    : null;
}

function jobTotal({ snapshot, requirements }: CodedDecision, index: number): number | null {
  if (requirements.durationSeconds === null) return null;
  const gpus = requirements.gpuCount ?? snapshot.columns.gpuCount[index]!;
  return totalUsdMicros(hourlyUsdMicros(snapshot, index, gpus), requirements.durationSeconds);
}

/** Of when the used price is, what the feeds say when they are too far apart to be believed, or null. */
function tokenPriceFacts(price: TokenPrice | undefined): Reason["actual"] {
  if (!price) return null;
  if (price.used) return price.used.asOf;
  return judgeTokenFeeds(price.feeds).spread === "refused"
    ? { usd: price.feeds.map(({ usd }) => usd) }
    : null;
}
