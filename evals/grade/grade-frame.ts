import { ProviderChange } from "@necto/tools/core/provider-change";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { expectedTurns } from "./expected-turns.ts";
import { type Grader, gradeOf } from "./grade.ts";
import { frameProblems } from "./match-frame.ts";

const NOTHING_CHANGED = ProviderChange.parse({});

/** Whether every message was read as what it means: intent, frame with possible answers, and the question where one is due. */
export const gradeFrame: Grader = (scenario, trial) => {
  let fields = 0;
  const wrong = expectedTurns(scenario, trial).flatMap(({ place, expect, turn }) => {
    const [run] = turn.runs;
    const isSaid = expect.intent ?? expect.frame ?? expect.change ?? expect.asks;
    if (!run) return isSaid === undefined ? [] : [`${place}: there was no run`];
    const found: string[] = [];
    const said = (text: string) => found.push(`${place}: ${text}`);
    if (expect.intent !== undefined && run.intent !== expect.intent)
      said(`it was read as ${run.intent}, expected is ${expect.intent}`);
    if (expect.asks !== undefined && run.asks !== expect.asks)
      said(`it asks ${run.asks ?? "nothing"}, expected is ${expect.asks ?? "nothing"}`);
    if (expect.frame === null && run.requirements !== null) said("a frame was read, and none is expected");
    if (expect.frame) frameProblems(expect.frame, run.requirements, NOTHING_SAID).forEach(said);
    if (expect.change === null && run.change !== null) said("a change was read, and none is expected");
    if (expect.change) frameProblems(expect.change, run.change, NOTHING_CHANGED).forEach(said);
    fields += Object.keys(expect.frame ?? expect.change ?? {}).length;
    return found;
  });
  return gradeOf("frame", wrong, `${fields} fields of ${trial.turns.length} turns are as expected`);
};
