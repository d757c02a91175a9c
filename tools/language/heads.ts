import type { Chart } from "./chart.ts";
import { findTerm } from "./grammar.ts";
import type { Candidate } from "./statement.ts";
import type { Intent } from "./understanding.ts";
import { FILLER_WORDS } from "./vocabulary.ts";

/** What a message wants, by its head words; the words themselves become candidates of the cover. */
export interface Act {
  readonly intent: Intent;
  readonly heads: readonly Candidate[];
  /** A provider asks about listings of their own. */
  readonly isOwn?: boolean;
  /** What a message about watches is about (`watch-evidence.ts`); `watch` asks for a new one. */
  readonly about?: string;
  /** What a provider would have got, where the one who writes is none. */
  readonly ofProvider?: boolean;
}

export interface Found {
  readonly at: number;
  readonly to: number;
  readonly value: string;
}

export const findAll = (chart: Chart, type: string): Found[] =>
  chart.tokens.flatMap((_, at) => {
    const term = findTerm(chart, at, type);
    return term ? [{ at, to: term.to, value: term.value }] : [];
  });
export const has = (chart: Chart, type: string): boolean =>
  chart.tokens.some((_, at) => findTerm(chart, at, type) !== null);
export const hasKind = (chart: Chart, kind: string): boolean =>
  chart.tokens.some((token) => token.kind === kind);

export const head = ({ at, to }: Found): Candidate => ({
  from: at,
  to,
  score: 1.5,
  statement: { kind: "said" },
});
/** Words around the head give way to readings of their own: "why not the cheapest?". */
export const aside = ({ at, to }: Found): Candidate => ({
  from: at,
  to,
  score: 0.2,
  statement: { kind: "said" },
});
export const act = (intent: Intent, first: Found, ...others: readonly Found[]): Act => ({
  intent,
  heads: [head(first), ...others.map(aside)],
});

/** Whether only small words stand before a token. */
export const isAtHead = (chart: Chart, at: number, limit = 7): boolean =>
  at < limit &&
  chart.tokens.slice(0, at).every((token) => FILLER_WORDS.has(token.word) || token.kind === "symbol");

export const atHead = (chart: Chart, type: string): Found | undefined =>
  findAll(chart, type).find(({ at }) => isAtHead(chart, at));
