import { codesOf } from "@necto/tools/core/reason-codes";
import { hourlyUsdMicros, type MarketSnapshot } from "@necto/tools/core/snapshot";
import type { SourceReport } from "@necto/tools/core/source-report";
import type { SourceState } from "@necto/tools/protocol/market";
import type { MarketRow } from "@necto/tools/protocol/market-row";

/** A price this close to its source's answer came with it; older ones keep a time of their own. */
const SAME_ANSWER_MS = 60_000;

/** Every offer of a snapshot as a row of the price table, in ascending order of id. Pure. */
export function toMarketRows(snapshot: MarketSnapshot): MarketRow[] {
  const answeredAt = new Map(
    snapshot.sources.map(({ source, observedAt }) => [source, Date.parse(observedAt)]),
  );
  return snapshot.offers.map((offer, index) => {
    const { gpu, location, pricing } = offer;
    const isPriced = snapshot.prices[index]! > 0;
    const answered = answeredAt.get(offer.source);
    const cameWithAnswer =
      answered !== undefined && Math.abs(answered - Date.parse(offer.observedAt)) < SAME_ANSWER_MS;
    return {
      id: offer.id,
      provider: offer.provider,
      source: offer.source,
      gpu: gpu.model,
      gpuRaw: gpu.raw,
      formFactor: gpu.formFactor,
      memoryGib: gpu.memoryGib,
      gpuCount: offer.gpuCount,
      country: location.country,
      place: location.raw,
      pricing: pricing.model,
      isAuction: pricing.model === "spot" && pricing.kind === "auction",
      usdMicrosPerGpuHour: isPriced ? snapshot.prices[index]! : null,
      usdMicrosPerHour: isPriced ? hourlyUsdMicros(snapshot, index, offer.gpuCount) : null,
      priceClass: offer.priceClass,
      isBookable: offer.fulfilment.kind !== "quote-only",
      unitsAvailable: offer.unitsAvailable,
      uptimeBps: offer.uptimeBps,
      // A time per row that changes with every scan would make every row a change.
      observedAt: cameWithAnswer ? null : offer.observedAt,
      reasons: baseReasons(snapshot, index),
    };
  });
}

/** Why no search would rank an offer: `price/outlier`, …. */
export const baseReasons = ({ base }: MarketSnapshot, index: number): string[] =>
  codesOf(base[index]!).map(({ constraint, reason }) => `${constraint}/${reason}`);

export const toSourceState = ({ bodySha256: _, url: __, ...state }: SourceReport): SourceState => state;
