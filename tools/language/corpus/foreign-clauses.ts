import type { Requirements } from "../../core/requirements.ts";
import type { Clause, ClauseMaker } from "./clauses.ts";

type Row<T> = readonly [text: string, value: T];

/** What a language says, by constraint. Written without the parser's tables. */
export interface ForeignWords {
  readonly heads: readonly string[];
  /** Heads that order by price: no other order stands beside them. */
  readonly cheapestHeads: readonly string[];
  /** Number words by value, from 2. */
  readonly numbers: Readonly<Record<number, string>>;
  readonly or: string;
  /** Around an amount as this language writes it (`2,50`). */
  readonly prices: readonly ((amount: string) => string)[];
  readonly cents: readonly ((cents: number) => string)[];
  readonly budgets: readonly ((amount: string) => string)[];
  /** Between thousands. */
  readonly group: string;
  readonly durations: readonly Row<number>[];
  readonly starts: readonly Row<string>[];
  readonly included: readonly Row<readonly string[]>[];
  readonly excluded: readonly Row<readonly string[]>[];
  readonly pricings: readonly Row<Requirements["pricingModels"]>[];
  readonly sources: readonly Row<{ include: string[]; exclude: string[] }>[];
  readonly uptimes: readonly Row<number>[];
  readonly ratings: readonly Row<number>[];
  readonly latencies: readonly Row<number>[];
  readonly ranks: readonly Row<Requirements["rankBy"]>[];
  readonly modes: readonly Row<"tracked" | "untracked">[];
  readonly origins: readonly Row<string>[];
  readonly memories: readonly Row<number>[];
  /** Around a whole request. */
  readonly polite: readonly ((said: string) => string)[];
}

const GPUS: readonly (readonly [text: string, models: readonly string[], minVramGib?: number])[] = [
  ["H100", ["H100"]],
  ["h100", ["H100"]],
  ["H100 SXM", ["H100 SXM"]],
  ["H200", ["H200"]],
  ["A100", ["A100"]],
  ["A100 80GB", ["A100"], 80],
  ["L40S", ["L40S"]],
  ["L4", ["L4"]],
  ["RTX 4090", ["RTX 4090"]],
  ["4090", ["RTX 4090"]],
  ["RTX 6000 Ada", ["RTX 6000 Ada"]],
  ["A6000", ["RTX A6000"]],
  ["MI300X", ["MI300X"]],
  ["B200", ["B200"]],
];

const gpuOf =
  ({ numbers, or }: ForeignWords): ClauseMaker =>
  (random) => {
    const [name, models, vram] = random.pick(GPUS);
    if (random.chance(10)) return { text: `H100 ${or} H200`, frame: { gpuModels: ["H100", "H200"] } };
    const count = random.pick([null, null, 2, 2, 3, 4, 4, 8, 8, 16, 32]);
    const frame = { gpuModels: [...models], ...(vram ? { minVramGib: vram } : {}) };
    if (count === null) return { text: name, frame };
    const word = numbers[count];
    const ways = [`${count}x ${name}`, `${count} ${name}`, `${count} × ${name}`, `${name} x${count}`];
    return {
      text: random.pick(word ? [...ways, `${word} ${name}`] : ways),
      frame: { ...frame, gpuCount: count },
    };
  };

/** `2,50`; whole amounts also without decimals. */
const decimal = (cents: number): string =>
  cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2).replace(".", ",");

const priceOf =
  ({ prices, cents: inCents }: ForeignWords): ClauseMaker =>
  (random) => {
    const cents = random.pick([25, 40, 80, 99, 100, 125, 150, 175, 200, 220, 250, 280, 300, 350, 400, 450]);
    const isSmall = cents < 100 && random.chance(50);
    const text = isSmall ? random.pick(inCents)(cents) : random.pick(prices)(decimal(cents));
    return { text, frame: { maxUsdMicrosPerGpuHour: cents * 10_000 } };
  };

const budgetOf =
  ({ budgets, group }: ForeignWords): ClauseMaker =>
  (random) => {
    const dollars = random.pick([60, 75, 100, 250, 500, 750, 1000, 1500, 2000, 12_000]);
    const grouped = dollars < 1000 ? String(dollars) : dollars.toLocaleString("en-US").replace(",", group);
    const amount = random.pick([String(dollars), grouped]);
    return { text: random.pick(budgets)(amount), frame: { maxTotalUsdMicros: dollars * 1_000_000 } };
  };

const table =
  <F extends keyof Requirements>(field: F, rows: readonly Row<Requirements[F]>[]): ClauseMaker =>
  (random) => {
    const [text, value] = random.pick(rows);
    return { text, frame: { [field]: structuredClone(value) } as Clause["frame"] };
  };

const regionOf =
  ({ included, excluded }: ForeignWords): ClauseMaker =>
  (random) => {
    const isIncluded = random.chance(65);
    const [text, tokens] = random.pick(isIncluded ? included : excluded);
    const regions = isIncluded
      ? { include: [...tokens], exclude: [] }
      : { include: [], exclude: [...tokens] };
    return { text, frame: { regions } };
  };

/** The clauses of a language, by a weight that resembles how often people say them. */
export function foreignClauses(words: ForeignWords): {
  readonly gpu: ClauseMaker;
  readonly others: readonly (readonly [name: string, make: ClauseMaker, weight: number])[];
} {
  return {
    gpu: gpuOf(words),
    others: [
      ["price", priceOf(words), 8],
      ["budget", budgetOf(words), 3],
      ["duration", table("durationSeconds", words.durations), 5],
      ["start", table("startAt", words.starts), 2],
      ["region", regionOf(words), 7],
      ["pricing", table("pricingModels", words.pricings), 4],
      ["source", table("sources", words.sources), 3],
      ["uptime", table("minUptimeBps", words.uptimes), 2],
      ["rating", table("minRatingBps", words.ratings), 2],
      ["latency", table("maxLatencyMs", words.latencies), 1],
      ["mode", table("mode", words.modes), 2],
      ["rank", table("rankBy", words.ranks), 3],
      ["origin", table("buyerCountry", words.origins), 1],
      ["vram", table("minVramGib", words.memories), 1],
    ],
  };
}
