import type { Offer } from "../core/offer.ts";

/** Everything an adapter may touch. It has no cache, no retry, no log and no environment of its own. */
export interface SourceContext {
  /** `globalThis.fetch`, or a map-backed stand-in in tests. */
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds; stamps `observedAt`. */
  readonly now: () => number;
  /** Aborts when the scan's one deadline passes. */
  readonly signal: AbortSignal;
}

/** What one answer of a source contains. */
export interface SourceQuotes {
  readonly offers: readonly Offer[];
  /** Rows left out and why, by code, e.g. `{ malformed: 1, "no-price": 3, "reserved-term": 12 }`. */
  readonly skips: Readonly<Record<string, number>>;
  /** SHA-256 of the body as received, lower-case hex; several bodies are hashed in the order they were asked for. */
  readonly bodySha256: string | null;
  readonly url: string | null;
  /** One sentence on what is missing although offers came (a second feed failed); makes the report `partial`. */
  readonly incomplete?: string | null;
  /** When the answer was given, ISO; absent when it is of this scan. */
  readonly answeredAt?: string;
  /** Why an earlier answer stands in for one of this scan: a `source/…` code and one sentence with the answer's age. */
  readonly standsInFor?: { readonly code: string; readonly sentence: string };
}

/** One place where prices come from. Adapters are factories that return a plain object. */
export interface Source {
  /** `lambda`, `aws-spot`, `catalog`, `necto`, … */
  readonly name: string;
  /** @throws NectoError with a `source/…` code when the answer as a whole cannot be used. */
  readonly fetchOffers: (context: SourceContext) => Promise<SourceQuotes>;
}
