import { type Filtered, filterRows } from "./filter-rows.ts";
import { type GpuGroup, groupRows, type Line, linesOf, repaintGroup, rowLines } from "./group-rows.ts";
import type { MarketBook } from "./market-book.ts";
import type { PriceQuery } from "./price-query.ts";
import { type ObservedAt, sortRows } from "./sort-rows.ts";

/** What the table shows, and what the file with the same contents is made of. */
export interface View {
  readonly filtered: Filtered;
  /** Null while the table is not grouped. */
  readonly groups: readonly GpuGroup[] | null;
  readonly lines: readonly Line[];
}

/** The lines of a market under a query. */
export function viewOf(
  { rows }: Pick<MarketBook, "rows">,
  query: PriceQuery,
  open: ReadonlySet<string>,
  observedAt: ObservedAt,
): View {
  const filtered = filterRows(rows.values(), query);
  const sorted = sortRows(filtered.rows, query, observedAt);
  if (!query.isGrouped) return { filtered, groups: null, lines: rowLines(sorted) };
  const groups = groupRows(sorted);
  return { filtered, groups, lines: linesOf(groups, open) };
}

/** The same lines in the same order with the values of now; rows that are gone keep their last ones. */
export function repaint(view: View, { rows }: Pick<MarketBook, "rows">): View {
  const lines = view.lines.map((line): Line => {
    if (line.kind === "group") {
      const group = repaintGroup(line.group, rows);
      return group === line.group ? line : { ...line, group };
    }
    const row = rows.get(line.key);
    return row === undefined || row === line.row ? line : { ...line, row };
  });
  return { ...view, lines };
}
