import { z } from "zod";
import { ProviderChange } from "../core/provider-change.ts";
import { Requirements } from "../core/requirements.ts";

export const INTENTS = [
  "search",
  "book",
  "explain",
  "verify",
  "set-price",
  "set-capacity",
  "create-listing",
  "update-listing",
  "earnings",
  "jobs",
  "spend",
  "watch",
  "help",
  "refuse",
] as const;
export type Intent = (typeof INTENTS)[number];

/** Half-open range of UTF-16 offsets into the text as the user wrote it. Words themselves never leave the browser in untracked mode. */
export const Span = z.object({ start: z.number().int().nonnegative(), end: z.number().int().nonnegative() });
export type Span = z.output<typeof Span>;

/** The evidence of a refused message that a provider could say in a conversation of their own. */
export const PROVIDER_ORDER = "provider-order";

/** The words that a field of the frame came from; `undo` for words that took the last change back. */
export const Evidence = z.object({ field: z.string(), span: Span });
export type Evidence = z.output<typeof Evidence>;

/** Which offer of the list shown last is meant. */
export const Pick = z.discriminatedUnion("kind", [
  /** 1 = the first of the list; -1 = the last. */
  z.object({ kind: z.literal("ordinal"), ordinal: z.number().int() }),
  z.object({ kind: z.literal("cheapest") }),
  z.object({ kind: z.literal("offer"), offerId: z.string() }),
  /** A source or provider by its name, e.g. "why not lambda?". */
  z.object({ kind: z.literal("named"), name: z.string() }),
  /** The best offer that has something, e.g. "why not spot?", "why not in Germany?". */
  z.object({ kind: z.literal("with"), requirements: Requirements }),
]);
export type Pick = z.output<typeof Pick>;

/** Why the agent must ask before it searches. Each code has one wording, in `wording.ts`. */
export const CLARIFY_CODES = [
  /** Some words that carry meaning (a number, a negation, a place, a GPU-like name) were not understood. */
  "not-understood",
  /** A price without a unit that could be per GPU-hour, per machine or for everything. */
  "price-scope",
  /** A price in a currency that is not USD. */
  "currency",
  /** A GPU-like name that the table does not know. */
  "unknown-gpu",
  /** A place that could be two places, or is none. */
  "region",
  /** A time, date or duration that cannot be placed. */
  "time",
  /** "At least four", "up to 8": requirements hold one number of GPUs. */
  "gpu-count",
  /** Two statements contradict each other. */
  "contradiction",
  /** "Cheaper", "faster": relative to a list, without saying by how much. */
  "relative",
  /** "The second one" without a list. */
  "no-list",
  /** "Undo" where nothing was changed. */
  "no-undo",
  /** A provider's change without saying of what, or to what. */
  "incomplete-change",
] as const;

export const Clarify = z.object({
  code: z.enum(CLARIFY_CODES),
  /** The field of the frame that is unsure, when it is one. */
  field: z.string().nullable(),
  /** The words that were not understood. */
  spans: z.array(Span),
  /** Ready answers, as whole sentences a user could send ("under $3 per GPU-hour"). */
  options: z.array(z.string()),
});
export type Clarify = z.output<typeof Clarify>;

/** What a message means: the frame, where each part came from, and what must be asked. */
export const Understanding = z.object({
  intent: z.enum(INTENTS),
  /** Present for every buyer intent that carries any; follow-ups are already merged with the thread's frame. */
  requirements: Requirements.nullable(),
  /** Present for provider intents, and for a provider's questions about listings of their own. */
  change: ProviderChange.nullable(),
  /**
   * For `explain` and `book`. `question` says which side of the ranking is asked about; `rank-first` and `why-lost` are asked
   * by a provider about the listings that `change` names.
   */
  target: z.object({ pick: Pick, question: z.enum(["why", "why-not", "rank-first", "why-lost"]) }).nullable(),
  evidence: z.array(Evidence),
  clarify: Clarify.nullable(),
});
export type Understanding = z.output<typeof Understanding>;

/** What the thread remembers; enough to resolve "make it in Asia" and "why not the second one?". */
export interface ThreadMemory {
  readonly requirements: Requirements | null;
  /** The frames before that one, the newest last; what "undo" goes back to. Absent where nobody keeps any. */
  readonly earlier?: readonly Requirements[];
  /** Offers of the list shown last, in its order. */
  readonly shown: readonly { readonly offerId: string; readonly provider: string; readonly source: string }[];
}

export interface LanguageContext {
  readonly role: "buyer" | "provider";
  /** Epoch milliseconds that "tomorrow" is counted from. */
  readonly now: number;
  readonly memory: ThreadMemory;
}

export const EMPTY_MEMORY: ThreadMemory = { requirements: null, shown: [] };

/** An understanding of nothing; the parts that a message has are put over it. */
export const EMPTY_UNDERSTANDING: Understanding = {
  intent: "help",
  requirements: null,
  change: null,
  target: null,
  evidence: [],
  clarify: null,
};
