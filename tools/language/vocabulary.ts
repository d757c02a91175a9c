import { GPU_MODELS } from "../core/gpus.ts";
import { lex } from "./lex.ts";
import { ENGLISH_ACTS } from "./lexicon/english-acts.ts";
import { ENGLISH_CHOICES } from "./lexicon/english-choices.ts";
import { ENGLISH_FILLERS, ENGLISH_GUARDS, ENGLISH_NOISE } from "./lexicon/english-fillers.ts";
import { ENGLISH_NUMBERS } from "./lexicon/english-numbers.ts";
import { normalizeText } from "./normalize-text.ts";
import { PLACE_PHRASES } from "./places.ts";
import { buildCorrector, isOneEditApart } from "./spelling.ts";

/** What a phrase stands for, e.g. `{ type: "compare", value: "max" }`. */
export interface Meaning {
  readonly type: string;
  readonly value: string;
}

/** A tree of phrases, one word per level. */
export interface PhraseNode {
  readonly next: Map<string, PhraseNode>;
  readonly meanings: Meaning[];
}

const root: PhraseNode = { next: new Map(), meanings: [] };
const phraseWords = new Set<string>();

const wordsOf = (phrase: string): string[] => lex(normalizeText(phrase)).map((token) => token.word);

function addPhrase(words: readonly string[], meaning: Meaning): void {
  let node = root;
  for (const word of words) {
    let next = node.next.get(word);
    if (!next) node.next.set(word, (next = { next: new Map(), meanings: [] }));
    node = next;
    phraseWords.add(word);
  }
  if (!node.meanings.some(({ type, value }) => type === meaning.type && value === meaning.value))
    node.meanings.push(meaning);
}

const LEXICONS = [ENGLISH_NUMBERS, ENGLISH_CHOICES, ENGLISH_ACTS];
for (const [type, values] of LEXICONS.flatMap((lexicon) => Object.entries(lexicon)))
  for (const [value, phrases] of Object.entries(values))
    for (const phrase of phrases.split("|")) addPhrase(wordsOf(phrase), { type, value });
const lexiconWords = [...phraseWords];

/** Names of money, people and zones: a misspelt word never becomes one of these. */
const NEVER_GUESSED = ["currencyWord", "currencySign", "vendor", "zone", "vagueZone", "form", "ordinal"];
const guessableWords = new Set(
  LEXICONS.flatMap((lexicon) => Object.entries(lexicon))
    .filter(([type]) => !NEVER_GUESSED.includes(type))
    .flatMap(([, values]) => Object.values(values).flatMap((phrases) => phrases.split("|").flatMap(wordsOf))),
);
for (const word of ["dollar", "dollars", "cents"]) guessableWords.add(word);
/** Too near to other words (`tender`, `reader`), or money by itself: `buca 8 A6000` is no 8 dollars. */
for (const word of ["render", "buck"]) guessableWords.delete(word);

for (const [phrase, value] of PLACE_PHRASES) addPhrase(wordsOf(phrase), { type: "place", value });
const placeWords = [...phraseWords].filter((word) => !lexiconWords.includes(word));

/** Aliases that read as something else in a sentence: `max 1550` is a price. */
const NOT_IN_SENTENCES = new Set(["Max 1550"]);
for (const { model, aliases } of GPU_MODELS)
  for (const name of [model, ...aliases].filter((name) => !NOT_IN_SENTENCES.has(name)))
    for (const spelling of [name, name.replaceAll(/[\s-]/g, ""), name.replaceAll("-", " ")])
      addPhrase(wordsOf(spelling), { type: "gpu", value: model });

/** The tree of everything that has a meaning. */
export const PHRASES: PhraseNode = root;

const split = (words: string): string[] =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll("'", ""));

/** Ordinary words: neither names of GPUs nor of units. */
export const ORDINARY_WORDS: ReadonlySet<string> = new Set([...lexiconWords, ...placeWords]);

export const NOISE_WORDS: ReadonlySet<string> = new Set(split(ENGLISH_NOISE));
export const FILLER_WORDS: ReadonlySet<string> = new Set([...split(ENGLISH_FILLERS), ...NOISE_WORDS]);
export const PLACE_WORDS: ReadonlySet<string> = new Set(placeWords);

