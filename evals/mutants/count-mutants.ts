import type { Reference } from "../grade/grade.ts";
import { gradeGrounded } from "../grade/grade-grounded.ts";
import { gradeTrial } from "../grade/grade-trial.ts";
import type { Trial } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ACCOUNT_MUTATORS } from "./account-mutators.ts";
import { LISTING_MUTATORS } from "./listing-mutators.ts";
import { MUTATORS, plantedNumerals } from "./mutators.ts";

/** Wrong trials of one kind, and how many of them failed. */
export interface MutantCount {
  readonly kind: string;
  readonly made: number;
  readonly noticed: number;
}

export const PLANTED = "a digit of a numeral changed";

/** Makes every wrong trial of a right one that there is, and lets the graders look at each. */
export async function countMutants(
  scenario: Scenario,
  trial: Trial,
  reference: Reference,
): Promise<readonly MutantCount[]> {
  const counts: MutantCount[] = [];
  for (const [kind, mutate] of Object.entries({ ...MUTATORS, ...LISTING_MUTATORS, ...ACCOUNT_MUTATORS })) {
    const mutant = mutate(trial);
    if (mutant === null) continue;
    const { reward } = await gradeTrial(scenario, mutant, reference);
    counts.push({ kind, made: 1, noticed: reward === 0 ? 1 : 0 });
  }
  let [made, noticed] = [0, 0];
  for (const mutant of plantedNumerals(trial)) {
    made += 1;
    noticed += (await gradeGrounded(scenario, mutant, reference)).value === 0 ? 1 : 0;
  }
  return made === 0 ? counts : [...counts, { kind: PLANTED, made, noticed }];
}
