import type { Intent, Understanding } from "@necto/tools/language/understanding";
import {
  AWAITING_WORD,
  BUYER_HINT,
  NEEDS_PROVIDER,
  NO_SCHEDULED_PRICE,
  NOTHING_TO_CHANGE,
} from "./compose-change.ts";
import { type ChangeState, NEW_CHANGE } from "./listing-desk.ts";
import type { RunContext } from "./run-context.ts";

/** What a provider may have changed here, each only after their own word on its card. */
const CHANGES = new Set<Intent>(["set-price", "set-capacity", "create-listing", "update-listing"]);
/** What buyers do, in a conversation of theirs. */
const BUYERS_OWN = new Set<Intent>(["search", "book", "watch", "spend"]);

const refused = (refusal: string): ChangeState => ({ ...NEW_CHANGE, refusal });

/**
 * A change of listings that a message asks for: to be compared with what there is, or refused with what to do instead. Null for
 * every message that asks for none. A model's word decides nothing here: the change was read from the words by the parser.
 */
export function readChange(
  { intent, change, clarify }: Understanding,
  { message, provider, listings, isAwaitingConsent }: RunContext,
): ChangeState | null {
  if (message?.role !== "provider") return null;
  if (provider !== null && BUYERS_OWN.has(intent)) return refused(BUYER_HINT);
  if (clarify !== null || !CHANGES.has(intent)) return null;
  if (provider === null || listings === null) return refused(NEEDS_PROVIDER);
  if (isAwaitingConsent) return refused(AWAITING_WORD);
  if (change === null) return refused(NOTHING_TO_CHANGE);
  const isTimed = change.from !== null || change.to !== null;
  return isTimed && intent !== "set-capacity" ? refused(NO_SCHEDULED_PRICE) : NEW_CHANGE;
}
