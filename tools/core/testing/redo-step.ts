import { describeStep } from "../explain.ts";
import type { Step } from "../normalized-offer.ts";

/** What a person with a pocket calculator gets from the words of a step, and what the step says it is. */
export interface Redone {
  readonly text: string;
  readonly calculated: number;
  readonly stated: number;
}

/** How the numbers left of the `=` make up the one right of it. Shares are percent, as the words show them. */
const REDO: Readonly<
  Record<Exclude<Step["rule"], "stated" | "rule-base">, (n: readonly number[]) => number>
> = {
  "minor-units": ([amount, usd]) => amount! * usd!,
  "per-hour-from-block": ([perBlock, hour, block]) => (perBlock! * hour!) / block!,
  "per-hour-from-second": ([perSecond, hour]) => perSecond! * hour!,
  "per-gpu-from-unit": ([usd, gpus]) => usd! / gpus!,
  "token-to-usd": ([tokens, usd]) => tokens! * usd!,
  "token-floor": ([usd, floor]) => Math.max(usd!, floor!),
  "fee-share": ([usd, percent]) => usd! * (1 + percent! / 100),
  "fee-amount": ([usd, fee, gpus]) => usd! + fee! / gpus!,
  "rule-follow": ([usd, percent]) => usd! * (1 - percent! / 100),
  "rule-demand": ([usd, percent]) => (usd! * percent!) / 100,
  "rule-time": ([usd, percent]) => (usd! * percent!) / 100,
  "rule-clamp": ([usd, floor, ceiling]) => Math.min(Math.max(usd!, floor!), ceiling!),
  // Not further than a millionth above.
  "round-up": ([usd]) => Math.ceil(usd! * 1e6 - 1e-7) / 1e6,
};

const numbersIn = (text: string): number[] =>
  (text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "").match(/(?<![\w.])-?\d+(?:\.\d+)?/g) ?? []).map(Number);

/** Reads the numbers out of a step's words and calculates again; null for steps without arithmetic. */
export function redoStep(step: Step): Redone | null {
  if (step.rule === "stated" || step.rule === "rule-base") return null;
  const text = describeStep(step);
  const [left = "", right = ""] = text.split(" = ");
  return { text, calculated: REDO[step.rule](numbersIn(left)), stated: numbersIn(right)[0]! };
}