const isLetters = (word: string): boolean => /^\p{L}+$/u.test(word);
const numberWords = Object.values(ENGLISH_NUMBERS.numberWord ?? {}).flatMap((words) => words.split(/[|\s-]/));

export const KNOWN_WORDS: ReadonlySet<string> = new Set([
  ...phraseWords,
  ...NOISE_WORDS,
  ...FILLER_WORDS,
  ...split(ENGLISH_GUARDS),
]);

/** Words with a meaning or a place in English sentences; the guards of the spelling have neither. */
export const ENGLISH_WORDS: ReadonlySet<string> = new Set([...phraseWords, ...NOISE_WORDS, ...FILLER_WORDS]);

/** Words that a rule reads, in English sentences. */
export const CONTENT_WORDS: ReadonlySet<string> = phraseWords;

const isFillerOnly = (word: string): boolean =>
  FILLER_WORDS.has(word) && (root.next.get(word)?.meanings.length ?? 0) === 0;
const meaningsOf = (word: string): string =>
  JSON.stringify(root.next.get(word)?.meanings ?? (phraseWords.has(word) ? word : "filler"));
/** What a word is the unit of; `week` and `weeks` are one. */
const unitOf = (word: string): string | null => {
  const found = root.next
    .get(word)
    ?.meanings.find(({ type, value }) => UNIT_TYPES.has(type) && value !== "foreign");
  return found ? `${found.type} ${found.value}` : null;
};
const UNIT_TYPES = new Set(["timeUnit", "currencyWord", "memoryUnit", "ratingNoun", "percent", "ms"]);

/** `eigt`: perhaps a number, and numbers are never guessed. */
export const isNearNumber = (word: string): boolean =>
  numberWords.some((number) => number.length >= 3 && isOneEditApart(word, number));

/** Corrects one misspelt word; see `spelling.ts`. */
export const correctSpelling = buildCorrector({
  known: KNOWN_WORDS,
  correctable: [
    ...[...guessableWords].filter(
      (word) => word.length >= 4 && isLetters(word) && !numberWords.includes(word),
    ),
    ...placeWords.filter((word) => word.length >= 5 && isLetters(word)),
    // Small words are many and near to others: a short one is asked about rather than guessed away.
    ...[...FILLER_WORDS].filter((word) => word.length >= 6 && isLetters(word)),
  ].filter((word, index, all) => all.indexOf(word) === index),
  blocked: numberWords.filter((word) => word.length >= 3),
  saySame: (a, b) => (isFillerOnly(a) ? isFillerOnly(b) : meaningsOf(a) === meaningsOf(b)),
  unitOf,
  frequent: new Set(["price"]),
  comparators: new Set(["under", "below", "over", "above", "least", "most", "than"]),
});

const ONE_NAME = ["source", "pricing", "vendor", "form", "currencyWord", "zone"];

/** Names that every language writes alike: GPUs, places, sources, units, terms of the trade. */
export const NAME_WORDS: ReadonlySet<string> = new Set([
  ...placeWords.filter((word) => !FILLER_WORDS.has(word)),
  ...GPU_MODELS.flatMap(({ model, aliases }) => [model, ...aliases]).flatMap(wordsOf),
  ...LEXICONS.flatMap((lexicon) => ONE_NAME.flatMap((type) => Object.values(lexicon[type] ?? {})))
    .flatMap((phrases) => phrases.split("|").map(wordsOf))
    .flatMap((words) => (words.length === 1 ? words : [])),
  ...split("gpu gpus gb tb vram ms max min h s d am pm eu spot cloud token budget uptime sla ok"),
]);

/** First pieces of GPU names (`h`, `rtx`), which people glue to other words: `xh100`. */
export const GPU_HEADS: ReadonlySet<string> = new Set(
  GPU_MODELS.flatMap(({ model, aliases }) => [model, ...aliases])
    .map((name) => wordsOf(name.replaceAll(/[\s-]/g, ""))[0] ?? "")
    .filter((head) => isLetters(head) && !["max", "pro", "gpu"].includes(head)),
);
