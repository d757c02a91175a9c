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
}

/**
 * Builds a corrector: the one known word at distance 1, or the word itself when there is none or more than one.
 * Words with digits are never touched: H100 is one edit from H200.
 */
export function buildCorrector({ known, correctable, blocked }: Dictionary): (word: string) => string {
  const byLength = new Map<number, string[]>();
  for (const word of correctable) byLength.set(word.length, [...(byLength.get(word.length) ?? []), word]);
  return (word) => {
    if (word.length < MIN_LETTERS || word.length > 20 || known.has(word) || !LETTERS.test(word)) return word;
    if (blocked.some((number) => isOneEditApart(word, number))) return word;
    const near = [-1, 0, 1].flatMap((difference) =>
      (byLength.get(word.length + difference) ?? []).filter((candidate) => isOneEditApart(word, candidate)),
    );
    return near.length === 1 ? near[0]! : word;
  };
}
