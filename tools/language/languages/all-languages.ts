import { FRENCH } from "./french.ts";
import { GERMAN } from "./german.ts";
import { buildPhraseBook, type PhraseBook } from "./phrase-book.ts";
import { SPANISH } from "./spanish.ts";

/** Built once, when the first message comes. */
let books: readonly PhraseBook[] | null = null;

/** Every language other than English that messages are read in. */
export const allLanguages = (): readonly PhraseBook[] =>
  (books ??= [GERMAN, FRENCH, SPANISH].map(buildPhraseBook));
