import type { SourceReport } from "../core/source-report.ts";
import { NectoError } from "../errors.ts";
import type { SourceContext, SourceQuotes } from "./source.ts";
import { untilAborted } from "./until-aborted.ts";

/** What an answer tells beside its contents. */
export type SourceAnswer = Omit<SourceQuotes, "offers">;

export interface Question<T extends SourceAnswer> {
  /** Name of the source or price feed. */
  readonly source: string;
  readonly ask: () => Promise<T>;
  /** Offers (or prices) in the answer. */
  readonly count: (answer: T) => number;
}

/**
 * Asks once, until the signal aborts, and says in a report how it went. An answer that stands in for a failed one is
 * `partial`, with the failure's code and the time it was given. Never throws: a failure is a report with a
 * code, one sentence for people and a null answer.
 */
export async function askWithReport<T extends SourceAnswer>(
  { source, ask, count }: Question<T>,
  { now, signal }: Pick<SourceContext, "now" | "signal">,
): Promise<{ readonly answer: T | null; readonly report: SourceReport }> {
  const startedAt = now();
  const timing = () => ({
    durationMs: Math.max(0, Math.round(now() - startedAt)),
    observedAt: new Date(startedAt).toISOString(),
  });
  try {
    // The async arrow makes an adapter that throws before its first await reject like any other.
    const answer = await untilAborted((async () => ask())(), signal);
    const report = { ...reportAnswer(source, answer, count(answer)), ...timing() };
    return { answer, report: { ...report, observedAt: answer.answeredAt ?? report.observedAt } };
  } catch (error) {
    return { answer: null, report: { ...reportFailure(source, error, signal), ...timing() } };
  }
}

/** Left out on purpose, not for being unreadable or unpriced. */
const NOT_REJECTED = new Set(["reserved-term", "superseded"]);

type Untimed = Omit<SourceReport, "durationMs" | "observedAt">;

function reportAnswer(source: string, answer: SourceAnswer, count: number): Untimed {
  const rejected = Object.entries(answer.skips).filter(([code]) => !NOT_REJECTED.has(code));
  const rowsRejected = rejected.reduce((sum, [, count]) => sum + count, 0);
  const sentences = [
    answer.standsInFor?.sentence ?? null,
    rejectedSentence(source, rejected, rowsRejected),
    answer.incomplete ?? null,
  ];
  const message = sentences.filter((sentence) => sentence !== null).join(" ") || null;
  return {
    source,
    status: message === null ? "ok" : "partial",
    offers: count,
    rowsRejected,
    skips: { ...answer.skips },
    code: answer.standsInFor?.code ?? null,
    message,
    bodySha256: answer.bodySha256,
    url: answer.url,
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
        ? `${source} did not answer in time; it is left out this time.`
        : `${source}'s answer could not be read; it is left out.`),
    bodySha256: null,
    url: null,
  };
}
