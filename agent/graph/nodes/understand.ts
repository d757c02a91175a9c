import type { Requirements } from "@necto/tools/core/requirements";
import type { Understanding } from "@necto/tools/language/understanding";
import { isUndo } from "@necto/tools/language/undo";
import type { Reading } from "../../models/agent-model.ts";
import { askForDuration } from "../ask-for-duration.ts";
import { bookForTime } from "../book-for-time.ts";
import { offerCheaper } from "../offer-cheaper.ts";
import { bookOf, readBooking } from "../read-booking.ts";
import { readChange } from "../read-change.ts";
import type { RunContext } from "../run-context.ts";
import { type GraphState, withFrame } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Words → frame. A ready frame (a removed chip, a relaxation) passes through. */
export async function understand(
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const { understanding: asSaid, model, fallbackReason } = await read(state, context, signal);
  const asRead = context.message === null ? asSaid : bookForTime(asSaid, state.thread);
  const asked = readBooking(offerCheaper(askForDuration(asRead), context.shownDecision), state, context);
  const change = readChange(asRead, context);
  const understanding = change === null ? asked.understanding : asRead;
  const booking = change === null ? asked.booking : null;
  const { intent, requirements, clarify, evidence, target } = understanding;
  const { toBook: waiting, ...before } = state.thread;
  const thread = requirements ? withFrame(before, requirements, isUndo(understanding)) : before;
  const toBook = asked.toBook ?? (clarify === null ? undefined : waiting);
  context.emit({ type: "CUSTOM", name: "understood", value: { intent, requirements, evidence, model } });
  return {
    patch: {
      understanding,
      readBy: model,
      fallbackReason,
      replyText: null,
      ...{ booking, change },
      snapshotDigest: null,
      decisionId: null,
      thread: toBook ? { ...thread, toBook } : thread,
    },
    output: { intent, requirements, change: understanding.change, target, clarify: clarify?.code ?? null },
    summary: { intent, model, asks: clarify?.code ?? null },
  };
}

async function read(
  state: GraphState,
  { message, book, shownDecision, model, now }: RunContext,
  signal: AbortSignal,
): Promise<Reading> {
  if (book !== null)
    return { understanding: bookOf(book, shownDecision), model: "none", fallbackReason: null };
  if (message === null) return { understanding: searchFor(state.frame), model: "none", fallbackReason: null };
  const { requirements, earlier = [], shown } = state.thread;
  const memory = { requirements, earlier, shown };
  return model.understand(message.text, { role: message.role, now: now(), memory }, signal);
}

const searchFor = (requirements: Requirements | null): Understanding => ({
  intent: "search",
  requirements,
  change: null,
  target: null,
  evidence: [],
  clarify: null,
});
