import type { z } from "zod";
import type { DraftProblem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a group of fields",
  boolean: "yes or no",
};

/** What is wrong with the shape of a draft, one problem per field that a schema refused. */
export const fromIssues = (issues: readonly Issue[]): DraftProblem[] =>
  issues.map((issue) => ({ field: issue.path.map(String).join("."), message: wordsOf(issue) }));

function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return /received undefined/.test(issue.message)
        ? `This is missing: ${NOUNS[issue.expected] ?? issue.expected} is needed.`
        : `This must be ${NOUNS[issue.expected] ?? issue.expected}.`;
    case "too_small":
      return `This must be ${issue.inclusive === false ? "above" : "at least"} ${issue.minimum}.`;
    case "too_big":
      return `This must be ${issue.inclusive === false ? "below" : "at most"} ${issue.maximum}.`;
    case "invalid_value":
      return `This must be one of ${issue.values.map(String).join(", ")}.`;
    case "invalid_union":
      return "note" in issue
        ? "This must be a fixed, a token or a dynamic price."
        : "This has none of the forms it may have.";
    case "unrecognized_keys":
      return `Nothing is called ${issue.keys.join(", ")} here.`;
    case "invalid_format":
      return formatWords(issue);
    default:
      return sentence(issue.message);
  }
}

/** `from` and `to` are times of a day in a week, and moments elsewhere. */
function formatWords({ path, format }: Extract<Issue, { code: "invalid_format" }>): string {
  if (format === "datetime") return "Write a moment as in 2026-11-27T18:00:00Z.";
  if (path.includes("weekly")) return "Write a time of the day as in 08:30.";
  return path.at(-1) === "country"
    ? "Write the country's code as in DE for Germany."
    : "This is not written as it should be.";
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
