/**
 * Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b` (Damerau distance ≤ 1).
 *
 * @example isOneEditApart("undr", "under") // true
 */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  if (long.length > short.length) return short.slice(start) === long.slice(start + 1);
  if (short.slice(start + 1) === long.slice(start + 1)) return true;
  return (
    short[start] === long[start + 1] &&
    short[start + 1] === long[start] &&
    short.slice(start + 2) === long.slice(start + 2)
  );
}

const MIN_LETTERS = 4;
const LETTERS = /^\p{L}+$/u;

export interface Dictionary {
  /** Words left as they are. */
  readonly known: ReadonlySet<string>;
  /** Words that a misspelt word may become. */
  readonly correctable: readonly string[];
  /** Words too dangerous to guess (number words): a word near one of them is left alone. */
  readonly blocked: readonly string[];
  /** Whether two words say the same, so that either will do (`week`, `weeks`). */
  readonly saySame: (a: string, b: string) => boolean;
  /** What a word is the unit of, in one spelling; null for words that are no unit. Units are expected behind numbers. */
  readonly unitOf: (word: string) => string | null;
  /** Words of comparison, expected before amounts. */
  readonly comparators: ReadonlySet<string>;
  /** The words people say most, which win over rare ones: `pice` is a price and no piece. */
  readonly frequent: ReadonlySet<string>;
}

/** What stands beside a word: a number before it, or an amount behind it. */
export type Place = "behind-number" | "before-amount" | "elsewhere";
export type Corrector = (word: string, place: Place) => string;

/**
 * Builds a corrector: the one known word at distance 1, or the word itself when there is none or several with different
 * meanings. Behind a number a unit is expected, before an amount a comparator. The first letter is seldom wrong, so it decides between several.
 * Words with digits are never touched: H100 is one edit from H200.
 */
export function buildCorrector({
  known,
  correctable,
  blocked,
  saySame,
  unitOf,
  comparators,
  frequent,
}: Dictionary): Corrector {
  const byLength = new Map<number, string[]>();
  for (const word of correctable) byLength.set(word.length, [...(byLength.get(word.length) ?? []), word]);
  const nearOf = (word: string): string[] =>
    [-1, 0, 1].flatMap((difference) =>
      (byLength.get(word.length + difference) ?? []).filter((candidate) => isOneEditApart(word, candidate)),
    );
  const onlyMeaning = ([first, ...rest]: readonly string[]): string | null =>
    first !== undefined && rest.every((other) => saySame(first, other)) ? first : null;
  return (word, place) => {
    if (word.length < MIN_LETTERS || word.length > 20 || known.has(word) || !LETTERS.test(word)) return word;
    const near = nearOf(word);
    const unitsNear = place === "behind-number" ? near.filter((candidate) => unitOf(candidate) !== null) : [];
    if (unitsNear.length > 0 && new Set(unitsNear.map(unitOf)).size === 1) return unitsNear[0]!;
    const comparing = place === "before-amount" ? near.filter((candidate) => comparators.has(candidate)) : [];
    if (comparing.length === 1) return comparing[0]!;
    if (blocked.some((number) => isOneEditApart(word, number))) return word;
    const often = near.filter((candidate) => frequent.has(candidate));
    if (often.length === 1) return often[0]!;
    return onlyMeaning(near) ?? onlyMeaning(near.filter((candidate) => candidate[0] === word[0])) ?? word;
  };
}
