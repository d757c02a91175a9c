import type { MarketBody, MarketDelta, SourceState } from "@necto/tools/protocol/market";
import { type MarketRow, toRows } from "@necto/tools/protocol/market-row";

/** A price that moved, and when. */
export interface Move {
  readonly isUp: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Every row of the market by id. Rows are replaced, never changed, so that whoever holds one keeps what it showed. */
export interface MarketBook {
  readonly rows: Map<string, MarketRow>;
  readonly moves: Map<string, Move>;
  sources: readonly SourceState[];
  /** When the market was scanned; null before the first snapshot. */
  takenAt: string | null;
}

export const emptyBook = (): MarketBook => ({
  rows: new Map(),
  moves: new Map(),
  sources: [],
  takenAt: null,
});

/** Replaces everything. Prices that differ from what was shown before count as moves. */
export function putBody(book: MarketBook, body: MarketBody, now: number): void {
  const before = new Map(book.rows);
  book.rows.clear();
  for (const row of toRows(body.rows as never)) {
    book.rows.set(row.id, row);
    noteMove(book, before.get(row.id), row, now);
  }
  book.sources = body.sources;
  book.takenAt = body.takenAt;
}

/** Applies one delta. */
export function putDelta(
  book: MarketBook,
  { put, moved, removed, sources, takenAt }: MarketDelta,
  now: number,
): void {
  const set = (row: MarketRow) => {
    noteMove(book, book.rows.get(row.id), row, now);
    book.rows.set(row.id, row);
  };
  toRows(put as never).forEach(set);
  moved.id.forEach((id, at) => {
    const row = book.rows.get(id);
    if (row)
      set({
        ...row,
        usdMicrosPerGpuHour: moved.usdMicrosPerGpuHour[at] ?? null,
        usdMicrosPerHour: moved.usdMicrosPerHour[at] ?? null,
        unitsAvailable: moved.unitsAvailable[at] ?? null,
      });
  });
  for (const id of removed) {
    book.rows.delete(id);
    book.moves.delete(id);
  }
  book.sources = sources;
  book.takenAt = takenAt;
}

function noteMove(book: MarketBook, before: MarketRow | undefined, after: MarketRow, now: number): void {
  const from = before?.usdMicrosPerGpuHour ?? null;
  const to = after.usdMicrosPerGpuHour;
  if (from !== null && to !== null && from !== to) book.moves.set(after.id, { isUp: to > from, at: now });
}
