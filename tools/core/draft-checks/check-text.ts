import type { ListingDraft } from "../listing-draft.ts";
import { formatCount } from "../units.ts";
import { type DraftProblem, when } from "./problem.ts";

const LONGEST_TITLE = 80;
const LONGEST_DESCRIPTION = 2000;
const LONGEST_CITY = 80;
const LONGEST_GPU = 80;

/**
 * Control characters, and marks that turn the direction of text or cannot be seen: what is shown would not be what is
 * stored. Line feeds are for descriptions only; joiners stay, because scripts need them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** What is wrong with the words of a draft, which are only ever shown as plain text. */
export function checkText({ title, description, city, gpu }: ListingDraft): DraftProblem[] {
  return [
    ...when(title.trim() === "", "title", () => "Give the listing a title."),
    ...checkLine("title", title, LONGEST_TITLE),
    ...checkLine("description", description.replaceAll("\n", ""), LONGEST_DESCRIPTION, description.length),
    ...checkLine("city", city, LONGEST_CITY),
    ...checkLine("gpu", gpu, LONGEST_GPU),
  ];
}

function checkLine(field: string, text: string, longest: number, length = text.length): DraftProblem[] {
  return [
    ...when(
      length > longest,
      field,
      () => `${formatCount(length, "character")} are too long: at most ${longest}.`,
    ),
    ...when(
      UNSEEN.test(text),
      field,
      () => "It has characters that cannot be seen, such as control characters. Write plain text.",
    ),
  ];
}
