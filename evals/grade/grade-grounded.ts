import { factsOf } from "./facts-of.ts";
import { type Grader, gradeOf } from "./grade.ts";
import { numerals, ungrounded } from "./ground.ts";

/** Whether every number in every reply is a fact, in the place and with the unit of that fact. */
export const gradeGrounded: Grader = (scenario, trial, reference) => {
  let count = 0;
  const wrong = trial.turns.flatMap(({ turn, runs }) =>
    runs.flatMap((run) => {
      count += numerals(run.reply).length;
      const facts = factsOf(run, { turn, scenario, trial, reference });
      return ungrounded(run.reply, facts).map((text) => `“${text}” in “${run.reply}” is no fact`);
    }),
  );
  return gradeOf("grounded", wrong, `${count} numerals, each a fact`);
};
