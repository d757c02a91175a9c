import { rankFiltered } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { VIEW_RANKED_OFFERS } from "@necto/tools/protocol/decision-view";
import { toDecisionView } from "../decision-view.ts";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Orders what is left and seals the decision. */
export function rank(state: GraphState, context: RunContext): NodeOutcome {
  const { workbench, newId, engine } = context;
  if (!workbench.snapshot || !workbench.filtered)
    throw new NectoError({
      code: "run/lost-snapshot",
      message: "The market of this run is gone. Ask again.",
    });
  const { masks, decidedAt } = workbench.filtered;
  const stamp = { id: newId("decision"), parentId: state.thread.decisionId, decidedAt, engine };
  const requirements = state.understanding!.requirements ?? NOTHING_SAID;
  const decision = rankFiltered(workbench.snapshot, requirements, stamp, masks);
  workbench.decision = decision;
  workbench.view = toDecisionView(decision);
  context.emit({ type: "CUSTOM", name: "decision", value: workbench.view });
  const top = expandRanked(decision, 0, VIEW_RANKED_OFFERS);
  const shown = top.map(({ offerId }, place) => {
    const { provider, source } = decision.snapshot.offers[decision.ranking.order[place]!]!;
    return { offerId, provider, source };
  });
  return {
    patch: {
      decisionId: decision.id,
      thread: { ...state.thread, requirements, decisionId: decision.id, shown },
    },
    output: {
      ranked: top.map(({ offerId, usdMicrosPerGpuHour }) => ({ offerId, usdMicrosPerGpuHour })),
      relaxations: decision.relaxations,
    },
    summary: { ranked: decision.ranking.order.length, first: top[0]?.offerId ?? null },
  };
}
