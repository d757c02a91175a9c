import type { Requirements } from "../../core/requirements.ts";
import type { Clarify } from "../understanding.ts";
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

interface Templates {
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

const TEMPLATES: Readonly<Record<CorpusLanguage, Templates>> = {
  en: { heads: HEADS, cheapestHeads: ["cheapest"], gpu: GPU_CLAUSE, others: OTHER_CLAUSES, polite: null },
  de: foreign(GERMAN_WORDS),
  fr: foreign(FRENCH_WORDS),
  es: foreign(SPANISH_WORDS),
};

function pickOthers(random: Random, count: number, others: Templates["others"]): Clause[] {
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

export interface GeneratedQuestion {
  readonly text: string;
  /** The question that must come back. */
  readonly ask: Clarify["code"];
}

/** What cannot be searched for as it stands, in place of a GPU (`true`) or beside one. */
type Unclear = readonly (readonly [text: string, ask: Clarify["code"], isGpu: boolean])[];

const UNCLEAR: Readonly<Record<CorpusLanguage, Unclear>> = {
  en: [
    ["under 3 euros", "currency", false],
    ["max £2.50/hr", "currency", false],
    ["at most 2 AKT per hour", "currency", false],
    ["8x A100 under $10", "price-scope", true],
    ["at least 4 H100", "gpu-count", true],
    ["2-4 A100s", "gpu-count", true],
    ["for a few hours", "time", false],
    ["for at least 6 hours", "time", false],
    ["H300", "unknown-gpu", true],
    ["over $2 per GPU-hour", "not-understood", false],
    ["with flurbing", "not-understood", false],
  ],
  de: [
    ["unter 3 Euro", "currency", false],
    ["für höchstens 2,50 € pro Stunde", "currency", false],
    ["8x A100 unter 10 Dollar", "price-scope", true],
    ["mindestens 4 H100", "gpu-count", true],
    ["zwischen 2 und 4 A100", "gpu-count", true],
    ["für ein paar Stunden", "time", false],
    ["für mindestens 6 Stunden", "time", false],
    ["H300", "unknown-gpu", true],
    ["über 2 Dollar pro GPU-Stunde", "not-understood", false],
    ["mit Quarzsteuerung", "not-understood", false],
  ],
  fr: [
    ["à moins de 3 euros", "currency", false],
    ["au plus 2,50 € de l'heure", "currency", false],
    ["8x A100 à moins de 10 dollars", "price-scope", true],
    ["au moins 4 H100", "gpu-count", true],
    ["entre 2 et 4 A100", "gpu-count", true],
    ["pendant quelques heures", "time", false],
    ["pendant au moins 6 heures", "time", false],
    ["H300", "unknown-gpu", true],
    ["à plus de 2 $ par GPU-heure", "not-understood", false],
    ["avec des brouettes", "not-understood", false],
  ],
  es: [
    ["por menos de 3 euros", "currency", false],
    ["máximo 2,50 € la hora", "currency", false],
    ["8x A100 por menos de 10 dólares", "price-scope", true],
    ["al menos 4 H100", "gpu-count", true],
    ["entre 2 y 4 A100", "gpu-count", true],
    ["por unas horas", "time", false],
    ["durante al menos 6 horas", "time", false],
    ["H300", "unknown-gpu", true],
    ["por más de 2 dólares por GPU-hora", "not-understood", false],
    ["con molinillos", "not-understood", false],
  ],
};

/** Fields that an unclear price or length would contradict. */
const MONEY_AND_TIME = [
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "durationSeconds",
  "startAt",
  "gpuCount",
];

/** Requests that hold one thing which must be asked about, among clear ones. */
export function GENERATED_QUESTIONS(seed: number, n: number, language: CorpusLanguage): GeneratedQuestion[] {
  const random = seededRandom(seed);
  const templates = TEMPLATES[language];
  const isClear = ({ frame }: Clause): boolean =>
    !Object.keys(frame).some((field) => MONEY_AND_TIME.includes(field));
  return Array.from({ length: n }, () => {
    const [unclear, ask, isGpu] = random.pick(UNCLEAR[language]);
    const gpu = isGpu ? unclear : random.pick(["H100", "A100", "RTX 4090", "L40S"]);
    const others = pickOthers(random, random.below(3), templates.others).filter(isClear);
    const clear = others.filter(({ frame }) => !("rankBy" in frame)).map(({ text }) => text);
    const clauses = isGpu ? clear : random.shuffle([...clear, unclear]);
    const head = random.pick(templates.heads);
    return { text: [head, [gpu, ...clauses].join(", ")].filter(Boolean).join(" "), ask };
  });
}
