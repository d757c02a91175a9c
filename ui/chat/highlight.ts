import type { Evidence, Span } from "@necto/tools/language/understanding";

/** A piece of the user's text; `fields` name what was read from it, `isUnread` marks words nobody understood. */
export interface Piece {
  readonly text: string;
  readonly fields: readonly string[];
  readonly isUnread: boolean;
}

/**
 * Cuts a text at the ends of every span. The pieces joined are the text; spans may overlap, and parts of them
 * that lie outside the text are ignored.
 *
 * @example highlight("H100 in EU", [{ field: "gpuModels", span: { start: 0, end: 4 } }], [])
 */
export function highlight(
  text: string,
  evidence: readonly Evidence[],
  unread: readonly Span[],
): readonly Piece[] {
  const spans = [...evidence.map(({ span }) => span), ...unread];
  const cuts = [0, text.length, ...spans.flatMap(({ start, end }) => [start, end])]
    .filter((cut) => cut >= 0 && cut <= text.length)
    .sort((a, b) => a - b);
  const ends = [...new Set(cuts)];
  return ends.slice(1).map((end, index) => {
    const start = ends[index] ?? 0;
    const covers = (span: Span) => span.start <= start && span.end >= end;
    const fields = evidence.filter(({ span }) => covers(span)).map(({ field }) => field);
    return { text: text.slice(start, end), fields: [...new Set(fields)], isUnread: unread.some(covers) };
  });
}
