import type { MarketRow } from "@necto/tools/protocol/market-row";
import { gpuName } from "./sort-rows.ts";

/** Offers of one kind of GPU. Form factors and memory sizes are never merged: they are different goods. */
export interface GpuGroup {
  readonly key: string;
  readonly gpu: string;
  /** Model to look up a price history by; null when no table knows it. */
  readonly model: string | null;
  readonly memoryGib: number | null;
  /** In the order of the table. */
  readonly rows: readonly MarketRow[];
  /** Lowest and highest price of the rows that can be ranked, micro-USD per GPU-hour; null without any. */
  readonly min: number | null;
  readonly max: number | null;
  /** The offer with the lowest of these prices; the first in the table's order of several. */
  readonly cheapest: MarketRow | null;
  readonly bookable: number;
  readonly rejected: number;
  readonly sources: readonly string[];
}

/** Groups rows that are in order already; groups come in the order of their first row. */
export function groupRows(rows: readonly MarketRow[]): GpuGroup[] {
  const groups = new Map<string, MarketRow[]>();
  for (const row of rows) {
    const key = `${gpuName(row)}|${row.memoryGib ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].map(([key, members]) => toGroup(key, members));
}

function toGroup(key: string, rows: readonly MarketRow[]): GpuGroup {
  const first = rows[0]!;
  let min: number | null = null;
  let max: number | null = null;
  let cheapest: MarketRow | null = null;
  let bookable = 0;
  let rejected = 0;
  for (const row of rows) {
    const price = row.usdMicrosPerGpuHour;
    if (row.reasons.length > 0) rejected += 1;
    else if (row.isBookable) bookable += 1;
    if (price === null || row.reasons.length > 0) continue;
    if (min === null || price < min) {
      min = price;
      cheapest = row;
    }
    if (max === null || price > max) max = price;
  }
  return {
    key,
    gpu: gpuName(first),
    model: first.gpu,
    memoryGib: first.memoryGib,
    rows,
    min,
    max,
    cheapest,
    bookable,
    rejected,
    sources: [...new Set(rows.map(({ source }) => source))].sort(),
  };
}

/** The group with the values of now, in the same order; the same group when nothing in it changed. */
export function repaintGroup(group: GpuGroup, now: ReadonlyMap<string, MarketRow>): GpuGroup {
  const rows = group.rows.map((row) => now.get(row.id) ?? row);
  return rows.every((row, index) => row === group.rows[index]) ? group : toGroup(group.key, rows);
}

/** What the table shows, line by line. */
export type Line =
  | { readonly kind: "group"; readonly key: string; readonly group: GpuGroup; readonly isOpen: boolean }
  | { readonly kind: "row"; readonly key: string; readonly row: MarketRow };

/** Groups with the rows of those that are open under them. */
export const linesOf = (groups: readonly GpuGroup[], open: ReadonlySet<string>): Line[] =>
  groups.flatMap((group): Line[] => {
    const isOpen = open.has(group.key);
    const head: Line = { kind: "group", key: `group ${group.key}`, group, isOpen };
    return isOpen ? [head, ...rowLines(group.rows)] : [head];
  });

export const rowLines = (rows: readonly MarketRow[]): Line[] =>
  rows.map((row) => ({ kind: "row", key: row.id, row }));
