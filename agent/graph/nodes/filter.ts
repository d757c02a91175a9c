import { filterOffers } from "@necto/tools/core/filter";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Snapshot and requirements → every reason against every offer. */
export function filter(state: GraphState, { workbench, now }: RunContext): NodeOutcome {
  const { snapshot } = workbench;
  if (!snapshot)
    throw new NectoError({
      code: "run/lost-snapshot",
      message: "The market of this run is gone. Ask again.",
    });
  // The decision's time: staleness is judged by it here, and a replay needs the same one.
  const decidedAt = now();
  const masks = filterOffers(snapshot, state.understanding!.requirements ?? NOTHING_SAID, decidedAt);
  workbench.filtered = { masks, decidedAt };
  let kept = 0;
  for (const mask of masks) if (mask === 0) kept++;
  const summary = { in: masks.length, out: kept };
  return { patch: {}, output: summary, summary };
}
