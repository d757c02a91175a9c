import { NectoError } from "@necto/tools/errors";
import { PROVIDER_ORDER } from "@necto/tools/language/understanding";
import { noteOnSearch } from "../../features/policy/note-on-search.ts";
import { answerProvider } from "../answer-provider.ts";
import { answerSpend } from "../answer-spend.ts";
import { DECLINED } from "../compose-booking.ts";
import { NEEDS_PROVIDER } from "../compose-change.ts";
import { explanation } from "../compose-explanation.ts";
import { type ReplyParts, searchReplyParts } from "../compose-reply.ts";
import { watchReply } from "../compose-watch.ts";
import { isGrounded } from "../is-grounded.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

const HELP =
  "Ask for GPUs in your own words, in English, German, French or Spanish: “cheapest H100 in EU under $3”, “8x A100 80GB for 12 hours, no spot”, “most reliable 4090 in Germany”. " +
  "Then change one thing (“make it in Asia”, “same but A100”, “only spot”), take it back (“undo”), ask for less (“cheaper”) or for reasons (“why not the second one?”). “Book the second one for 6 hours” asks for its price again and for your approval. “Start over” forgets it all.";
/** Thanks, a greeting, a word or two in the middle of a conversation. */
const SMALL_TALK = "Tell me what to change or ask why; “help” shows what I can do.";
const CLEARED = "Everything you asked for is cleared.";
const REFUSE = "That is outside of what I do: I find, compare and explain GPU offers.";
const NO_DECISION = "There is no list to explain yet, or it is too old. Ask for GPUs first.";
/** Intents whose part of Necto is not in this release; said plainly instead of pretended. */
const NOT_YET =
  "I understood that, but this release finds, compares, explains and books offers only. Nothing was changed and nothing was paid.";

/** Facts → words. A chat model may reword what the ranking says; a rewording that is not grounded is thrown away. */
export async function reply(
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const own = (await answerProvider(state, context)) ?? (await answerSpend(state, context));
  const { body, seller, missing } = own === null ? factsFor(state, context) : only(own);
  const isSearch = own === null && state.booking === null && state.understanding!.intent === "search";
  // What was not done is said in our words only, and an endpoint that has just failed is not asked again.
  const words =
    isSearch && state.fallbackReason === null ? await reword({ body, seller }, context, signal) : body;
  // What a team's policy says is in no output, and so in no trace: a team's name is in it.
  const team = isSearch ? await context.booking?.standing(context.threadId) : null;
  const note = team ? noteOnSearch(team, context.workbench.decision!) : null;
  const said = [words, missing, note].filter(Boolean).join(" ");
  return {
    patch: { replyText: sendReply(context, state, said) },
    output: { facts: [state.booking?.refusal ? "refused" : body, missing] },
    summary: { reworded: words !== body },
  };
}

const only = (body: string): ReplyParts => ({ body, seller: null, missing: "" });

function helpWords({ understanding, thread }: GraphState): string {
  const { requirements, evidence } = understanding!;
  // "Start over" clears the frame and searches for nothing.
  if (requirements) return `${CLEARED} ${HELP}`;
  const isAskedFor = evidence.some(({ field }) => field === "help");
  return isAskedFor || thread.requirements === null ? HELP : SMALL_TALK;
}

function factsFor(state: GraphState, { workbench, shownDecision }: RunContext): ReplyParts {
  const { understanding, booking } = state;
  if (booking !== null) return only(booking.answer === "decline" ? DECLINED : (booking.refusal ?? NOT_YET));
  switch (understanding!.intent) {
    case "search": {
      if (!workbench.decision)
        throw new NectoError({
          code: "run/lost-decision",
          message: "The decision of this run is gone. Ask again.",
        });
      return searchReplyParts(workbench.decision);
    }
    case "explain":
      return only(shownDecision ? explanation(shownDecision, understanding!.target) : NO_DECISION);
    case "watch":
      return only(watchReply(understanding!));
    case "help":
      return only(helpWords(state));
    case "refuse":
      return only(
        understanding!.evidence.some(({ field }) => field === PROVIDER_ORDER) ? NEEDS_PROVIDER : REFUSE,
      );
    default:
      return only(NOT_YET);
  }
}

/** Stands for the seller's name while a model rewords: what others wrote never reaches a model. */
const SELLER = "«seller»";

async function reword(
  { body, seller }: Pick<ReplyParts, "body" | "seller">,
  { model }: RunContext,
  signal: AbortSignal,
): Promise<string> {
  const facts = seller === null ? body : body.replace(seller, () => SELLER);
  const text = await model.phrase(facts, signal);
  return text !== facts && isGrounded(text, facts)
    ? text.trim().replaceAll(SELLER, () => seller ?? "")
    : body;
}
