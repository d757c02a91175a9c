import type { RunView } from "@necto/tools/protocol/api";
import { expect, it } from "vitest";
import { NEW_RUN } from "./run-state.ts";
import { NO_THREAD, type Turn, withRuns } from "./thread-state.ts";

const run = (id: string): RunView => ({
  ...{ id, threadId: "t", status: "running", startedAt: "2026-11-26T08:00:00.000Z" },
  ...{ epoch: "e1", lastSeq: 0 },
});
const turn = (runId: string): Turn => ({ runId, own: null, run: NEW_RUN, isQuiet: false });
const idsAfter = (shown: readonly string[], told: readonly string[]) =>
  withRuns({ ...NO_THREAD, turns: shown.map(turn) }, told.map(run), ({ id }) => turn(id)).turns.map(
    ({ runId }) => runId,
  );

it("keeps a run that began while an answer without it was on its way", () => {
  expect(idsAfter(["a", "b", "c"], ["a", "b"])).toEqual(["a", "b", "c"]);
  expect(idsAfter(["a"], [])).toEqual(["a"]);
});

it("adds runs that were started elsewhere, and drops old ones that are no longer told", () => {
  expect(idsAfter(["a", "b"], ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  expect(idsAfter(["a", "b"], ["b", "c"])).toEqual(["b", "c"]);
});
