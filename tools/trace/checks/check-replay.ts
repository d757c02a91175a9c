import { isShipped, RULES_VERSION } from "../../core/rules-version.ts";
import type { ParsedTrace } from "../parse-trace.ts";
import { compareReplay } from "../replay-decision.ts";
import type { SealedStep } from "../trace.ts";
import type { Check } from "../verification.ts";
import { NO_TRACE, result } from "./result.ts";

/** Whether the rules make the same of the recorded inputs, and the steps follow one another. */
export function checkReplay(parsed: ParsedTrace | null): Check {
  if (!parsed) return result("replay", "unchecked", NO_TRACE);
  if (!parsed.trace) return result("replay", "mismatch", parsed.fault);
  const { body } = parsed.trace;
  const gap = findGap(body.steps);
  if (gap !== null) return result("replay", "mismatch", gap);
  if (body.kind === "run")
    return result("replay", "verified", `Its ${body.steps.length} node transitions follow one another.`);
  if (!isShipped(body.rulesVersion)) {
    const says = `It was decided by rules ${body.rulesVersion}; this is Necto with rules ${RULES_VERSION}. Check it with release ${body.engine.version}.`;
    return result("replay", "unchecked", says);
  }
  try {
    const { differences, replayed } = compareReplay(body);
    const ranked = replayed.ranking.order.length;
    const offers = replayed.snapshot.offers.length;
    const says = `Of ${offers.toLocaleString("en")} offers, ${ranked.toLocaleString("en")} ranked and ${(offers - ranked).toLocaleString("en")} rejected`;
    return differences.length === 0
      ? result("replay", "verified", `${says}: the same prices, order, reasons and choice.`)
      : { ...result("replay", "mismatch", "Deciding again gives something else."), differences };
  } catch {
    // Whatever the recorded inputs are, they are no market that these rules could have decided over.
    return result("replay", "mismatch", "What was recorded cannot be decided over: its tables are broken.");
  }
}

/** Steps count from 0, and each one's input is the output of the step before. */
function findGap(steps: readonly SealedStep[]): string | null {
  for (const [place, step] of steps.entries()) {
    const before = steps[place - 1];
    if (step.seq !== place || (before && step.inputDigest !== before.outputDigest))
      return `Step ${place} (${step.node}) does not follow the step before it.`;
  }
  return null;
}
