import { spanOf } from "./ask-first.ts";
import { allLanguages } from "./languages/all-languages.ts";
import { PROVIDER_SPEECH } from "./provider-speech.ts";
import { understandChange } from "./understand-change.ts";
import { type Reader, type Readers, understandIn } from "./understand-in.ts";
import { understandEarnings, understandOwnRank } from "./understand-own.ts";
import { understandBook, understandExplain, understandWatch } from "./understand-target.ts";
import {
  EMPTY_UNDERSTANDING,
  type LanguageContext,
  PROVIDER_ORDER,
  type Understanding,
} from "./understanding.ts";

/** Asked for in so many words; small talk has no evidence. */
const understandHelp: Reader = (chart, _context, { heads }) => ({
  ...EMPTY_UNDERSTANDING,
  evidence: heads.slice(0, 1).map((head) => ({ field: "help", span: spanOf(chart, head) })),
});

/** What a provider says in a buyer's conversation: not done there, and known for what it is. */
const understandRefusal: Reader = (chart, _context, { ofProvider }) => ({
  ...EMPTY_UNDERSTANDING,
  intent: "refuse",
  evidence: ofProvider
    ? [{ field: PROVIDER_ORDER, span: spanOf(chart, { from: 0, to: chart.tokens.length }) }]
    : [],
});

/** Intents that carry more than their name; the others are answered from the records alone. */
const READERS: Readers = {
  refuse: understandRefusal,
  earnings: understandEarnings,
  explain: (chart, context, act) => (act.isOwn ? understandOwnRank : understandExplain)(chart, context, act),
  help: understandHelp,
  book: understandBook,
  watch: understandWatch,
  "set-price": understandChange,
  "set-capacity": understandChange,
  "create-listing": understandChange,
  "update-listing": understandChange,
};

/**
 * What a message means: deterministic, offline, from words in English, German, French or Spanish to a typed frame.
 * Words that carry meaning and are not understood make it ask (`clarify`) instead of guessing. The result holds spans
 * of the text, never its words.
 *
 * @example understand("cheapest H100 in EU under $3", { role: "buyer", now, memory: EMPTY_MEMORY })
 *   // { intent: "search", requirements: { gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] },
 *   //   maxUsdMicrosPerGpuHour: 3_000_000, rankBy: "cost", … }, clarify: null, … }
 */
export const understand = (text: string, context: LanguageContext): Understanding =>
  understandIn(text, context, { languages: allLanguages(), readers: READERS, speech: PROVIDER_SPEECH });
