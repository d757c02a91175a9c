import { Annotation } from "@langchain/langgraph";
import type { Requirements } from "@necto/tools/core/requirements";
import type { Understanding } from "@necto/tools/language/understanding";
import type { TraceStep } from "@necto/tools/protocol/run-event";
import type { BookingState } from "./booking-desk.ts";
import type { ChangeState } from "./listing-desk.ts";

/** What a thread remembers between runs. Frames and offer names only: never a word of the user. */
export interface ThreadState {
  readonly requirements: Requirements | null;
  /** The frames before, the newest last: what "undo" goes back to. Absent in threads of older versions. */
  readonly earlier?: readonly Requirements[];
  readonly decisionId: string | null;
  readonly shown: readonly { readonly offerId: string; readonly provider: string; readonly source: string }[];
  /** The booking that was asked "For how long?"; an offer of null is the best of what was asked for. */
  readonly toBook?: { readonly offerId: string | null };
}

/** Changes that can be taken back. */
const MOST_EARLIER = 10;

/** A thread after a message: with its frame, which can be taken back, or after taking one back. */
export function withFrame(thread: ThreadState, requirements: Requirements, isUndo: boolean): ThreadState {
  const earlier = thread.earlier ?? [];
  if (isUndo) return { ...thread, requirements, earlier: earlier.slice(0, -1) };
  const before = thread.requirements;
  const isSame = before === null || JSON.stringify(before) === JSON.stringify(requirements);
  return { ...thread, requirements, earlier: isSame ? earlier : [...earlier, before].slice(-MOST_EARLIER) };
}

export const NEW_THREAD: ThreadState = { requirements: null, earlier: [], decisionId: null, shown: [] };

const lastValue = <T>(initial: T) => Annotation<T>({ reducer: (_, next) => next, default: () => initial });

/** State of the graph; small enough to checkpoint after every node. Bump with a migration when its shape changes. */
export const GraphState = Annotation.Root({
  stateVersion: lastValue<1>(1),
  thread: lastValue<ThreadState>(NEW_THREAD),
  /** A frame sent instead of words: a removed chip, a relaxation. */
  frame: lastValue<Requirements | null>(null),
  understanding: lastValue<Understanding | null>(null),
  /** Which model read the message; `none` for a frame. */
  readBy: lastValue<string>("none"),
  /** Set when the chat model failed and the offline model read the message. */
  fallbackReason: lastValue<string | null>(null),
  snapshotDigest: lastValue<string | null>(null),
  decisionId: lastValue<string | null>(null),
  replyText: lastValue<string | null>(null),
  /** Set while the message is about a booking. */
  booking: lastValue<BookingState | null>(null),
  /** Set while the message is about a provider's listings. */
  change: lastValue<ChangeState | null>(null),
  /** Transitions of the present run; a step with seq 0 starts a new list. */
  steps: Annotation<readonly TraceStep[]>({
    reducer: (steps, next) => (next[0]?.seq === 0 ? next : [...steps, ...next]),
    default: () => [],
  }),
});
export type GraphState = typeof GraphState.State;
export type GraphPatch = typeof GraphState.Update;
