import { spanOf } from "./ask-first.ts";
import type { Chart } from "./chart.ts";
import { findBestCover } from "./cover.ts";
import type { Said } from "./draft.ts";
import { findTerm } from "./grammar.ts";
import type { Candidate } from "./statement.ts";
import type { Span } from "./understanding.ts";
import { FILLER_WORDS, GPU_HEADS } from "./vocabulary.ts";

/** Proposes readings that start at a token. */
export type Rule = (chart: Chart, at: number) => readonly Candidate[];

export interface Reading {
  readonly said: readonly Said[];
  /** Words that carry meaning and that no rule explains. */
  readonly leftOver: readonly Span[];
  /** Tokens explained by a rule, words of the head and fillers aside. */
  readonly covered: number;
}

const PUNCTUATION = /^[\p{P}]$/u;
const MEANINGFUL_SIGNS = new Set(["#", "%", "*", "@", "&"]);

/** Signs and small words may stay unexplained; numbers, negations, comparators, names and unknown words may not. */
function isHarmless(chart: Chart, at: number): boolean {
  const token = chart.tokens[at]!;
  if (token.kind === "symbol")
    return (
      token.word === "+" ||
      token.word === "=" ||
      token.word === "|" ||
      (PUNCTUATION.test(token.word) && !MEANINGFUL_SIGNS.has(token.word) && !isMinus(chart, at))
    );
  // "One H100" counts, and "there A100" was probably "three".
  if (["one", "there"].includes(token.word) && isGpuName(chart, at + 1)) return false;
  return token.kind === "word" && FILLER_WORDS.has(token.word);
}

/** `H100`, `H-100`. */
const isGpuName = (chart: Chart, at: number): boolean =>
  findTerm(chart, at, "gpu") !== null ||
  (GPU_HEADS.has(chart.tokens[at]?.word ?? "") && chart.tokens[at + 1]?.word === "-");

/** A sign glued to a number with a gap before it: `-3`. */
function isMinus(chart: Chart, at: number): boolean {
  const [token, next] = [chart.tokens[at]!, chart.tokens[at + 1]];
  return (
    token.word === "-" &&
    !token.glued &&
    next?.glued === true &&
    (next.kind === "number" || findTerm(chart, at + 1, "currencySign") !== null)
  );
}

/** Reads a text with one set of rules: all proposals, the best cover of them, and what is left. */
export function readStatements(
  chart: Chart,
  rules: readonly Rule[],
  heads: readonly Candidate[] = [],
): Reading {
  const proposals = chart.tokens.flatMap((_, at) => rules.flatMap((rule) => rule(chart, at)));
  const cover = findBestCover(chart.tokens.length, [...heads, ...proposals]);
  const isCovered = new Array<boolean>(chart.tokens.length).fill(false);
  for (const { from, to } of cover) isCovered.fill(true, from, to);
  const leftOver = chart.tokens.flatMap((token, at) =>
    isCovered[at] || isHarmless(chart, at) ? [] : [{ start: token.start, end: token.end }],
  );
  const said = cover.map((candidate) => ({ statement: candidate.statement, span: spanOf(chart, candidate) }));
  const covered = cover.reduce(
    (sum, { from, to, statement }) => (statement.kind === "said" ? sum : sum + to - from),
    0,
  );
  return { said, leftOver, covered };
}
