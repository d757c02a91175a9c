import { COUNTRY_BY_CODE } from "../core/regions.ts";
import { lex } from "./lex.ts";
import { normalizeText } from "./normalize-text.ts";
import { splitRuns } from "./split-runs.ts";
import type { Token } from "./token.ts";
import { correctSpelling, NOISE_WORDS, PHRASES } from "./vocabulary.ts";

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

/** Reads text into tokens and the phrases among them. */
export function buildChart(text: string): Chart {
  const lexed = splitRuns(lex(normalizeText(text)));
  const corrected = lexed.map((token) =>
    token.kind === "word" ? { ...token, word: correctSpelling(token.word) } : token,
  );
  const tokens = corrected.filter((token) => !isNoise(token));
  return {
    tokens,
    terms: tokens.map((_, at) => termsAt(tokens, at)),
    hasCase: /\p{Ll}/u.test(text),
  };
}
