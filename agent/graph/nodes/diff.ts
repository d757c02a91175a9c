import type { ListingDiff } from "@necto/tools/core/listing-diff";
import { askChangeText, noListingText, problemsText, UNCHANGED } from "../compose-change.ts";
import type { ChangePreview } from "../listing-desk.ts";
import type { RunContext } from "../run-context.ts";
import { sendReply } from "../send-reply.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Holds a change against what the provider lists, and says what the card will ask. Nothing is changed. */
export async function diff(state: GraphState, context: RunContext): Promise<NodeOutcome> {
  const { intent, change } = state.understanding!;
  const preview = await context.listings!.diff(context.provider!, { intent, change: change! });
  const diffs = preview.diffs.filter(({ changes }) => changes.length > 0);
  const refusal = refusalOf(preview, diffs);
  if (refusal !== null)
    return {
      patch: { change: { ...state.change!, refusal } },
      output: { refused: refusal },
      summary: { allowed: false },
    };
  return {
    patch: {
      change: { ...state.change!, diffs, changeId: context.newId("change") },
      replyText: sendReply(context, state, askChangeText(diffs)),
    },
    output: { diffs: diffs.map(({ listingId, changes, warnings }) => ({ listingId, changes, warnings })) },
    summary: { allowed: true },
  };
}

/** Why nothing can be put on a card; null when it can. */
function refusalOf(preview: ChangePreview, diffs: readonly ListingDiff[]): string | null {
  if (preview.diffs.length === 0) return noListingText(preview);
  const problems = preview.diffs.flatMap((one) => one.problems);
  if (problems.length > 0) return problemsText(problems);
  return diffs.length === 0 ? UNCHANGED : null;
}
