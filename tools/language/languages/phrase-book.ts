import { lex } from "../lex.ts";
import { normalizeText } from "../normalize-text.ts";
import { buildCorrector, type Corrector } from "../spelling.ts";
import type { Token } from "../token.ts";
import { CONTENT_WORDS } from "../vocabulary.ts";
import type { Language } from "./language.ts";
import { placeNamesOf } from "./place-names.ts";

/** What a phrase says, as tokens of the one grammar; `beforeNumber` phrases count only before a number. */
export interface Saying {
  readonly english: readonly Token[];
  readonly beforeNumber: boolean;
}

export interface PhraseBranch {
  readonly next: Map<string, PhraseBranch>;
  readonly sayings: Saying[];
}

/** A language ready to be looked up in. */
export interface PhraseBook {
  readonly language: Language;
  readonly root: PhraseBranch;
  /** Every word of every phrase, folded. */
  readonly words: ReadonlySet<string>;
  /** The same as they are spelt. */
  readonly spellings: ReadonlySet<string>;
  /** Names of months, folded. */
  readonly months: ReadonlySet<string>;
  /** Corrects one misspelt word into one of this language's, or leaves it. */
  readonly correct: Corrector;
}

/** Lower case without marks: people leave them out (`gunstigste`, `moins chere`). */
export const fold = (word: string): string =>
  word.toLowerCase().replaceAll("ß", "ss").replaceAll("œ", "oe").normalize("NFD").replaceAll(/\p{M}/gu, "");

const ELISION = /^(?:[ldjnstmc]|qu|jusqu|lorsqu)'(?=\p{L})/iu;

/** `l'heure` as two tokens, and `l'` by itself as one; offsets are of the text as written. */
export function splitElisions(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token, at) => {
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    const isElided = (one: Token | undefined): boolean => /^(?:[ldjnstmc]|qu|jusqu)$/i.test(one?.text ?? "");
    if (token.text === "'" && token.glued && isElided(before)) return [];
    if (isElided(token) && next?.text === "'" && next.glued)
      return [{ ...token, text: `${token.text}'`, word: `${token.word}'`, end: next.end }];
    const head = token.kind === "word" ? ELISION.exec(token.text)?.[0] : undefined;
    if (head === undefined) return [token];
    const rest = token.text.slice(head.length);
    const middle = Math.min(token.start + head.length, token.end - 1);
    return [
      { ...token, text: head, word: head.toLowerCase(), end: middle },
      { ...token, text: rest, word: rest.toLowerCase(), start: middle, glued: true },
    ];
  });
}

const lexed = (phrase: string): Token[] => lex(normalizeText(phrase));

function addPhrase(root: PhraseBranch, words: readonly string[], saying: Saying): void {
  let branch = root;
  for (const word of words) {
    let next = branch.next.get(word);
    if (!next) branch.next.set(word, (next = { next: new Map(), sayings: [] }));
    branch = next;
  }
  branch.sayings.push(saying);
}

/** `günstigste` is also typed `guenstigste`. */
const spellings = (phrase: string, digraphs: Language["digraphs"]): string[] => {
  const spelt = Object.entries(digraphs).reduce(
    (text, [letter, two]) => text.replaceAll(letter, two),
    phrase,
  );
  return spelt === phrase ? [phrase] : [phrase, spelt];
};

/** Names that people misspell in any language. */
const SHARED_NAMES = ["lambda", "necto", "akash", "frankfurt", "berlin", "madrid"];

/** Stands for words that carry nothing, so that their neighbours do not become one phrase: `einen haben Tag` is no `einen Tag`. */
const NOTHING = "dear";

const SMALL_ENGLISH = new Set(["here", "mine", "there", "their"]);

const UNITS = new Set(
  "hours minutes seconds days weeks months years dollars cents euros gb stars uptime memory".split(" "),
);
const COMPARATORS = new Set([
  "under",
  "over",
  "between",
  "about",
  "less than",
  "at most",
  "at least",
  "up to",
]);
const MONTHS = new Set(
  "january february march april may june july august september october november december".split(" "),
);

/** Builds the lookup of a language; phrases listed first win where two say different things. */
export function buildPhraseBook(language: Language): PhraseBook {
  const root: PhraseBranch = { next: new Map(), sayings: [] };
  const words = new Set<string>();
  const spelt = new Set<string>();
  /** What single words say, for the corrector. */
  const single = new Map<string, string>();
  const numberWords = new Set<string>();
  const add = (phrase: string, english: string): void => {
    const beforeNumber = phrase.endsWith(" #");
    const saying = { english: lexed(english || NOTHING), beforeNumber };
    for (const spelling of spellings(beforeNumber ? phrase.slice(0, -2) : phrase, language.digraphs)) {
      const tokens = language.elides ? splitElisions(lexed(spelling)) : lexed(spelling);
      const folded = tokens.map(({ word }) => fold(word));
      addPhrase(root, folded, saying);
      for (const word of folded) words.add(word);
      for (const { word } of tokens) spelt.add(word);
      if (folded.length === 1 && !single.has(folded[0]!)) single.set(folded[0]!, english);
    }
  };
  for (const [word, value] of language.numbers) {
    add(word, String(value));
    for (const part of word.split(/[ -]/)) numberWords.add(fold(part));
  }
  for (const [english, phrases] of Object.entries(language.phrases))
    for (const phrase of phrases.split("|")) add(phrase, english);
  for (const [name, english] of placeNamesOf(language)) add(name, english);
  const places = new Set(
    placeNamesOf(language).flatMap(([name]) => lexed(name).map(({ word }) => fold(word))),
  );
  const correctable = [...words, ...SHARED_NAMES].filter(
    (word) => word.length >= (places.has(word) ? 6 : 5) && /^\p{L}+$/u.test(word) && !numberWords.has(word),
  );
  return {
    language,
    root,
    words,
    spellings: spelt,
    months: new Set([...single].filter(([, english]) => MONTHS.has(english)).map(([word]) => word)),
    correct: buildCorrector({
      // Small English words are no reason to leave a word alone: `pour une here` means `heure`.
      known: new Set(
        [...words, ...CONTENT_WORDS].filter((word) => !SMALL_ENGLISH.has(word) || words.has(word)),
      ),
      correctable,
      blocked: [...numberWords].filter((word) => word.length >= 3),
      frequent: new Set(),
      saySame: (a, b) => single.has(a) && single.get(a) === single.get(b),
      unitOf: (word) => (UNITS.has(single.get(word) ?? "") ? single.get(word)! : null),
      comparators: new Set(
        [...single].filter(([, english]) => COMPARATORS.has(english)).map(([word]) => word),
      ),
    }),
  };
}
