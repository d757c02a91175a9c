import type { Chart } from "./chart.ts";
import type { Candidate } from "./statement.ts";
import type { Clarify, Span } from "./understanding.ts";

/** A question with the tokens it is about. */
export interface Question {
  readonly code: Clarify["code"];
  readonly field: string | null;
  readonly options: readonly string[];
  readonly spans: readonly Span[];
}

/** What is asked first when several things are unclear: money before places before times before words. */
const ORDER: readonly Clarify["code"][] = [
  "currency",
  "price-scope",
  "unknown-gpu",
  "gpu-count",
  "contradiction",
  "no-list",
  "no-undo",
  "region",
  "time",
  "incomplete-change",
  "relative",
  "not-understood",
];

export const spanOf = (chart: Chart, { from, to }: Pick<Candidate, "from" | "to">): Span => ({
  start: chart.tokens[from]!.start,
  end: chart.tokens[to - 1]!.end,
});

/** The one question to ask, with the spans of all questions of its code; null when nothing is unclear. */
export function askFirst(questions: readonly Question[]): Clarify | null {
  const code = ORDER.find((one) => questions.some((question) => question.code === one));
  const same = questions.filter((question) => question.code === code);
  const [first] = same;
  if (!first) return null;
  return {
    code: first.code,
    field: first.field,
    spans: same.flatMap(({ spans }) => spans),
    options: [...new Set(same.flatMap(({ options }) => options))],
  };
}
