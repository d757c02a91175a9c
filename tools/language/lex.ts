import type { NormalizedText } from "./normalize-text.ts";
import type { Token, TokenKind } from "./token.ts";

interface Shape {
  readonly kind: TokenKind;
  /** Sticky. */
  readonly pattern: RegExp;
  /** The word of the token, from the text matched; the text in lower case unless said. */
  readonly toWord?: (text: string) => string;
  /** Shapes that must not start in the middle of a run of letters and digits. */
  readonly startsRun?: boolean;
}

const ISO_DATE =
  /\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?(?![\d-])/y;
const OFFER_ID = /(?:necto|akash|ionet|lambda|aws-spot|render|catalog):[\w.:\-/]*\w/iy;
const REGIONAL_INDICATOR_A = 0x1f1e6;

const flagToLetters = (flag: string): string =>
  [...flag]
    .map((sign) => String.fromCharCode(97 + (sign.codePointAt(0) ?? 0) - REGIONAL_INDICATOR_A))
    .join("");

/** `don't` and `dont` are one word. */
const withoutApostrophes = (text: string): string => text.toLowerCase().replaceAll("'", "");

/** Tried in this order at every place; the first that matches wins, so the longest and most specific come first. */
const SHAPES: readonly Shape[] = [
  { kind: "opaque", pattern: /(?:https?:\/\/|www\.)[^\s,;]+/iy, startsRun: true },
  { kind: "opaque", pattern: /[\w.+-]+@[\w-]+\.[\w.-]+/y, startsRun: true },
  { kind: "opaque", pattern: /0x[0-9a-z]*(?:\.{2,3}[0-9a-z]*)?/iy, startsRun: true },
  {
    kind: "opaque",
    pattern: /(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{24,}(?![0-9a-z])/iy,
    startsRun: true,
  },
  { kind: "offer-id", pattern: OFFER_ID, startsRun: true },
  { kind: "date", pattern: ISO_DATE, startsRun: true },
  { kind: "clock", pattern: /\d{1,2}:\d{2}(?::\d{2})?(?![\d:])/y, startsRun: true },
  {
    kind: "region-code",
    pattern:
      /(?:us|eusc|eu|apac|ap|sa|ca|me|af|cn|il|mx|asia|europe|northamerica|southamerica|australia|africa)-(?:gov-|de-)?(?:north|south|east|west|central)+-?\d{0,2}(?:-?[a-f])?(?![0-9a-z])/iy,
    startsRun: true,
  },
  {
    kind: "word",
    pattern: /[A-Za-z]\.[A-Za-z]\.(?:[A-Za-z]\.)?(?![a-z])/y,
    toWord: (text) => text.replaceAll(".", "").toLowerCase(),
    startsRun: true,
  },
  { kind: "word", pattern: /[\u{1F1E6}-\u{1F1FF}]{2}/uy, toWord: flagToLetters },
  {
    kind: "number",
    pattern: /\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!,?\d)/y,
    toWord: (text) => text.replaceAll(",", ""),
    startsRun: true,
  },
  {
    kind: "number",
    pattern: /\d{1,4},\d{1,2}(?![\d,])/y,
    toWord: (text) => text.replace(",", "."),
    startsRun: true,
  },
  { kind: "number", pattern: /\d+(?:\.\d+)?/y },
  { kind: "number", pattern: /\.\d+/y, toWord: (text) => `0${text}`, startsRun: true },
  { kind: "word", pattern: /'?\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*/uy, toWord: withoutApostrophes },
  { kind: "symbol", pattern: /<=|>=|=<|=>|\.{2,3}/y },
  { kind: "symbol", pattern: /\p{N}+|\P{N}/uy },
];

const ALNUM = /[\p{L}\p{N}]/u;

function matchAt(text: string, at: number, inRun: boolean): { shape: Shape; length: number } | null {
  for (const shape of SHAPES) {
    if (shape.startsRun && inRun) continue;
    shape.pattern.lastIndex = at;
    const found = shape.pattern.exec(text);
    if (found) return { shape, length: found[0].length };
  }
  return null;
}

/**
 * Cuts text into tokens. Letters and digits are cut apart (`h100under` → `h` `100` `under`), so that names such as
 * `H100`, `H-100` and `h 100` are one sequence, and digits are always compared as whole runs: `H1000` holds no `100`.
 *
 * @example lex(normalizeText("8xH100 under $3")).map((token) => token.word)
 *   // ["8", "xh", "100", "under", "$", "3"]
 */
export function lex({ text, offsets }: NormalizedText): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      glued = false;
      continue;
    }
    const inRun = glued && ALNUM.test(text[at - 1] ?? "") && ALNUM.test(text[at]!);
    const match = matchAt(text, at, inRun);
    const length = match?.length ?? 1;
    const piece = text.slice(at, at + length);
    tokens.push({
      kind: match?.shape.kind ?? "symbol",
      text: piece,
      word: (match?.shape.toWord ?? lower)(piece),
      start: offsets[at]!,
      end: offsets[at + length]!,
      glued,
    });
    at += length;
    glued = true;
  }
  return tokens;
}

const lower = (text: string): string => text.toLowerCase();
