import type { LanguageContext, Understanding } from "@necto/tools/language/understanding";

/** How one message was read, and by which model. */
export interface Reading {
  readonly understanding: Understanding;
  /** `offline`, the chat model's name, or `offline-fallback` when the chat model failed. */
  readonly model: string;
  /** Why the offline model took over; null when it did not. */
  readonly fallbackReason: string | null;
}

/** The two places where a language model is asked: to understand words, and to phrase facts. */
export interface AgentModel {
  readonly name: string;
  /** keccak256 of the prompts it is asked with; null for a model that has none. */
  readonly promptDigest: string | null;
  readonly understand: (text: string, context: LanguageContext, signal: AbortSignal) => Promise<Reading>;
  /** Rewords a reply made of facts, or returns it unchanged; the caller checks every numeral. */
  readonly phrase: (facts: string, signal: AbortSignal) => Promise<string>;
}
