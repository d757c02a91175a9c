import type { Offer } from "../core/offer.ts";
import type { SourceReport } from "../core/source-report.ts";
import { askWithReport } from "./ask-with-report.ts";
import type { Source } from "./source.ts";

export interface ScanOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** One deadline for all sources together, 4000 unless given. */
  readonly deadlineMs?: number;
  /** Called once per source as soon as it has answered or failed. */
  readonly onReport?: (report: SourceReport) => void;
}

export interface Scan {
  /** In the order of the sources, whichever answered first. */
  readonly offers: readonly Offer[];
  /** One per source, same order. */
  readonly reports: readonly SourceReport[];
}

/**
 * Asks all sources at once. A slow, broken or rate-limited source becomes a failed report with one sentence for
 * people; the others are unaffected. Never throws. `partial` when rows were rejected or a second feed was missing.
 * A source that always lists something (Lambda, AWS, a catalogue) reports an empty answer as `source/empty`;
 * Necto's own listings may be none.
 *
 * @example const { offers, reports } = await fetchQuotes([lambda({ apiKey })], { fetch, now: Date.now });
 */
export async function fetchQuotes(sources: readonly Source[], options: ScanOptions): Promise<Scan> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), options.deadlineMs ?? 4000);
  const context = { fetch: options.fetch, now: options.now, signal: deadline.signal };
  const answers = await Promise.all(
    sources.map(async (source) => {
      const ask = () => source.fetchOffers(context);
      const answered = await askWithReport(
        { source: source.name, ask, count: ({ offers }) => offers.length },
        context,
      );
      options.onReport?.(answered.report);
      return answered;
    }),
  ).finally(() => clearTimeout(timer));
  return {
    offers: answers.flatMap(({ answer }) => answer?.offers ?? []),
    reports: answers.map(({ report }) => report),
  };
}
