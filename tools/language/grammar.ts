import type { Chart, Term } from "./chart.ts";
import type { Token } from "./token.ts";

/** What a parser read: tokens up to `to` (exclusive), meaning `value`. */
export interface Match<T> {
  readonly to: number;
  readonly value: T;
}

/** Reads something at a token, or answers null. */
export type Parser<T> = (chart: Chart, at: number) => Match<T> | null;

type Values<P extends readonly Parser<unknown>[]> = {
  [Index in keyof P]: P[Index] extends Parser<infer T> ? T : never;
};

export const tokenAt = (chart: Chart, at: number): Token | undefined => chart.tokens[at];

/** The longest phrase of a type at a token, of one of `values` when given. */
export function findTerm(chart: Chart, at: number, type: string, values?: readonly string[]): Term | null {
  for (const term of chart.terms[at] ?? [])
    if (term.type === type && (!values || values.includes(term.value))) return term;
  return null;
}

/** A phrase of the lexicon. */
export const term =
  (type: string, ...values: readonly string[]): Parser<string> =>
  (chart, at) =>
    findTerm(chart, at, type, values.length > 0 ? values : undefined);

/** One of these words or signs, as spelt. */
export const word =
  (...words: readonly string[]): Parser<string> =>
  (chart, at) => {
    const token = chart.tokens[at];
    return token && token.kind !== "number" && words.includes(token.word)
      ? { to: at + 1, value: token.word }
      : null;
  };

export const token =
  (kind: Token["kind"]): Parser<Token> =>
  (chart, at) => {
    const found = chart.tokens[at];
    return found?.kind === kind ? { to: at + 1, value: found } : null;
  };

/** All in a row. */
export const seq =
  <const P extends readonly Parser<unknown>[]>(...parsers: P): Parser<Values<P>> =>
  (chart, at) => {
    const values: unknown[] = [];
    let to = at;
    for (const parser of parsers) {
      const match = parser(chart, to);
      if (!match) return null;
      values.push(match.value);
      to = match.to;
    }
    return { to, value: values as Values<P> };
  };

/** The first that matches. */
export const alt =
  <T>(...parsers: readonly Parser<T>[]): Parser<T> =>
  (chart, at) => {
    for (const parser of parsers) {
      const match = parser(chart, at);
      if (match) return match;
    }
    return null;
  };

export const opt =
  <T>(parser: Parser<T>): Parser<T | null> =>
  (chart, at) =>
    parser(chart, at) ?? { to: at, value: null };

/** As often as possible, at least `min` times. */
export const many =
  <T>(parser: Parser<T>, min = 0): Parser<readonly T[]> =>
  (chart, at) => {
    const values: T[] = [];
    let to = at;
    for (let match = parser(chart, to); match && match.to > to; match = parser(chart, to)) {
      values.push(match.value);
      to = match.to;
    }
    return values.length >= min ? { to, value: values } : null;
  };

/** Changes the value; null from `change` means no match. */
export const map =
  <T, U>(parser: Parser<T>, change: (value: T) => U | null): Parser<U> =>
  (chart, at) => {
    const match = parser(chart, at);
    const value = match && change(match.value);
    return match && value !== null ? { to: match.to, value: value as U } : null;
  };

/** Matches nothing where `parser` matches. */
export const unless =
  (parser: Parser<unknown>): Parser<true> =>
  (chart, at) =>
    parser(chart, at) ? null : { to: at, value: true };

/** Looks without taking. */
export const ahead =
  <T>(parser: Parser<T>): Parser<T> =>
  (chart, at) => {
    const match = parser(chart, at);
    return match && { to: at, value: match.value };
  };

/** The next token, only when nothing stands before it. */
export const glued =
  <T>(parser: Parser<T>): Parser<T> =>
  (chart, at) =>
    chart.tokens[at]?.glued ? parser(chart, at) : null;

export const constant =
  <T>(value: T): Parser<T> =>
  (_chart, at) => ({ to: at, value });

export const ARTICLE = word("the", "a", "an", "my", "our", "your", "some", "this", "that", "these", "those");
export const HYPHEN = word("-");

/** `item, item or item`: separators as the caller reads them. */
export const listOf =
  <T>(item: Parser<T>, separator: Parser<unknown>): Parser<readonly T[]> =>
  (chart, at) => {
    const first = item(chart, at);
    if (!first) return null;
    const rest = many(map(seq(separator, item), ([, value]) => value))(chart, first.to);
    return { to: rest?.to ?? first.to, value: [first.value, ...(rest?.value ?? [])] };
  };
