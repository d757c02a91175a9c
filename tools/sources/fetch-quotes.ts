import type { Offer } from "../core/offer.ts";
import type { SourceReport } from "../core/source-report.ts";
import { NectoError } from "../errors.ts";
import type { Source, SourceQuotes } from "./source.ts";
import { untilAborted } from "./until-aborted.ts";

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
  const answers = await Promise.all(sources.map((source) => ask(source, options, deadline.signal)));
  clearTimeout(timer);
  return { offers: answers.flatMap(({ offers }) => offers), reports: answers.map(({ report }) => report) };
}

interface Answer {
  readonly offers: readonly Offer[];
  readonly report: SourceReport;
}

async function ask(source: Source, options: ScanOptions, signal: AbortSignal): Promise<Answer> {
  const { fetch, now, onReport } = options;
  const startedAt = now();
  const timing = () => ({
    durationMs: Math.max(0, Math.round(now() - startedAt)),
    observedAt: new Date(startedAt).toISOString(),
  });
  let answer: Answer;
  try {
    const quotes = await untilAborted(askNow(source, { fetch, now, signal }), signal);
    answer = { offers: quotes.offers, report: { ...reportQuotes(source.name, quotes), ...timing() } };
  } catch (error) {
    answer = { offers: [], report: { ...reportFailure(source.name, error, signal), ...timing() } };
  }
  onReport?.(answer.report);
  return answer;
}

/** An adapter that throws before its first await rejects like any other. */
const askNow: (source: Source, context: Parameters<Source["fetchOffers"]>[0]) => Promise<SourceQuotes> =
  async (source, context) => source.fetchOffers(context);

/** Left out on purpose, not for being unreadable or unpriced. */
const NOT_REJECTED = new Set(["reserved-term"]);

type Untimed = Omit<SourceReport, "durationMs" | "observedAt">;

function reportQuotes(source: string, quotes: SourceQuotes): Untimed {
  const rejected = Object.entries(quotes.skips).filter(([code]) => !NOT_REJECTED.has(code));
  const rowsRejected = rejected.reduce((sum, [, count]) => sum + count, 0);
  const sentences = [rejectedSentence(source, rejected, rowsRejected), quotes.incomplete ?? null];
  const message = sentences.filter((sentence) => sentence !== null).join(" ") || null;
  return {
    source,
    status: message === null ? "ok" : "partial",
    offers: quotes.offers.length,
    rowsRejected,
    skips: { ...quotes.skips },
    code: null,
    message,
    bodySha256: quotes.bodySha256,
    url: quotes.url,
  };
}

function rejectedSentence(
  source: string,
  rejected: readonly (readonly [string, number])[],
  rows: number,
): string | null {
  if (rows === 0) return null;
  const reasons = rejected.map(([code, count]) => `${count} ${code}`).join(", ");
  return `${rows} ${rows === 1 ? "row" : "rows"} of ${source} could not be used (${reasons}).`;
}

function reportFailure(source: string, error: unknown, signal: AbortSignal): Untimed {
  const known = error instanceof NectoError ? error : null;
  const timedOut = known === null && signal.aborted;
  return {
    source,
    status: "failed",
    offers: 0,
    rowsRejected: 0,
    skips: {},
    code: known?.code ?? (timedOut ? "source/timeout" : "source/schema"),
    message:
      known?.message ??
      (timedOut
        ? `${source} did not answer in time; its offers are left out this time.`
        : `${source}'s answer could not be read; its offers are left out.`),
    bodySha256: null,
    url: null,
  };
}
