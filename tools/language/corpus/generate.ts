import type { Requirements } from "../../core/requirements.ts";
import { type Clause, type ClauseMaker, GPU_CLAUSE, OTHER_CLAUSES } from "./clauses.ts";
import { type ForeignWords, foreignClauses } from "./foreign-clauses.ts";
import { addNoise } from "./noise.ts";
import { type Random, seededRandom } from "./random.ts";
import { FRENCH_WORDS } from "./words-french.ts";
import { GERMAN_WORDS } from "./words-german.ts";
import { SPANISH_WORDS } from "./words-spanish.ts";

/** Sunday, 22 November 2026, 10:00 UTC: the moment that every generated case is said. */
export const CORPUS_NOW = Date.parse("2026-11-22T10:00:00Z");

export interface GeneratedCase {
  readonly text: string;
  /** What was said; every field not here is as with nothing said. */
  readonly frame: Partial<Requirements>;
}

const HEADS = [
  "find me",
  "I need",
  "looking for",
  "show me",
  "get me",
  "we want",
  "find",
  "cheapest",
  "",
  "",
  "can you find",
  "i'd like to rent",
  "need",
  "give me",
  "do you have",
  "search for",
];

/** The languages of the generated corpus. */
export type CorpusLanguage = "en" | "de" | "fr" | "es";

/** Sentences of one language. */
export interface Templates {
  readonly heads: readonly string[];
  /** Heads that order by price, so another order beside them is a contradiction. */
  readonly cheapestHeads: readonly string[];
  readonly gpu: ClauseMaker;
  readonly others: readonly (readonly [name: string, make: ClauseMaker, weight: number])[];
  /** Null: the politeness of `noise.ts`, which is English. */
  readonly polite: ForeignWords["polite"] | null;
}

const foreign = (words: ForeignWords): Templates => ({
  heads: [...words.heads, ...words.cheapestHeads],
  cheapestHeads: words.cheapestHeads,
  ...foreignClauses(words),
  polite: words.polite,
});

/** What a language's sentences are made of. */
export const TEMPLATES: Readonly<Record<CorpusLanguage, Templates>> = {
  en: { heads: HEADS, cheapestHeads: ["cheapest"], gpu: GPU_CLAUSE, others: OTHER_CLAUSES, polite: null },
  de: foreign(GERMAN_WORDS),
  fr: foreign(FRENCH_WORDS),
  es: foreign(SPANISH_WORDS),
};

/** Clauses of different constraints, as often as people say them. */
export function pickOthers(random: Random, count: number, others: Templates["others"]): Clause[] {
  const bag = others.flatMap((entry) => Array.from({ length: entry[2] }, () => entry));
  const chosen = new Map<string, Clause>();
  for (let tries = 0; tries < 30 && chosen.size < count; tries++) {
    const [name, make] = random.pick(bag);
    if (!chosen.has(name)) chosen.set(name, make(random));
  }
  return [...chosen.values()];
}

/** Where the GPU stands: right behind the verb, or anywhere when there is no verb. */
function order(random: Random, head: string, gpu: Clause, others: readonly Clause[]): readonly Clause[] {
  const shuffled = random.shuffle(others);
  return head === "" && random.chance(30) ? random.shuffle([gpu, ...shuffled]) : [gpu, ...shuffled];
}

const fieldsOf = (clauses: readonly Clause[]): string[] => clauses.flatMap(({ frame }) => Object.keys(frame));
const saysTwice = (clauses: readonly Clause[]): boolean =>
  new Set(fieldsOf(clauses)).size < fieldsOf(clauses).length;

function oneCase(random: Random, templates: Templates): GeneratedCase {
  const head = random.pick(templates.heads);
  const gpu = templates.gpu(random);
  const others = pickOthers(random, random.pick([0, 1, 1, 2, 2, 3, 3, 4]), templates.others);
  const ordersTwice = templates.cheapestHeads.includes(head) && fieldsOf(others).includes("rankBy");
  if (saysTwice([gpu, ...others]) || ordersTwice) return oneCase(random, templates);
  const ordered = order(random, head, gpu, others);
  const separator = random.pick([", ", " ", " ", ", "]);
  const text = [head, ordered.map((clause) => clause.text).join(separator)].filter(Boolean).join(" ");
  return { text, frame: Object.assign({}, ...ordered.map(({ frame }) => frame)) };
}

/**
 * Sentences with the requirements they state, from templates × values (× noise), the same for the same seed.
 * The gold frames are written beside the templates and share nothing with the parser.
 *
 * @example GENERATED_CASES(1, 500) // 500 clean cases; GENERATED_CASES(1, 500, "noisy", "de") German with typing noise
 */
export function GENERATED_CASES(
  seed: number,
  n: number,
  kind: "clean" | "noisy" = "clean",
  language: CorpusLanguage = "en",
): GeneratedCase[] {
  const random = seededRandom(seed);
  const templates = TEMPLATES[language];
  return Array.from({ length: n }, () => {
    const clean = oneCase(random, templates);
    return kind === "clean" ? clean : { ...clean, text: addNoise(clean.text, random, templates.polite) };
  });
}
