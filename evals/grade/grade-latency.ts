import { runsOf } from "../run/trial.ts";
import { type Grader, gradeOf } from "./grade.ts";

/** Whether a scenario took no more steps and questions to a model than it may. Milliseconds are told and judge nothing. */
export const gradeLatency: Grader = ({ expect: { limits } }, trial) => {
  const most = Math.max(0, ...runsOf(trial).map(({ path }) => path.length));
  const wrong = [
    ...(most > limits.steps ? [`a run took ${most} steps, at most ${limits.steps} are allowed`] : []),
    ...(trial.model.calls > limits.modelCalls
      ? [`a model was asked ${trial.model.calls} times, at most ${limits.modelCalls} are allowed`]
      : []),
  ];
  return gradeOf(
    "latency",
    wrong,
    `${most} steps at most, ${trial.model.calls} questions to a model, ${trial.ms} ms`,
  );
};
