import { COUNTRY_BY_CODE } from "../core/regions.ts";
import { findLanguage } from "./languages/find-language.ts";
import type { PhraseBook } from "./languages/phrase-book.ts";
import { toEnglish } from "./languages/to-english.ts";
import { lex } from "./lex.ts";
import { normalizeText } from "./normalize-text.ts";
import type { Place } from "./spelling.ts";
import { splitRuns } from "./split-runs.ts";
import type { Token } from "./token.ts";
import { correctSpelling, NOISE_WORDS, ORDINARY_WORDS, PHRASES } from "./vocabulary.ts";

/** A phrase found in the text: tokens `from` (inclusive) to `to` (exclusive). */
export interface Term {
  readonly type: string;
  readonly value: string;
  readonly to: number;
}

/** The text as the grammar sees it. */
export interface Chart {
  readonly tokens: readonly Token[];
  /** Phrases by their first token, longest first. */
  readonly terms: readonly (readonly Term[])[];
  /** Whether letter case says anything: a text all in capitals does not. */
  readonly hasCase: boolean;
}

const DECORATION = /^[!"“”'*_`#…~^\\|•·♥]$|^\.{2,3}$|^\p{Extended_Pictographic}$|^[\p{So}\p{Sk}]$/u;
/** Signs that mean something between numbers and words. */
const MEANINGFUL_SIGN = new Set(["*", "~", "#", "'", "|", "·", "•"]);

/** `UM` is a country, `um` is none. */
const isCode = ({ text }: Token): boolean => COUNTRY_BY_CODE.has(text);

const isNoise = (token: Token): boolean =>
  token.kind === "symbol"
    ? DECORATION.test(token.word) && !MEANINGFUL_SIGN.has(token.word)
    : token.kind === "word" && NOISE_WORDS.has(token.word) && !isCode(token);

function termsAt(tokens: readonly Token[], at: number): Term[] {
  const found: Term[] = [];
  let node = PHRASES.next.get(tokens[at]!.word);
  for (let to = at + 1; node; to++) {
    for (const { type, value } of node.meanings) found.push({ type, value, to });
    node = to < tokens.length ? node.next.get(tokens[to]!.word) : undefined;
  }
  return found.reverse();
}

const isNumberWord = (word: string | undefined): boolean =>
  word !== undefined && (PHRASES.next.get(word)?.meanings.some(({ type }) => type === "numberWord") ?? false);

/** Written in capitals wherever they stand. */
const CAPITALS = new Set(
  "usa uae apac eea emea latam aws sxm nvl oam rtx gtx gpu gpus vram sla utc gmt usd usdc usdt eur gbp ada pro super titan hbm pcie nvidia amd pst pdt est edt cet cest jst kst asap gib cpu ssd llm not only and akt ksa prc drc nyc".split(
    " ",
  ),
);
/** An ordinary word in capitals: then capitals say nothing, and `NO` is no Norway. */
const isShouted = ({ kind, text, word }: Token): boolean =>
  kind === "word" &&
  word.length >= 3 &&
  text === text.toUpperCase() &&
  /\p{L}/u.test(text) &&
  !CAPITALS.has(word) &&
  ORDINARY_WORDS.has(word);

/** What stands beside a word; both sides count when both are numbers: `H100 undr $3`. */
function placesOf(tokens: readonly Token[], at: number): readonly Place[] {
  const [before, behind] = [tokens[at - 1], tokens[at + 1]];
  const isBeforeAmount = behind?.kind === "number" || behind?.word === "$";
  const isBehindNumber = before?.kind === "number" || isNumberWord(before?.word);
  const places: Place[] = [];
  if (isBeforeAmount) places.push("before-amount");
  if (isBehindNumber) places.push("behind-number");
  return places.length === 0 ? ["elsewhere"] : places;
}

const correct = (tokens: readonly Token[], at: number, { word }: Token): string =>
  placesOf(tokens, at)
    .map((place) => correctSpelling(word, place))
    .find((corrected) => corrected !== word) ?? word;

/** Tokens in English, spelt right. What another language's phrases left over is not guessed at. */
function readTokens(text: string, languages: readonly PhraseBook[]): readonly Token[] {
  const lexed = lex(normalizeText(text));
  const book = findLanguage(lexed, languages);
  if (book) return splitRuns(toEnglish(lexed, book));
  const split = splitRuns(lexed);
  return split.map((token, at) =>
    token.kind === "word" ? { ...token, word: correct(split, at, token) } : token,
  );
}

/** Reads text into tokens and the phrases among them. */
export function buildChart(text: string, languages: readonly PhraseBook[]): Chart {
  const corrected = readTokens(text, languages);
  const tokens = corrected.filter((token) => !isNoise(token));
  return {
    tokens,
    terms: tokens.map((_, at) => termsAt(tokens, at)),
    hasCase: /\p{Ll}/u.test(text) && !tokens.some(isShouted),
  };
}
