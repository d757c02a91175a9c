import type { Trial, TurnRecord } from "../run/trial.ts";
import type { Scenario, TurnExpectation } from "../scenario/scenario.ts";

export interface ExpectedTurn {
  /** `turn 2`, counted from 1, for people. */
  readonly place: string;
  readonly expect: TurnExpectation;
  readonly turn: TurnRecord;
  /** Place in the trial. */
  readonly at: number;
}

/** Turns with what is expected of them. What was pasted before the first one is expected nothing of. */
export function expectedTurns({ turns }: Scenario, trial: Trial): readonly ExpectedTurn[] {
  const pasted = Math.max(0, trial.turns.length - turns.length);
  return turns.flatMap((turn, place) => {
    const taken = trial.turns[place + pasted];
    return "expect" in turn && taken
      ? [{ place: `turn ${place + 1}`, expect: turn.expect, turn: taken, at: place + pasted }]
      : [];
  });
}
