import { runsOf } from "../run/trial.ts";
import { expectedTurns } from "./expected-turns.ts";
import { type Grader, gradeOf } from "./grade.ts";

/** Whether the graph was walked as expected, and each source asked by the one tool there is. */
export const gradeCalls: Grader = (scenario, trial) => {
  const wrong = expectedTurns(scenario, trial).flatMap(({ place, expect, turn }) => {
    const path = turn.runs.flatMap((run) => run.path);
    return expect.path && expect.path.join() !== path.join()
      ? [`${place}: it walked ${path.join(" → ")}, expected is ${expect.path.join(" → ")}`]
      : [];
  });
  const runs = runsOf(trial);
  const walked = runs.flatMap(({ path }) => path);
  const { calls, mustNot } = scenario.expect;
  if (calls) {
    const says = `it walked ${walked.join(" → ")}, expected is ${calls.mode} ${calls.nodes.join(" → ")}`;
    if (!COMPARE[calls.mode](calls.nodes, walked)) wrong.push(says);
  }
  for (const node of mustNot.nodes) if (walked.some((one) => one === node)) wrong.push(`it walked ${node}`);
  for (const { tools, path, input } of runs) {
    const asked = path.filter((node) => node === "fetch-quotes").length;
    if (tools.some((tool) => tool !== "fetch_quotes") || tools.length > asked)
      wrong.push(`“${input}” called ${tools.join(", ")} in ${asked} fetches`);
  }
  return gradeOf("calls", wrong, walked.join(" → "));
};

type Compare = (expected: readonly string[], walked: readonly string[]) => boolean;

const bag = (nodes: readonly string[]): string => [...nodes].sort().join();
/** Whether each of `few` is in `many` at least as often. */
const isWithin: Compare = (few, many) =>
  [...new Set(few)].every(
    (node) => few.filter((one) => one === node).length <= many.filter((one) => one === node).length,
  );

const COMPARE: Readonly<Record<"strict" | "unordered" | "subset" | "superset", Compare>> = {
  strict: (expected, walked) => expected.join() === walked.join(),
  unordered: (expected, walked) => bag(expected) === bag(walked),
  subset: (expected, walked) => isWithin(walked, expected),
  superset: (expected, walked) => isWithin(expected, walked),
};
