import type { Problem, ThreadView } from "@necto/tools/protocol/api";
import type { OwnWordsStore } from "./own-words.ts";

/** A keepalive request outlives its page by a moment; this long it may take to arrive. */
export const ARRIVES_WITHIN_MS = 1_000;

/** Why a message that never arrived is offered again instead of being sent again unasked. */
export const CLOSED_TOO_EARLY: Problem = {
  type: "about:blank",
  title: "Not sent",
  status: 0,
  detail: "The page was closed before the server answered.",
  code: "request/unanswered",
  hint: null,
};

/** A page was closed before the server answered: its words belong to the newest run, if that one has none. */
export function adoptDeparture(words: OwnWordsStore, { id, runs }: ThreadView): void {
  const departure = words.departureOf(id);
  const newest = runs.at(-1);
  if (departure && newest && !words.wordsOf(id)[newest.id]) words.keep(id, newest.id, departure.own);
}
