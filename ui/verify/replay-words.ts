import type { ReplayPart } from "@necto/tools/trace/replay-decision";

/** The parts of a replay in their order, and what each does. */
export const REPLAY_PARTS_WORDS: Readonly<Record<ReplayPart, string>> = {
  read: "Reading the recorded offers",
  normalise: "Making prices comparable",
  decide: "Filtering and ranking",
  compare: "Comparing with what was recorded",
};
