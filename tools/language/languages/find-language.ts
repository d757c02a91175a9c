import type { Token } from "../token.ts";
import { KNOWN_WORDS, NAME_WORDS } from "../vocabulary.ts";
import { FRENCH } from "./french.ts";
import { GERMAN } from "./german.ts";
import { buildPhraseBook, fold, type PhraseBook, splitElisions } from "./phrase-book.ts";
import { SPANISH } from "./spanish.ts";

/** Built once, when the first message comes. */
let books: readonly PhraseBook[] | null = null;
const allBooks = (): readonly PhraseBook[] => (books ??= [GERMAN, FRENCH, SPANISH].map(buildPhraseBook));

interface Evidence {
  readonly book: PhraseBook;
  /** Words that only this language has. */
  readonly own: number;
  /** English words that it does not have; names of GPUs, places and units belong to every language. */
  readonly english: number;
  /** All words it has. */
  readonly shared: number;
}

function weigh(book: PhraseBook, tokens: readonly Token[]): Evidence {
  const said = book.language.elides ? splitElisions(tokens) : tokens;
  let [own, english, shared] = [0, 0, 0];
  for (const { kind, word } of said) {
    if (kind !== "word") continue;
    const isEnglish = KNOWN_WORDS.has(word);
    if (book.words.has(fold(word))) {
      shared++;
      if (!isEnglish) own++;
    } else if (isEnglish && word.length > 1 && !NAME_WORDS.has(word)) english++;
  }
  return { book, own, english, shared };
}

/**
 * The language other than English that a message is written in; null for English, and whenever English words outweigh
 * the others: a foreign word in an English sentence changes nothing.
 */
export function findLanguage(tokens: readonly Token[]): PhraseBook | null {
  if (!tokens.some(({ kind, word }) => kind === "word" && !KNOWN_WORDS.has(word))) return null;
  const [best] = allBooks()
    .map((book) => weigh(book, tokens))
    .filter(({ own, english }) => own > 0 && own >= english)
    .sort((a, b) => b.own - b.english - (a.own - a.english) || b.shared - a.shared);
  return best?.book ?? null;
}
