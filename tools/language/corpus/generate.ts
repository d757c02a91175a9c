import type { Requirements } from "../../core/requirements.ts";
import { type Clause, GPU_CLAUSE, OTHER_CLAUSES } from "./clauses.ts";
import { addNoise } from "./noise.ts";
import { type Random, seededRandom } from "./random.ts";

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

function pickOthers(random: Random, count: number): Clause[] {
  const bag = OTHER_CLAUSES.flatMap((entry) => Array.from({ length: entry[2] }, () => entry));
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

/** "Cheapest" orders by price, so another order beside it is a contradiction. */
const clashes = (head: string, clauses: readonly Clause[]): boolean =>
  head === "cheapest" && fieldsOf(clauses).includes("rankBy");

function oneCase(random: Random): GeneratedCase {
  const head = random.pick(HEADS);
  const gpu = GPU_CLAUSE(random);
  const others = pickOthers(random, random.pick([0, 1, 1, 2, 2, 3, 3, 4]));
  if (saysTwice([gpu, ...others]) || clashes(head, others)) return oneCase(random);
  const ordered = order(random, head, gpu, others);
  const separator = random.pick([", ", " ", " ", ", "]);
  const text = [head, ordered.map((clause) => clause.text).join(separator)].filter(Boolean).join(" ");
  return { text, frame: Object.assign({}, ...ordered.map(({ frame }) => frame)) };
}

/**
 * Sentences with the requirements they state, from templates × values (× noise), the same for the same seed.
 * The gold frames are written beside the templates and share nothing with the parser.
 *
 * @example GENERATED_CASES(1, 500) // 500 clean cases; GENERATED_CASES(1, 500, "noisy") with typing noise
 */
export function GENERATED_CASES(seed: number, n: number, kind: "clean" | "noisy" = "clean"): GeneratedCase[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => {
    const clean = oneCase(random);
    return kind === "clean" ? clean : { ...clean, text: addNoise(clean.text, random) };
  });
}
