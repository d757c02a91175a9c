import type { Token } from "../token.ts";
import {
  correctSpelling,
  ENGLISH_WORDS,
  isNearNumber,
  KNOWN_WORDS,
  NAME_WORDS,
  PLACE_WORDS,
} from "../vocabulary.ts";
import { fold, type PhraseBook, splitElisions } from "./phrase-book.ts";

/** Letters by themselves that are words elsewhere (`o`, `u`, `e`) and none here. */
const isForeignLetter = ({ word, glued }: Token): boolean => /^[oue]$/.test(word) && !glued;
const isEnglishWord = (token: Token): boolean => ENGLISH_WORDS.has(token.word) && !isForeignLetter(token);

interface Evidence {
  readonly book: PhraseBook;
  /** Words that only this language has. */
  readonly own: number;
  /** English words that it does not have; names of GPUs, places and units belong to every language. */
  readonly english: number;
  /** Its words as it spells them, with all marks: French `très` is no Spanish `tres`. */
  readonly exact: number;
}

/** One typing mistake from a word of the language, and not from an English one; of places there are too many. */
function isMisspelt(book: PhraseBook, word: string): boolean {
  const english = correctSpelling(word, "elsewhere");
  if (KNOWN_WORDS.has(word) || isNearNumber(word)) return false;
  const isUnknown = english === word || PLACE_WORDS.has(english);
  return isUnknown && book.words.has(book.correct(fold(word), "elsewhere"));
}

function weigh(book: PhraseBook, tokens: readonly Token[]): Evidence {
  const said = book.language.elides ? splitElisions(tokens) : tokens;
  let [own, misspelt, english, exact] = [0, 0, 0, 0];
  for (const token of said) {
    if (token.kind !== "word") continue;
    const { word } = token;
    const isEnglish = isEnglishWord(token);
    if (book.words.has(fold(word))) {
      if (book.spellings.has(word)) exact++;
      if (!isEnglish) own++;
    } else if (isEnglish) {
      if (word.length > 1 && !NAME_WORDS.has(word)) english++;
    } else if (isMisspelt(book, word)) misspelt++;
  }
  // A misspelt word says less than a right one, and nothing beside English words.
  return { book, own: own + (own > 0 || english === 0 ? 0.9 * misspelt : 0), english, exact };
}

/**
 * The language other than English that a message is written in; null for English, and whenever English words outweigh
 * the others: a foreign word in an English sentence changes nothing.
 */
export function findLanguage(tokens: readonly Token[], languages: readonly PhraseBook[]): PhraseBook | null {
  if (!tokens.some((token) => token.kind === "word" && !isEnglishWord(token))) return null;
  const [best] = languages
    .map((book) => weigh(book, tokens))
    .filter(({ own, english }) => own > 0 && own >= english)
    .sort((a, b) => b.own - b.english - (a.own - a.english) || b.exact - a.exact);
  return best?.book ?? null;
}
