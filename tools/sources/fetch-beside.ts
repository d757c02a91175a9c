import { NectoError } from "../errors.ts";
import type { FetchContext } from "./fetch-body.ts";

export interface BesideRequest<T> {
  /** Name of the source, for the sentence. */
  readonly source: string;
  /** What the feed adds, in the plural: `Open bids`. */
  readonly what: string;
  readonly ask: (context: FetchContext) => Promise<T>;
  /** How long the feed may keep the prices waiting. */
  readonly timeoutMs: number;
}

export interface Beside<T> {
  /** Null when the feed failed. */
  readonly answer: T | null;
  /** One sentence on what is missing, for `SourceQuotes.incomplete`. */
  readonly missing: string | null;
  /** Why the feed failed. */
  readonly error: NectoError | null;
}

/**
 * Asks a second feed of a source. When it fails, the offers of the first still come and a sentence says what they lack.
 *
 * @throws whatever is no `NectoError`: a bug is no outage.
 */
export async function fetchBeside<T>(
  { source, what, ask, timeoutMs }: BesideRequest<T>,
  { fetch, signal }: FetchContext,
): Promise<Beside<T>> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return { answer: await ask({ fetch, signal: patience }), missing: null, error: null };
  } catch (error) {
    if (!(error instanceof NectoError)) throw error;
    return {
      answer: null,
      missing: `${what} of ${source} are missing: that feed failed (${error.code}).`,
      error,
    };
  }
}

/** The sentences of several feeds as one, or null when none is missing. */
export const joinMissing = (...sentences: readonly (string | null)[]): string | null =>
  sentences.filter((sentence) => sentence !== null).join(" ") || null;
