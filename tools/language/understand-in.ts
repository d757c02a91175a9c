import { spanOf } from "./ask-first.ts";
import { buildChart } from "./chart.ts";
import { type Act, findAct } from "./find-act.ts";
import type { PhraseBook } from "./languages/phrase-book.ts";
import { understandChange } from "./understand-change.ts";
import { understandSearch } from "./understand-search.ts";
import { understandBook, understandExplain, understandWatch } from "./understand-target.ts";
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
 * What a message means in English or one of `languages`: for pages, which load the others when they are needed.
 * Everybody else calls `understand`.
 */
export function understandIn(
  text: string,
  context: LanguageContext,
  languages: readonly PhraseBook[],
): Understanding {
  if (text.length > LONGEST_TEXT)
    return {
      ...plain("help"),
      clarify: { code: "not-understood", field: null, spans: [{ start: 0, end: text.length }], options: [] },
    };
  const chart = buildChart(text, languages);
  const act = findAct(chart, context);
  return act === null
    ? understandSearch(chart, context)
    : (BY_INTENT[act.intent]?.(chart, context, act) ?? plain(act.intent));
}

/** Asked for in so many words; small talk has no evidence. */
const understandHelp: Reader = (chart, _context, { heads }) => ({
  ...plain("help"),
  evidence: heads.slice(0, 1).map((head) => ({ field: "help", span: spanOf(chart, head) })),
});

type Reader = (chart: ReturnType<typeof buildChart>, context: LanguageContext, act: Act) => Understanding;

/** Intents that carry more than their name; the others are answered from the records alone. */
const BY_INTENT: Partial<Record<Intent, Reader>> = {
  explain: understandExplain,
  help: understandHelp,
  book: understandBook,
  watch: understandWatch,
  "set-price": understandChange,
  "set-capacity": understandChange,
  "create-listing": understandChange,
  "update-listing": understandChange,
};
