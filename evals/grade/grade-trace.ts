import { runsOf } from "../run/trial.ts";
import { type Grader, gradeOf } from "./grade.ts";

/** Whether every decision and run left a trace that the shipped verifier takes, and every job names one. */
export const gradeTrace: Grader = async (_scenario, trial, { verify }) => {
  const wrong: string[] = [];
  const decisions = new Set(trial.traces.filter(({ kind }) => kind === "decision").map(({ root }) => root));
  const runs = trial.traces.filter(({ kind }) => kind === "run").length;
  for (const { kind, root, bytes } of trial.traces) {
    const fault = await verify(bytes, root);
    if (fault !== null) wrong.push(`the trace ${root.slice(0, 10)} of a ${kind} does not verify: ${fault}`);
  }
  for (const { input, view, root } of runsOf(trial))
    if (view !== null && (root === null || !decisions.has(root)))
      wrong.push(`the decision of “${input}” has no trace`);
  const expected = runsOf(trial).length;
  if (runs < expected) wrong.push(`${expected} runs left ${runs} traces`);
  for (const { jobId, root } of trial.end.jobs)
    if (!decisions.has(root)) wrong.push(`the job ${jobId.slice(0, 10)} names a root that no decision has`);
  return gradeOf("trace", wrong, `${trial.traces.length} traces verified`);
};
