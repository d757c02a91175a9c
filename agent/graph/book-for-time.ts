import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import type { Understanding } from "@necto/tools/language/understanding";
import { isUndo } from "@necto/tools/language/undo";
import type { ThreadState } from "./state.ts";

/**
 * A time and nothing else, said after "For how long?": the booking that asked, for that time. Whatever changes more than
 * the time is read as it is.
 *
 * @example "12 hours" after "book the second one" books the second one for 12 hours
 */
export function bookForTime(understanding: Understanding, thread: ThreadState): Understanding {
  const { intent, requirements, clarify } = understanding;
  const { toBook, requirements: before } = thread;
  if (!toBook || intent !== "search" || clarify !== null || requirements?.durationSeconds == null)
    return understanding;
  if (isUndo(understanding)) return understanding;
  if (withoutTime(requirements) !== withoutTime(before ?? NOTHING_SAID)) return understanding;
  const { offerId } = toBook;
  const target = offerId === null ? null : ({ pick: { kind: "offer", offerId }, question: "why" } as const);
  return { ...understanding, intent: "book", target };
}

const withoutTime = (requirements: Requirements): string =>
  JSON.stringify({ ...requirements, durationSeconds: null });
