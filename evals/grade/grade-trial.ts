import type { Trial } from "../run/trial.ts";
import type { GraderName, Scenario } from "../scenario/scenario.ts";
import type { Grade, Grader, Reference } from "./grade.ts";
import { gradeCalls } from "./grade-calls.ts";
import { gradeEndState } from "./grade-end-state.ts";
import { gradeFrame } from "./grade-frame.ts";
import { gradeGrounded } from "./grade-grounded.ts";
import { gradeLatency } from "./grade-latency.ts";
import { gradeReply } from "./grade-reply.ts";
import { gradeSafety } from "./grade-safety.ts";
import { gradeTrace } from "./grade-trace.ts";

const GRADE: Readonly<Record<GraderName, Grader>> = {
  "end-state": gradeEndState,
  frame: gradeFrame,
  calls: gradeCalls,
  reply: gradeReply,
  grounded: gradeGrounded,
  safety: gradeSafety,
  trace: gradeTrace,
  latency: gradeLatency,
};

export interface GradedTrial {
  readonly grades: readonly Grade[];
  /** Product over the reward basis: one wrong grade makes it 0. */
  readonly reward: 0 | 1;
}

/** Every grader looks at every trial; those outside of the reward basis are told and judge nothing. */
export async function gradeTrial(
  scenario: Scenario,
  trial: Trial,
  reference: Reference,
): Promise<GradedTrial> {
  const grades = await Promise.all(Object.values(GRADE).map((grade) => grade(scenario, trial, reference)));
  const isRight = grades.every(({ grader, value }) => value === 1 || !scenario.rewardBasis.includes(grader));
  return { grades, reward: isRight ? 1 : 0 };
}
