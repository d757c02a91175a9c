import type { CodedDecision } from "@necto/tools/core/decide";
import type { Constraint } from "@necto/tools/core/decision";
import { REASON_CODES } from "@necto/tools/core/reason-codes";
import type { FunnelStep } from "@necto/tools/protocol/decision-view";

/** As people narrow a search: what can be compared at all, what it is, where and how, and money last. */
const ORDER: readonly Constraint[] = [
  "gpu",
  "price",
  "tokenPrice",
  "gpuModels",
  "minVramGib",
  "gpuCount",
  "regions",
  "sources",
  "pricingModels",
  "minUptimeBps",
  "minRatingBps",
  "maxLatencyMs",
  "availability",
  "startAt",
  "durationSeconds",
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
];

const bitsOf = (constraint: Constraint): number =>
  REASON_CODES.reduce(
    (bits, code, index) => (code.constraint === constraint ? bits | (1 << index) : bits),
    0,
  );

/**
 * How many offers are left after each constraint, one after the other; constraints that remove none are left out. The
 * last step's `left` is the length of the ranking, and the removed ones add up to the rejected.
 *
 * @example [{ constraint: "gpuModels", removed: 4786, left: 214 }, { constraint: "maxUsdMicrosPerGpuHour", removed: 211, left: 3 }]
 */
export function funnelOf({ masks }: Pick<CodedDecision, "masks">): FunnelStep[] {
  const steps: FunnelStep[] = [];
  let left = masks.length;
  let before = 0;
  for (const constraint of ORDER) {
    const bits = bitsOf(constraint);
    let removed = 0;
    for (const mask of masks) if ((mask & before) === 0 && (mask & bits) !== 0) removed++;
    before |= bits;
    if (removed === 0) continue;
    left -= removed;
    steps.push({ constraint, removed, left });
  }
  return steps;
}
