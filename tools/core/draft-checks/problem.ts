/** What is wrong with a draft: where, as a path (`pricing.rule.floorUsdMicros`), and in words that say what to do. */
export interface DraftProblem {
  readonly field: string;
  readonly message: string;
}

/** The problem as a list, or no problem: for checks that read as a list of conditions. */
export const when = (isWrong: boolean, field: string, message: () => string): DraftProblem[] =>
  isWrong ? [{ field, message: message() }] : [];
