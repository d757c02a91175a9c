import { understand } from "@necto/tools/language/understand";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import { measure, type Timing } from "./measure.ts";

export interface ParserBench {
  readonly sentences: number;
  /** One sentence. */
  readonly timing: Timing;
}

const SENTENCES = ["cheapest H100 in EU under $3"];

export function benchParser(_seed: number): ParserBench {
  const context = { role: "buyer", now: Date.UTC(2026, 10, 22), memory: EMPTY_MEMORY } as const;
  const timing = measure(
    2_000,
    200,
    (round) => void understand(SENTENCES[round % SENTENCES.length]!, context),
  );
  return { sentences: SENTENCES.length, timing };
}
