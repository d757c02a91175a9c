import { ApiError } from "./necto-api.ts";

/** What went wrong, and what to do about it, for people. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return [error.problem.detail, error.problem.hint].filter(Boolean).join(" ");
  return error instanceof Error ? error.message : String(error);
}
