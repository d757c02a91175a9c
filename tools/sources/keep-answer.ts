import type { Source, SourceQuotes } from "./source.ts";

/**
 * A source whose answer is asked for at most once in a while: between two reads it gives the same offers, the very
 * same objects. For sources that change by the day, such as a catalogue.
 *
 * @param maxAgeMs how long an answer is good for
 */
export function keepAnswer(source: Source, maxAgeMs: number): Source {
  let kept: { readonly quotes: SourceQuotes; readonly at: number } | null = null;
  return {
    name: source.name,
    async fetchOffers(context) {
      const now = context.now();
      if (kept && now - kept.at < maxAgeMs) return kept.quotes;
      const quotes = await source.fetchOffers(context);
      kept = { quotes, at: now };
      return quotes;
    },
  };
}
