import { allLanguages } from "./languages/all-languages.ts";
import { understandIn } from "./understand-in.ts";
import type { LanguageContext, Understanding } from "./understanding.ts";

/**
 * What a message means: deterministic, offline, from words in English, German, French or Spanish to a typed frame.
 * Words that carry meaning and are not understood make it ask (`clarify`) instead of guessing. The result holds spans
 * of the text, never its words.
 *
 * @example understand("cheapest H100 in EU under $3", { role: "buyer", now, memory: EMPTY_MEMORY })
 *   // { intent: "search", requirements: { gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] },
 *   //   maxUsdMicrosPerGpuHour: 3_000_000, rankBy: "cost", … }, clarify: null, … }
 */
export const understand = (text: string, context: LanguageContext): Understanding =>
  understandIn(text, context, allLanguages());
