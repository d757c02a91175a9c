import type { StepState } from "../chat/run-state.ts";
import { codeText, countText } from "./text.ts";

type Facts = NonNullable<StepState["trace"]>["summary"];

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value);

/**
 * The one figure of a step for its row: `8,441 → 214` when it counts in and out, else its first facts in words;
 * empty while it runs.
 */
export function stepFigure(step: StepState): string {
  if (!step.trace) return "";
  if (step.trace.error) return step.trace.error.message;
  const { in: before, out: after, ...others } = step.trace.summary;
  if (isCount(before) && isCount(after)) return `${countText(before)} → ${countText(after)}`;
  return factsText(isCount(after) ? { out: after, ...others } : others);
}

/** Plain facts of a summary: `5 sources, 1 failed`. Nested values are for the detail. */
function factsText(facts: Facts): string {
  return Object.entries(facts)
    .filter(([, value]) => isCount(value) || (typeof value === "string" && value.length <= 24))
    .slice(0, 2)
    .map(([name, value]) =>
      isCount(value) ? `${countText(value)} ${codeText(name).toLowerCase()}` : String(value),
    )
    .join(", ");
}
