import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked, rejectionOf, unitsOf } from "@necto/tools/core/expand-decision";
import { describeReason, describeStep, describeWhy } from "@necto/tools/core/explain";
import { expandOffer } from "@necto/tools/core/normalize-offer";
import { NectoError } from "@necto/tools/errors";
import { ExplainInput, ExplainOutput, LISTING_TEXT_NOTICE } from "@necto/tools/protocol/mcp";
import { plainValue, plainValues } from "../../graph/compose-explanation.ts";
import { toDecisionView } from "../../graph/decision-view.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";

/** Why an offer stands where it stands, from the recorded decision. */
export const explainTool = ({ decisions, traces, onFault }: AppContext) =>
  defineTool(
    {
      name: "explain",
      title: "Explain a decision",
      description:
        "Says of a decision how many offers each requirement removed, which relaxation would bring offers back, and of one offer its place, the arithmetic of its price, or every reason it was left out for. Replayed from the recorded decision, never guessed. Changes nothing and costs nothing. Limits: one offer a call; the first of the ranking unless `offerId` names another. Freshness: the market as it was at `decidedAt`, not now. " +
        LISTING_TEXT_NOTICE,
      input: ExplainInput,
      output: ExplainOutput,
      annotations: READ_ONLY,
      async run({ decisionId, offerId }) {
        const decision = await decisions.find(decisionId);
        if (decision === null)
          throw (await traces.find({ decisionId })) ? gone() : notFound("decision", decisionId);
        const index = indexOf(decision, offerId ?? null);
        return {
          notice: LISTING_TEXT_NOTICE,
          decision: toDecisionView(decision),
          offer: index === null ? null : explained(decision, index),
        };
      },
    },
    onFault,
  );

function indexOf({ snapshot, ranking }: CodedDecision, offerId: string | null): number | null {
  if (offerId === null) return ranking.order[0] ?? null;
  const index = snapshot.offers.findIndex(({ id }) => id === offerId);
  if (index < 0) throw notFound("offer", offerId);
  return index;
}

function explained(decision: CodedDecision, index: number) {
  const { snapshot, ranking, decidedAt } = decision;
  const at = ranking.order.indexOf(index);
  const isRanked = at >= 0;
  const reasons = isRanked ? [] : rejectionOf(decision, index).reasons;
  const normalized = expandOffer(snapshot, index, decidedAt, isRanked ? unitsOf(decision, index) : 1);
  const why = isRanked ? describeWhy(expandRanked(decision, at, at + 1)[0]!.why) : null;
  return {
    ...{ offer: snapshot.offers[index]!, normalized, place: isRanked ? at + 1 : null, reasons: [...reasons] },
    says: [
      ...normalized.steps.map((step) => describeStep({ ...step, inputs: plainValues(step.inputs) })),
      ...(why === null ? [] : [`It stands before number ${at + 2} because ${why}.`]),
      ...reasons.map((reason) => describeReason({ ...reason, actual: plainValue(reason.actual) })),
    ],
  };
}

const gone = (): NectoError =>
  new NectoError({
    code: "request/gone",
    message: "The trace of this decision cannot be read now. Try again, or search again.",
  });
