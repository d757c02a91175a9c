import type { RunRecord } from "../run/trial.ts";
import { expectedTurns } from "./expected-turns.ts";
import { type Grader, gradeOf } from "./grade.ts";
import { spendFacts } from "./spend-facts.ts";

/** Whether replies say what they must and nothing that they must not, and an answer to an approval is what it should be. */
export const gradeReply: Grader = (scenario, trial) => {
  const wrong = expectedTurns(scenario, trial).flatMap(({ place, expect, turn }) => {
    const said = turn.runs.map(({ reply }) => reply).join(" ");
    const { contains = [], lacks = [] } = expect.reply ?? {};
    const expected = [...(expect.answers ?? turn.answers)].sort().join();
    const last = turn.runs.at(-1);
    return [
      ...contains
        .filter((text) => !said.includes(text))
        .map((text) => `${place}: “${text}” is not in “${said}”`),
      ...(expect.spend ? spendFacts(expect.spend, scenario.actor.isForTeam) : [])
        .filter((text) => !said.includes(text))
        .map((text) => `${place}: “${text}” is not in “${said}”`),
      ...lacks.filter((text) => said.includes(text)).map((text) => `${place}: “${text}” is in “${said}”`),
      ...(expected === [...turn.answers].sort().join()
        ? []
        : [`${place}: answered ${turn.answers.join()}, expected is ${expected}`]),
      ...(expect.approval !== undefined && expect.approval !== asksFor(last)
        ? [`${place}: it ${asksFor(last) ? "asks" : "does not ask"} for consent`]
        : []),
      ...turn.runs
        .filter(({ reply, error }) => reply === "" && error === null)
        .map(({ input }) => `${place}: nothing was said to “${input}”`),
    ];
  });
  return gradeOf("reply", wrong, "every reply says what it must");
};

const asksFor = (run: RunRecord | undefined): boolean => (run?.approvalId ?? run?.changeId) != null;
