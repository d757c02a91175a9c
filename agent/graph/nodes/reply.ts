import { NectoError } from "@necto/tools/errors";
import { explanation } from "../compose-explanation.ts";
import { searchReply } from "../compose-reply.ts";
import { isGrounded } from "../is-grounded.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

const HELP =
  "Ask for GPUs in your own words: “cheapest H100 in EU under $3”, “8x A100 80GB for 12 hours, no spot”, “most reliable 4090 in Germany”. " +
  "Then change one thing (“make it in Asia”, “only spot”) or ask “why not the second one?”.";
const REFUSE = "That is outside of what I do: I find, compare and explain GPU offers.";
const NO_DECISION = "There is no list to explain yet, or it is too old. Ask for GPUs first.";
/** Intents whose part of Necto is not in this release; said plainly instead of pretended. */
const NOT_YET =
  "I understood that, but this release finds, compares and explains offers only. Nothing was changed and nothing was paid.";

/** Facts → words. A chat model may reword them; a reworded reply with a numeral that is no fact is thrown away. */
export async function reply(
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const facts = factsFor(state, context);
  const text = await phrase(facts, context, signal);
  sendReply(context, withFallbackNote(text, state.fallbackReason));
  return {
    patch: { replyText: withFallbackNote(text, state.fallbackReason) },
    output: { facts },
    summary: { reworded: text !== facts },
  };
}

function factsFor({ understanding }: GraphState, { workbench, shownDecision }: RunContext): string {
  switch (understanding!.intent) {
    case "search": {
      if (!workbench.decision)
        throw new NectoError({
          code: "run/lost-decision",
          message: "The decision of this run is gone. Ask again.",
        });
      return searchReply(workbench.decision);
    }
    case "explain":
      return shownDecision ? explanation(shownDecision, understanding!.target) : NO_DECISION;
    case "help":
      return HELP;
    case "refuse":
      return REFUSE;
    default:
      return NOT_YET;
  }
}

async function phrase(facts: string, { model }: RunContext, signal: AbortSignal): Promise<string> {
  const text = await model.phrase(facts, signal);
  return isGrounded(text, facts) ? text : facts;
}

const withFallbackNote = (text: string, reason: string | null): string =>
  reason === null
    ? text
    : `${text} (The chat model did not answer, so the built-in parser read this: ${reason}.)`;
