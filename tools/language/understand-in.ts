import { buildChart, type Chart } from "./chart.ts";
import { findAct } from "./find-act.ts";
import type { ProviderSpeech } from "./find-provider-act.ts";
import type { Act } from "./heads.ts";
import type { PhraseBook } from "./languages/phrase-book.ts";
import { understandSearch } from "./understand-search.ts";
import type { Intent, LanguageContext, Understanding } from "./understanding.ts";

/** Nobody states requirements at greater length; a longer text is asked about as a whole. */
const LONGEST_TEXT = 2000;

const plain = (intent: Intent): Understanding => ({
  intent,
  requirements: null,
  change: null,
  target: null,
  evidence: [],
  clarify: null,
});

/**
 * What a message means in English or one of the `languages`, for pages: they load other languages when they need them, and
 * leave out what their users cannot say. Everybody else calls `understand`.
 */
export function understandIn(
  text: string,
  context: LanguageContext,
  { languages, readers, speech = null }: Vocabulary,
): Understanding {
  if (text.length > LONGEST_TEXT)
    return {
      ...plain("help"),
      clarify: { code: "not-understood", field: null, spans: [{ start: 0, end: text.length }], options: [] },
    };
  const chart = buildChart(text, languages);
  const act = findAct(chart, context, speech);
  return act === null
    ? understandSearch(chart, context)
    : (readers[act.intent]?.(chart, context, act) ?? plain(act.intent));
}

/** Reads what a message with this head says. */
export type Reader = (chart: Chart, context: LanguageContext, act: Act) => Understanding;
export type Readers = Partial<Record<Intent, Reader>>;

/** What is read beside searches in English. */
export interface Vocabulary {
  readonly languages: readonly PhraseBook[];
  /** By intent; those that are not here carry only their name. */
  readonly readers: Readers;
  /** Null or absent where only buyers write. */
  readonly speech?: ProviderSpeech | null;
}
