import { CORPUS_NOW, GENERATED_CASES } from "@necto/tools/language/corpus/generate";
import { understand } from "@necto/tools/language/understand";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import { measure, type Timing } from "./measure.ts";

export interface ParserBench {
  readonly sentences: number;
  /** One sentence. */
  readonly timing: Timing;
}

const SENTENCES = 1_000;

/** Sentences of the test corpus, half of them with typing noise. */
export function benchParser(seed: number): ParserBench {
  const cases = [
    ...GENERATED_CASES(seed, SENTENCES / 2, "clean"),
    ...GENERATED_CASES(seed, SENTENCES / 2, "noisy"),
  ];
  const context = { role: "buyer", now: CORPUS_NOW, memory: EMPTY_MEMORY } as const;
  const timing = measure(SENTENCES, SENTENCES, (round) => {
    understand(cases[round % cases.length]!.text, context);
  });
  return { sentences: cases.length, timing };
}
