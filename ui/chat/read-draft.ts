import { type Chip, chipsOf } from "@necto/tools/language/format-requirements";
import { buildPhraseBook, type PhraseBook } from "@necto/tools/language/languages/phrase-book";
import { understandIn } from "@necto/tools/language/understand-in";
import { understandBook, understandWatch } from "@necto/tools/language/understand-target";
import type { LanguageContext, Understanding } from "@necto/tools/language/understanding";

/**
 * What the words in the composer mean so far. The parser is the server's own and stays in the page: nothing that is not
 * sent leaves the browser. This file is loaded when somebody first types.
 */

/** A chip of the draft; `isNew` marks what these words say, the others were said before. */
export interface DraftChip extends Chip {
  readonly isNew: boolean;
}

export interface Draft {
  readonly chips: readonly DraftChip[];
  /** Words that carry meaning and are not understood (yet), as they are written. */
  readonly unclear: readonly string[];
}

export const NO_DRAFT: Draft = { chips: [], unclear: [] };

/** Messages that hold a search; what others say is not shown while it is written. */
const READERS = { book: understandBook, watch: understandWatch };

/** One file per language, loaded when it is needed. */
const LANGUAGES = {
  de: () => import("@necto/tools/language/languages/german").then(({ GERMAN }) => GERMAN),
  fr: () => import("@necto/tools/language/languages/french").then(({ FRENCH }) => FRENCH),
  es: () => import("@necto/tools/language/languages/spanish").then(({ SPANISH }) => SPANISH),
} as const;
type LanguageCode = keyof typeof LANGUAGES;
const CODES = Object.keys(LANGUAGES) as LanguageCode[];

const books = new Map<LanguageCode, PhraseBook>();

async function load(codes: readonly LanguageCode[]): Promise<void> {
  const missing = codes.filter((code) => !books.has(code));
  const loaded = await Promise.all(missing.map(async (code) => [code, await LANGUAGES[code]()] as const));
  for (const [code, language] of loaded) books.set(code, buildPhraseBook(language));
}

/** Searches show chips; other messages (why, book, help) have none. */
const SHOWN = new Set<Understanding["intent"]>(["search", "book", "watch"]);

/** Words that are no English, or say too little yet. */
const isUnread = ({ intent, clarify }: Understanding): boolean =>
  intent === "refuse" || intent === "help" || clarify?.code === "not-understood";

/** Codes whose words the parser could not read at all; the other questions are asked when the message is sent. */
const UNCLEAR = new Set(["not-understood", "unknown-gpu", "region", "currency"]);

/** What words mean, as chips. */
export function toDraft(text: string, { intent, requirements, evidence, clarify }: Understanding): Draft {
  if (!SHOWN.has(intent) || requirements === null) return NO_DRAFT;
  const said = new Set(evidence.map(({ field }) => field));
  const chips = chipsOf(requirements)
    .map((chip) => ({ ...chip, isNew: said.has(chip.field.split(".")[0] ?? chip.field) }))
    // There is always an order; it is worth showing when it was said.
    .filter(({ field, isNew }) => field !== "rankBy" || isNew);
  const spans = clarify && UNCLEAR.has(clarify.code) ? clarify.spans : [];
  const unclear = [...new Set(spans.map(({ start, end }) => text.slice(start, end)))];
  return chips.some(({ isNew }) => isNew) || unclear.length > 0 ? { chips, unclear } : NO_DRAFT;
}

/**
 * What words mean; the page reads searches, bookings and watches, of all others only what they are.
 *
 * @param languages the browser's, best first (`de-AT`); those of them that are known are tried at once, the others when
 *   the words make no sense without them
 */
export async function readWords(
  text: string,
  context: LanguageContext,
  languages: readonly string[],
): Promise<Understanding> {
  await load(CODES.filter((code) => languages.some((language) => language.startsWith(code))));
  const read = () => understandIn(text, context, { languages: [...books.values()], readers: READERS });
  const understanding = read();
  if (!isUnread(understanding) || books.size === CODES.length) return understanding;
  await load(CODES);
  return read();
}
