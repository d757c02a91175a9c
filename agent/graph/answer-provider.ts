import type { ProviderChange } from "@necto/tools/core/provider-change";
import { emptyChange } from "@necto/tools/language/change-draft";
import {
  DISCARDED,
  earningsText,
  JOBS_HINT,
  lossText,
  NEEDS_PROVIDER,
  PROVIDER_HELP,
  rankFirstText,
} from "./compose-change.ts";
import type { RunContext } from "./run-context.ts";
import type { GraphState } from "./state.ts";

/** What a provider's message is answered with that changes nothing; null where it is answered as anybody's. */
export async function answerProvider(
  { understanding, change }: GraphState,
  { message, provider, listings }: RunContext,
): Promise<string | null> {
  if (change !== null) return change.answer === "decline" ? DISCARDED : change.refusal;
  if (message?.role !== "provider" || understanding === null) return null;
  const { intent, target } = understanding;
  const isOwn = target?.question === "rank-first" || target?.question === "why-lost";
  if (provider === null || listings === null) return intent === "earnings" || isOwn ? NEEDS_PROVIDER : null;
  const scope: ProviderChange = understanding.change ?? emptyChange();
  if (intent === "earnings") return earningsText(await listings.earnings(provider, scope), scope);
  if (intent === "jobs") return JOBS_HINT;
  if (intent === "help") return PROVIDER_HELP;
  if (!isOwn || target === null) return null;
  if (target.question === "rank-first" && target.pick.kind === "with") {
    const { requirements } = target.pick;
    return rankFirstText(await listings.rankFirst(provider, { scope, requirements }));
  }
  return lossText(await listings.whyLost(provider, scope));
}
