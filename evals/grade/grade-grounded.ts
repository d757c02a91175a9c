import type { RunRecord } from "../run/trial.ts";
import { factsOf } from "./facts-of.ts";
import { type Grader, gradeOf } from "./grade.ts";
import { type Fact, numerals, ungrounded } from "./ground.ts";

/** Whether every number in every reply is a fact, in the place and with the unit of that fact. */
export const gradeGrounded: Grader = (scenario, trial, reference) => {
  let count = 0;
  const wrong = trial.turns.flatMap(({ turn, runs }) =>
    runs.flatMap((run) => {
      count += numerals(run.reply).length;
      const facts = factsOf(run, { turn, scenario, trial, reference });
      const strange = ungrounded(run.reply, facts);
      // A model's own words have no fixed places: there the numbers themselves must be facts.
      const known = new Set(isReworded(run) ? facts.flatMap(numbersOf) : []);
      return strange
        .filter((text) => !known.has(text))
        .map((text) => `“${text}” in “${run.reply}” is no fact`);
    }),
  );
  return gradeOf("grounded", wrong, `${count} numerals, each a fact`);
};

const numbersOf = (fact: Fact): readonly string[] =>
  numerals(typeof fact === "string" ? fact : fact.source.replaceAll("\\", ""));

const isReworded = ({ steps }: RunRecord): boolean =>
  steps.some(
    ({ node, summary }) => node === "reply" && (summary as { reworded?: unknown }).reworded === true,
  );
