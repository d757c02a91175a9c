import type { Check, CheckId } from "../verification.ts";

/** What a check says when there is nothing to look at. */
export const NO_TRACE = "There is no trace to check.";

export const result = (
  id: CheckId,
  verdict: Check["verdict"],
  says: string,
  compared: Check["compared"] = [],
): Check => ({ id, verdict, says, compared, differences: [] });

export const notApplicable = (id: CheckId, says: string): Check => result(id, "not-applicable", says);

/** What went wrong, as the end of a sentence: the first line, for clients of a chain tell their whole request after it. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.split("\n")[0]!.replace(/[.]?$/, ".") : "unknown error.";
