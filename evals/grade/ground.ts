/** A fact as it may be said: exact words, or a pattern around exact numbers. */
export type Fact = string | RegExp;

const NUMERAL = /[\p{L}\p{N}.,]*\p{N}[\p{L}\p{N}%]*(?:[.,]\p{N}[\p{L}\p{N}%]*)*/gu;

/** Words with a digit in them, names such as `H100` too. */
export const numerals = (text: string): readonly string[] => text.match(NUMERAL) ?? [];

/** Text as part of a pattern. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Numerals of a reply that no fact covers. A fact covers the words that it stands in, and nothing beside them: a right
 * number in a wrong place is none.
 */
export function ungrounded(reply: string, facts: readonly Fact[]): readonly string[] {
  const byLength = [...facts].sort((a, b) => lengthOf(b) - lengthOf(a));
  let rest = reply;
  for (const fact of byLength) rest = rest.replaceAll(patternOf(fact), " ∎ ");
  return numerals(rest);
}

const lengthOf = (fact: Fact): number => (typeof fact === "string" ? fact.length : fact.source.length);

/** A number that goes on before or behind is another number. */
const patternOf = (fact: Fact): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}]|\\d[.,])(?:${typeof fact === "string" ? escaped(fact) : fact.source})(?![\\p{L}\\p{N}]|[.,]\\d)`,
    "gu",
  );
